"""The project keeps its shape: imports run one way, modules are small, notebooks hold no outputs or logic."""

from __future__ import annotations

import ast
import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from conftest import ROOT

SOURCE = ROOT / "src" / "yusuan"
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
NAMES = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in MODULES}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Lowest first. A module imports from its own layer and the layers below, never from one above.
LAYERS = [
    ("model", "terminal", "amounts", "limits", "isolated", "lock", "kept", "forks"),
    ("readers", "names", "reference"),
    ("tables", "meta", "narrative"),
    ("reading",),
    ("store", "packing", "loading", "proof"),
    ("ingest", "export", "analysis", "checks_told"),
    ("charts", "prose", "marks"),
    ("views",),
    ("report",),
    ("__init__",),
    ("cli", "__main__"),
]

# Analysis sees frames, never a document; charts see frames of analysis, never how a document is read.
READING = {"readers", "tables", "meta", "narrative", "reading"}
FORBIDDEN = {"analysis": READING, "charts": READING, "prose": READING}


def top(path: Path) -> str:
    """The top-level module or subpackage that a file belongs to: `readers/pdf.py` → `readers`."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def layer(name: str) -> int:
    """The position of a module in LAYERS; each module has one."""
    found = [i for i, names in enumerate(LAYERS) if any(fnmatch(name, pattern) for pattern in names)]
    assert len(found) == 1, f"{name} has no place in LAYERS"
    return found[0]


def project_imports(path: Path) -> set[str]:
    """The top-level modules of yusuan that a file imports, wherever in it."""
    package = ["yusuan", *path.relative_to(SOURCE).parts[:-1]]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base += node.module.split(".") if node.module else []
            targets = [".".join([*base, alias.name]) for alias in node.names]
        for parts in (target.split(".") for target in targets):
            if parts[0] == "yusuan" and len(parts) > 1:
                names.add(parts[1] if parts[1] in NAMES else "__init__")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path):
    name = top(path)
    above = {other for other in project_imports(path) - {name} if layer(other) > layer(name)}
    assert not above, f"{name} imports from above: {above}"
    assert not project_imports(path) & FORBIDDEN.get(name, set())


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_modules_are_small_and_say_what_they_are(path: Path):
    text = path.read_text("utf-8")
    assert text.count("\n") < 300
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", TESTS, ids=lambda p: p.name)
def test_each_test_module_says_what_it_proves(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def faults(notebook: dict) -> list[str]:
    """What is wrong with a notebook: outputs, run numbers, logic, long cells, no cell of parameters."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = []
    if not any("parameters" in cell["metadata"].get("tags", []) for cell in code):
        found.append("no cell tagged parameters")
    for number, cell in enumerate(code, 1):
        source = "".join(cell["source"])
        tags = cell["metadata"].get("tags", [])
        if cell["outputs"] or cell["execution_count"] is not None:
            found.append(f"code cell {number} holds outputs")
        if re.search(r"^\s*(def|class|for|while) |groupby\(", source, re.MULTILINE):
            found.append(f"code cell {number} holds logic")
        if "parameters" not in tags and len(source.strip().splitlines()) > 5:
            found.append(f"code cell {number} has more than five lines")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebooks_communicate(path: Path):
    assert not faults(json.loads(path.read_text("utf-8")))


def test_a_notebook_with_faults_is_told():
    cell = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [{}],
        "execution_count": 1,
        "source": "for i in x:\n" * 6,
    }
    assert len(faults({"cells": [cell]})) == 4
