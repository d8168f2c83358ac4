# SPDX-License-Identifier: MIT
"""The C++ that the README shows is the example that is compiled and run."""
import re

from conftest import ROOT


def test_the_readme_shows_the_example_as_it_is():
    licence, _, example = (ROOT / "examples/pipeline.cpp").read_text().partition("\n")
    assert "SPDX" in licence
    shown = re.findall(r"```cpp\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert [text.removeprefix(licence + "\n") for text in shown] == [example]
