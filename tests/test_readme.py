"""The README is true: its Python code runs in order, and what it prints is what stands there."""

from __future__ import annotations

import contextlib
import io
import re
from itertools import pairwise

from conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def squeezed(text: str) -> str:
    """Text without the white space that lays a frame out."""
    return re.sub(r"\s+", " ", text).strip()


def test_code_of_the_readme_runs_and_prints_what_stands_there(monkeypatch):
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {}
    for (language, code), (after, expected) in pairwise([*BLOCKS, ("", "")]):
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
