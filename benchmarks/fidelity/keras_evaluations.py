# SPDX-License-Identifier: MIT
"""Three-epoch evaluations of the search space in Keras, as the figure that nanonas must repeat.

    python keras_evaluations.py DIR --input 32x32x3 --variant current --arch 1,0 3,3 --seeds 5 >> keras.csv

needs tensorflow-cpu 2.14.1 (Python 3.11). DIR has a subfolder for each class. Each seed draws its own split, initial
weights and order; prints one CSV row a network and seed: data, variant, k, c, seed, validation accuracy of each epoch.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from keras_network import network, tf  # noqa: E402


def pictures(folder, shape, split, seed):
    settings = dict(label_mode="categorical", color_mode="rgb" if shape[2] == 3 else "grayscale", batch_size=16,
                    image_size=shape[:2], validation_split=split, seed=seed, interpolation="bilinear")
    training, validation = tf.keras.utils.image_dataset_from_directory(folder, subset="both", **settings)
    classes = len(training.class_names)
    # uint8 keeps the cache small; the shuffle order of each epoch is drawn anew, as without a cache.
    return training.unbatch(), validation, classes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--variant", choices=["current", "prime23"], default="current")
    parser.add_argument("--arch", nargs="+", required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--split", type=float, default=0.3)
    arguments = parser.parse_args()
    shape = tuple(int(side) for side in arguments.input.split("x"))
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        tf.keras.utils.set_random_seed(seed)
        print(f"seed {seed}: decoding", file=sys.stderr)
        stdout, sys.stdout = sys.stdout, sys.stderr
        training, validation, classes = pictures(arguments.folder, shape, arguments.split, seed)
        import numpy as np
        x, y = zip(*[(image, label) for image, label in training.as_numpy_iterator()])
        x, y = np.stack(x), np.stack(y)
        xv, yv = zip(*[(image, label) for image, label in validation.unbatch().as_numpy_iterator()])
        xv, yv = np.stack(xv), np.stack(yv)
        sys.stdout = stdout
        for arch in arguments.arch:
            k, c = (int(number) for number in arch.split(","))
            tf.keras.utils.set_random_seed(1000 * seed + 10 * k + c)
            model = network(arguments.variant, k, c, shape, classes)
            model.compile(tf.keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
            history = model.fit(x, y, batch_size=16, epochs=3, validation_data=(xv, yv), verbose=0).history
            accuracies = ",".join(f"{value:.4f}" for value in history["val_accuracy"])
            print(f"{arguments.folder.parent.name},{arguments.variant},{k},{c},{seed},{accuracies}", flush=True)


if __name__ == "__main__":
    main()
