"""The ways to install agree: pyproject.toml, environment.yml, requirements.lock and what the code imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]
EXTRAS = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]

# conda-forge's name where it is another.
CONDA_NAMES = {"brotli": "brotli-python"}


def split(requirement: str) -> tuple[str, str]:
    """`pandas>=2.3.3,<4` as ("pandas", ">=2.3.3,<4")."""
    name, bounds = re.fullmatch(r"([\w.-]+)\s*(.*)", requirement).groups()
    return re.sub(r"[-_.]+", "-", name).lower(), bounds.replace(" ", "")


def imports_of_the_code() -> set[str]:
    """Every top-level name that a module of src imports, wherever in it."""
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"yusuan"}


def distributions(names: set[str]) -> set[str]:
    """The distribution that each imported name comes from."""
    owners = packages_distributions()
    return {split(owners[name][0])[0] for name in names}


def test_conda_environment_equals_pyproject():
    lines = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    from_pip = next(line["pip"] for line in lines if isinstance(line, dict))
    conda = dict(
        split(line) for line in [*lines, *from_pip] if isinstance(line, str) and line not in ("pip", "-e .")
    )
    expected = {CONDA_NAMES.get(n, n): bounds for n, bounds in map(split, RUNTIME + DEVELOPMENT + EXTRAS)}
    expected["python"] = PROJECT["project"]["requires-python"]
    assert conda == expected


def test_lock_holds_every_requirement_within_its_bounds():
    from packaging.requirements import Requirement

    locked: dict[str, set[str]] = {}
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        name, version = re.match(r"([\w.-]+)==([\w.+!]+)", line).groups()
        locked.setdefault(split(name)[0], set()).add(version)
    for requirement in map(Requirement, RUNTIME + DEVELOPMENT + EXTRAS):
        versions = locked[split(requirement.name)[0]]
        assert all(requirement.specifier.contains(version) for version in versions), (requirement, versions)


def test_lock_names_no_index():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in text and "--" not in text


def test_everything_imported_is_declared():
    declared = {split(line)[0] for line in RUNTIME + EXTRAS}
    assert distributions(imports_of_the_code()) <= declared


def test_make_says_what_to_do_without_a_target():
    said = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for target in ("make report", "make test", "make lab"):
        assert target in said.stdout


@pytest.mark.parametrize("target", ["report", "test", "lab"])
def test_each_target_sets_up_by_itself(target: str):
    said = subprocess.run(
        ["make", "-n", "-W", "pyproject.toml", target], cwd=ROOT, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    assert "requirements.lock -e ." in said.stdout


def test_requirement_of_corpus_and_browser_turns_a_skipped_test_red(tmp_path):
    (tmp_path / "shared").mkdir()
    tests = tmp_path / "project" / "tests"
    tests.mkdir(parents=True)
    (tests / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tests / "test_a.py").write_text(
        "def test_reads(corpus):\n    pass\n\ndef test_other():\n    pass\n", "utf-8"
    )

    def run(required: str, *more: str, chromium: str = "", path: str = "/usr/bin:/bin") -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", *more]
        environment = {
            "PATH": path,
            "YUSUAN_CORPUS_REQUIRED": required,
            "YUSUAN_CHROMIUM_REQUIRED": chromium,
        }
        done = subprocess.run(command, cwd=tests.parent, capture_output=True, text=True, env=environment)
        return done.returncode, done.stdout

    (tests / "test_b.py").write_text("def test_looks(chromium):\n    pass\n", "utf-8")
    assert run("")[0] == 0
    assert run("1")[0] == 1
    assert run("", chromium="1", path="")[1].count("although the chromium is required") > 0
    assert "although the corpus is required" in run("1", "-n", "2")[1]
    (tmp_path / "shared" / "corpus").mkdir()
    assert run("1")[0] == 0
    status, said = run("1", "-k", "other")
    assert status == 1 and "no test read the corpus" in said
