"""The README and docs/recipes.md are true: their Python code runs in order, and what it prints is what stands there."""

from __future__ import annotations

import contextlib
import io
import re
from itertools import pairwise

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
RECIPES = (ROOT / "docs" / "recipes.md").read_text("utf-8")


def squeezed(text: str) -> str:
    """Text without the white space that lays a frame out."""
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("page", [README, RECIPES], ids=["README", "recipes"])
def test_code_runs_and_prints_what_stands_there(page: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {}
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    for (language, code), (after, expected) in pairwise([*blocks, ("", "")]):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), namespace)
        if after == "text":
            assert squeezed(printed.getvalue()) == squeezed(expected), code


def test_commands_of_the_readme_are_there():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"^ *\$? ?make (\w+)", README, re.MULTILINE))
    assert {"report", "test"} <= named <= targets


def test_files_that_the_readme_names_are_there():
    linked = re.findall(r"\]\((?!https?://|#)([^)#]+)", README)
    assert [name for name in linked if not (ROOT / name).exists()] == []
