"""What shall be made: which notebooks for which departments and years, with parameters that the notebooks know."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import papermill

from yusuan.loading import sources_of
from yusuan.model import YusuanError, choices
from yusuan.report.address import Place
from yusuan.store import safe_name


@dataclass(frozen=True, slots=True)
class Job:
    """One report: a notebook, whom it is about, its parameters, the folder it goes to, and whether its page shares the
    files of a site (see `assets`)."""

    notebook: Path
    department: str
    year: int
    parameters: dict[str, Any]
    folder: Place
    shared: bool = False

    @property
    def key(self) -> tuple[Place, str]:
        """What tells this report from all others."""
        return self.folder, self.name

    @property
    def name(self) -> str:
        """The name of the notebook and of its report, without a suffix."""
        return self.notebook.stem


def plan(
    notebooks: list[str],
    *,
    department: str | None,
    year: int | None,
    base_year: int | None,
    everything: bool,
    output: Place,
    data_dir: Path,
    lang: str,
    parameters: dict[str, Any],
) -> list[Job]:
    """The reports to make, in order of department and year; without notebooks named, all of notebooks/.

    Raises YusuanError for a notebook, parameter, department or year that is not there, with the choices.
    """
    known = {path: declared(path) for path in find(notebooks)}
    sources = sources_of(data_dir)
    if sources.empty:
        raise YusuanError(
            f"{data_dir}: no documents in it; add some with: yusuan ingest FILE… --data {data_dir}"
        )

    @functools.cache
    def folder(name: str, number: int) -> Place:
        return output / safe_name(f"{name}-{number}")

    jobs = []
    for path, declarations in known.items():
        found = subjects(sources, department, year, everything, declarations)
        given = {"department": found[0][0], "year": found[0][1], "base_year": base_year, "lang": lang}
        needed = {name: value for name, value in (given | parameters).items() if value is not None}
        # What every run passes is left out where a notebook has no use for it; what the user names must fit.
        asked = {"base_year"} & needed.keys() | parameters.keys()
        passed = {name: value for name, value in needed.items() if name in declarations or name in asked}
        check(path, declarations, passed)
        if "data_dir" in declarations and "data_dir" not in passed:
            passed["data_dir"] = str(data_dir)
        own = {"department", "year"} & passed.keys() - parameters.keys()
        for subject in found:
            of = dict(zip(("department", "year"), subject, strict=True))
            given = passed | {name: of[name] for name in own}
            jobs.append(Job(path, *subject, given, folder(*subject), shared=everything))
    return sorted(jobs, key=lambda job: (str(job.folder), job.name))


def ambiguous(data_dir: Path) -> set[str]:
    """The names that several departments of the data have, so that no report is about them any more."""
    sources = sources_of(data_dir)
    return set(sources["department"]) - set(sources["called"])


def find(notebooks: list[str]) -> list[Path]:
    """The files of these notebooks, each a path or a name in notebooks/; where there is no such folder, in ours.

    Raises YusuanError with the choices.
    """
    home = Path(__file__).parents[1]
    places = (Path("notebooks"), home / "notebooks", home.parents[1] / "notebooks")
    folder = next(place for place in places if place.is_dir())
    shipped = sorted(folder.glob("*.ipynb"))
    found = []
    for name in notebooks or [str(path) for path in shipped]:
        paths = [path for path in (Path(name), folder / name, folder / f"{name}.ipynb") if path.is_file()]
        if not paths:
            raise YusuanError(f"no notebook {name}; {choices((path.stem for path in shipped), name)}")
        found.append(paths[0])
    return found


def declared(path: Path) -> dict[str, dict[str, str]]:
    """The parameters of a notebook as Papermill infers them. Raises YusuanError where it has none."""
    try:
        found = papermill.inspect_notebook(str(path))
    except Exception as error:  # whatever Papermill and nbformat raise for a file that is no notebook
        raise YusuanError(f"{path}: not a notebook that can be read ({type(error).__name__})") from error
    if not found:
        raise YusuanError(f"{path}: no cell with parameters; give its cell of settings the tag 'parameters'")
    return found


def check(path: Path, declarations: dict[str, dict[str, str]], parameters: dict[str, Any]) -> None:
    """Raise YusuanError for a parameter that the notebook lacks, or one of another type than its default."""
    for name, value in parameters.items():
        if name not in declarations:
            raise YusuanError(f"{path.stem} has no parameter {name}; {choices(declarations, name)}")
        expected = _type(declarations, name)
        if expected and type(value).__name__ not in expected:
            words = " or ".join(sorted(expected))
            raise YusuanError(
                f"{path.stem}: parameter {name} is {words}, not {type(value).__name__} {value!r}"
            )


def _type(declarations: dict[str, dict[str, str]], name: str) -> set[str]:
    """The names of the types a parameter takes; none where neither annotation nor default says."""
    hint = declarations[name]["inferred_type_name"].removeprefix("Optional[").rstrip("]").split("[")[0]
    default = type(_default(declarations, name)).__name__
    if hint == "None":  # Papermill's word for no annotation
        return {default} - {"NoneType"}
    wider = {"NoneType"} if default == "NoneType" else set()
    return {hint, *wider, *({"int"} if hint == "float" else ())}


def subjects(
    sources: pd.DataFrame,
    department: str | None,
    year: int | None,
    everything: bool,
    declarations: dict[str, dict[str, str]],
) -> list[tuple[str, int]]:
    """The departments and years asked for: all of the data, or one; what is not named is the notebook's default.

    A default that the data lacks gives way to the only department, or to the latest year of the one named.
    """
    rows = sources.dropna(subset=["year"])
    pairs = sorted(
        {(str(name), int(number)) for name, number in zip(rows["called"], rows["year"], strict=True)}
    )
    names = sorted({name for name, _ in pairs})
    if not names:
        raise YusuanError("no document of the data names its year, which sources.csv may say for it")
    if department is not None and department not in names:
        raise YusuanError(f"no department {department} in the data; {choices(names, department)}")
    if everything:
        chosen = [pair for pair in pairs if department in (None, pair[0]) and year in (None, pair[1])]
        if not chosen:
            raise YusuanError(f"no year {year} in the data; {choices(sorted({n for _, n in pairs}))}")
        return chosen
    default = _default(declarations, "department")
    if department is None and default not in names and len(names) > 1:
        raise YusuanError(f"--department or --all is needed; {choices(names)}")
    name = department or (default if default in names else names[0])
    years = sorted(number for other, number in pairs if other == name)
    if year is not None and year not in years:
        raise YusuanError(f"no year {year} of {name} in the data; {choices(years)}")
    usual = _default(declarations, "year")
    return [(name, year or (usual if department is None and usual in years else years[-1]))]


def _default(declarations: dict[str, dict[str, str]], name: str) -> Any:
    try:
        return ast.literal_eval(declarations[name]["default"])
    except (KeyError, ValueError, SyntaxError):
        return None
