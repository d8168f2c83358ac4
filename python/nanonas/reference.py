# SPDX-License-Identifier: MIT
"""The reference implementation's class, call for call, on nanonas' search, training and quantisation."""
from __future__ import annotations

import os
import pathlib
import shutil
from typing import Any, Unpack, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from .errors import UsageError
from .models import Floats, Interpreter, Network, accuracy, warn_of_chance
from .pictures import Pictures
from .progress import Progress, Reporter
from .runs import Candidate, Run, interruption, read_journal
from .settings import InputShape, Options, Path, Size, texts_of


class NanoNAS:
    """Searches, trains, quantises and tests as the reference does: its variant, its judging of candidates, its training
    and its count of MACC. Everything lies in save_path, which is a run folder: made if need be, gone on with if a search
    with these very arguments is in it, replaced by force=True. Options beyond the reference's are keywords, such as
    target=, seed=, threads=, variant=, evaluation=, recipe=, macc=, arena=."""

    def __init__(self, max_ram: Size | None, max_flash: Size | None, max_macc: Size | None, path_to_training_set: Path,
                 val_split: float, cache: bool | Path = False, input_shape: InputShape = (50, 50, 3),
                 save_path: Path = "./", *, force: bool = False, progress: Progress = True,
                 **options: Unpack[Options]) -> None:
        """Limits are bytes and multiply-accumulates; None with target= takes the target's. Resized pictures are cached
        on disk in any case, in the folder `cache` if it is a path."""
        self.save_path = pathlib.Path(save_path)
        self.progress = progress
        self.resulting_architecture: dict[str, Any] | None = None
        self.keras_confusion: NDArray[np.uint32] | None = None
        self.tflite_confusion: NDArray[np.uint32] | None = None
        self._force = force
        self._settings: dict[str, object] = {
            "as_reference": True, "max_ram": max_ram, "max_flash": max_flash, "max_macc": max_macc,
            "pictures": path_to_training_set, "val_split": val_split, "input": input_shape,
            "cache": None if isinstance(cache, bool) else cache, **options}
        _core.check(texts_of(self._settings))

    def search(self, save_search_history: bool = False) -> None:
        """Finds the network; afterwards `resulting_architecture` has its k, c, RAM, Flash, MACC and max_val_acc. With
        save_search_history, search_history/ in save_path gets each candidate's validation accuracies as .npy."""
        if self._force:
            self._model.unlink(missing_ok=True)
        with self._interruption(), Reporter(self.progress) as report:
            _core.search(texts_of(self._settings), os.fspath(self.save_path), self._force, report)
        self._force = False
        self._take_architecture()
        if save_search_history:
            self._save_history()

    def train(self, training_epochs: int = 100, training_learning_rate: float = 0.01,
              training_batch_size: int = 128) -> None:
        """Trains the network found and keeps the epoch with the best validation accuracy: weights.safetensors."""
        if not (self.save_path / "result.json").exists():
            raise UsageError("There is no network to train yet; call search() before train().")
        settings = {**self._settings, "epochs": training_epochs, "learning_rate": training_learning_rate,
                    "batch": training_batch_size}
        with self._interruption(), Reporter(self.progress, known=("search",)) as report:
            _core.retrain(texts_of(settings), os.fspath(self.save_path), report)
        if not (self.save_path / "model.tflite").exists():  # of an earlier training
            self._model.unlink(missing_ok=True)
        self._take_architecture()

    def apply_uint8_post_training_quantization(self) -> None:
        """Calibrates on 150 pictures: resulting_architecture.tflite, uint8 in and out, int8 inside."""
        self._needs("weights.safetensors", "apply_uint8_post_training_quantization", "train")
        with self._interruption(), Reporter(self.progress, known=("search",)) as report:
            _core.quantize(os.fspath(self.save_path), report)
        partial = self._model.with_suffix(".partial")
        shutil.copyfile(self.save_path / "model.tflite", partial)
        partial.replace(self._model)

    def test_keras_model(self, path_to_test_set: Path) -> float:
        """Prints and returns the float network's accuracy; keras_confusion gets its answers."""
        self._needs("weights.safetensors", "test_keras_model", "train")
        self.keras_confusion = self.network.confusion(self._test_pictures(path_to_test_set), threads=self._threads())
        print(f"Keras model test accuracy: {accuracy(self.keras_confusion)}")
        warn_of_chance(self.keras_confusion)
        return accuracy(self.keras_confusion)

    def test_tflite_model(self, path_to_test_set: Path) -> float:
        """Prints and returns the quantised network's accuracy; tflite_confusion gets its answers."""
        self._needs(self._model.name, "test_tflite_model", "apply_uint8_post_training_quantization")
        pictures = self._test_pictures(path_to_test_set)
        self.tflite_confusion = self.interpreter.confusion(pictures, threads=self._threads())
        print(f"Tflite model test accuracy: {accuracy(self.tflite_confusion)}")
        warn_of_chance(self.tflite_confusion)
        return accuracy(self.tflite_confusion)

    @property
    def candidates(self) -> list[Candidate]:
        """The search's decisions in order."""
        return read_journal(self.save_path)

    @property
    def classes(self) -> list[str]:
        return Run(self.save_path).classes

    @property
    def network(self) -> Network:
        """The float network, for its weights and predictions."""
        return Network(self.save_path)

    @property
    def interpreter(self) -> Interpreter:
        """The quantised network."""
        return Interpreter(self._model)

    @property
    def weights(self) -> dict[str, Floats]:
        return self.network.weights

    @property
    def val_accuracy(self) -> NDArray[np.float64]:
        """The learning curve: validation accuracy after each epoch of the training."""
        return self.network.val_accuracy

    def predict(self, pictures: ArrayLike) -> Floats:
        """The quantised network's probabilities of a uint8 array of pictures."""
        return self.interpreter.predict(pictures)

    @property
    def _model(self) -> pathlib.Path:
        return self.save_path / "resulting_architecture.tflite"

    def _take_architecture(self) -> None:
        result = Run(self.save_path).result
        k, c = result["architecture"]["k"], result["architecture"]["c"]
        score = next(candidate.score for candidate in self.candidates if (candidate.k, candidate.c) == (k, c))
        self.resulting_architecture = {"k": k, "c": c, "RAM": result["ram_bytes"], "Flash": result["flash_bytes"],
                                       "MACC": result["macc"], "max_val_acc": score}

    def _save_history(self) -> None:
        rate, batch = _core.evaluation(texts_of(self._settings))
        top = self.save_path / f"search_history/search_learning_rate_{rate}/search_batch_size{batch}"
        for candidate in self.candidates:
            if candidate.feasible:
                name = f"k{candidate.k}_c{candidate.c}"
                (top / name).mkdir(parents=True, exist_ok=True)
                np.save(top / name / f"{name}_hist.npy", candidate.val_accuracy)

    def _test_pictures(self, folder: Path) -> Pictures:
        """Prepared as the training's pictures were."""
        names = ("input", "resize", "ignore_orientation", "skip_unreadable", "threads", "cache", "max_memory")
        settings: Any = {name: self._settings[name] for name in names if name in self._settings}
        return Pictures(folder, labels=self.classes, progress=self.progress, **settings)

    def _threads(self) -> int | None:
        return cast(int | None, self._settings.get("threads"))

    def _needs(self, file: str, call: str, earlier: str) -> None:
        if not (self.save_path / file).exists():
            raise UsageError(f'"{self.save_path}" has no {file} yet; call {earlier}() before {call}().')

    def _interruption(self) -> Any:
        return interruption(f'Interrupted; what was finished is saved in "{self.save_path}". The same call, or the same '
                            "script again, goes on.")
