"""The command line. Heavy imports are made in the commands that need them, so that `--help` is there at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .terminal import one_line, printable

if TYPE_CHECKING:
    from .model import Disclosure


PATH = click.Path(
    path_type=Path, readable=False
)  # what cannot be read is told in one line, not with the usage
FILES = click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE…")
TOGETHER = click.option("--together", is_flag=True, help="The files are one document, published in parts.")
OUTPUT = click.option(
    "-o", "--output", type=PATH, metavar="FILE", help="A .csv, .xlsx or .parquet file, not standard output."
)
DATA = click.option(
    "--data", "data_dir", type=PATH, default="data", show_default=True, help="The data folder."
)
JOBS = click.option(
    "-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="How many at a time (default: one a core)."
)
SCHEDULER = click.option("--scheduler", metavar="ADDRESS", help="Work on a distributed cluster (tcp://…).")


class Commands(click.Group):
    """A group whose commands end a mistake of the user with one line and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of use, not of the alphabet

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # `yusuan cells … | head`: click ends quietly
        except KeyboardInterrupt:
            click.echo(
                "yusuan: interrupted; what is written is whole, the same command does the rest", err=True
            )
            sys.exit(130)
        except Exception as error:
            from .model import YusuanError, told

            if not isinstance(error, (YusuanError, OSError)):
                raise
            fail(told(error))


def fail(message: str) -> None:
    """One line on standard error, exit status 2."""
    click.echo(f"yusuan: {one_line(message)}", err=True)
    sys.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yusuan", message="%(version)s")
def main() -> None:
    """Chinese government department budgets as DataFrames: read, prove, compare."""


@main.command()
@FILES
@TOGETHER
def show(files: tuple[Path, ...], together: bool) -> None:
    """What is in a document, at a glance."""
    for disclosure in documents(files, together):
        click.echo(printable(repr(disclosure)))


@main.command()
@FILES
@TOGETHER
@OUTPUT
def cells(files: tuple[Path, ...], together: bool, output: Path | None) -> None:
    """The figures of the tables, one row each.

    An .xlsx file has each table as it is printed, too.
    """
    write_frames(documents(files, together), "cells", output)


@main.command()
@FILES
@TOGETHER
@OUTPUT
def claims(files: tuple[Path, ...], together: bool, output: Path | None) -> None:
    """The figures of the text, one row each."""
    write_frames(documents(files, together), "claims", output)


@main.command()
@FILES
@TOGETHER
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object for all documents.")
def check(files: tuple[Path, ...], together: bool, as_json: bool) -> None:
    """What does not add up, and what could not be checked.

    Says which figure is likely wrong. Exit status 1 if a figure contradicts another, 2 if a file cannot be read.
    """
    found = list(documents(files, together, proved=True))
    from .checks_told import as_json as machine_readable
    from .checks_told import as_table

    if as_json:
        click.echo(machine_readable(found))
    else:
        for each in found:
            click.echo(as_table(each))
    if any(each.contradicted for each in found):
        sys.exit(1)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="PATH…")
@DATA
@JOBS
@TOGETHER
@SCHEDULER
def ingest(
    paths: tuple[Path, ...], data_dir: Path, jobs: int | None, together: bool, scheduler: str | None
) -> None:
    """Add documents (files or folders) to the data folder.

    What is there already is not read again.
    """
    from .ingest import ingest as add

    summary = add(paths, data_dir, jobs=jobs, scheduler=scheduler, together=together)
    click.echo(str(summary), err=True)
    if summary.interrupted:
        sys.exit(130)
    if not summary.read and not summary.unchanged and not summary.duplicates:
        fail("none of the documents could be read")


@main.command()
@DATA
@click.option(
    "--to", "forms", metavar="FORM,…", default="csv", show_default=True, help="csv, xlsx, parquet, package."
)
@click.option(
    "-o", "--output", type=PATH, default="export", show_default=True, help="The folder to write to."
)
def export(data_dir: Path, forms: str, output: Path) -> None:
    """The data folder as CSV, XLSX, Parquet or data package.

    `package` is a Fiscal Data Package: general-budget spending by function and by economic class.
    """
    from .export import export as write

    for path in write(data_dir, forms.split(","), output):
        click.echo(str(path))


@main.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK…]")
@click.option("--department", metavar="D", help="Whom the report is about.")
@click.option("--year", type=int, metavar="Y", help="The year it is about.")
@click.option("--base-year", type=int, metavar="Y", help="The year to compare with.")
@click.option("--all", "everything", is_flag=True, help="Every department and year of the data.")
@DATA
@JOBS
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language.")
@click.option(
    "--to", "formats", metavar="FORM,…", default="html", show_default=True, help="html, pdf, docx, xlsx."
)
@click.option(
    "-o",
    "--output",
    default="reports",
    show_default=True,
    help="The folder to write to, or an address (s3://…).",
)
@SCHEDULER
def report(
    notebooks: tuple[str, ...],
    department: str | None,
    year: int | None,
    base_year: int | None,
    everything: bool,
    data_dir: Path,
    jobs: int | None,
    lang: str,
    formats: str,
    output: str,
    scheduler: str | None,
) -> None:
    """Run notebooks (all if none is named) and write their reports.

    A NOTEBOOK is a file, or a name as 10_growth. A report of one department is one HTML file to hand on; with --all
    the pages share the files of assets/, and the folder is what is handed on.
    """
    from .report import run

    results = run(
        list(notebooks), department, year, base_year, everything, jobs or os.cpu_count() or 1,
        formats.split(","), output, data_dir, lang, scheduler=scheduler,
    )  # fmt: skip
    failed = [result for result in results if result.error]
    for result in failed:
        click.echo(f"yusuan: {one_line(result.line)}", err=True)
    click.echo(
        f"{len(results) - len(failed)} of {len(results)} reports written; open {output.rstrip('/')}/index.html",
        err=True,
    )
    if failed:
        sys.exit(1)


@main.command()
def lab() -> None:
    """JupyterLab on notebooks/."""
    notebooks = Path("notebooks")
    if not notebooks.is_dir():
        fail("no notebooks/ here; go to the folder of the project")
    start = notebooks / "00_explore.ipynb"
    command = [sys.executable, "-m", "jupyterlab", str(start if start.exists() else notebooks)]
    if os.geteuid() == 0:  # a container, most likely; Jupyter asks for this to be said
        command.append("--allow-root")
    os.execv(sys.executable, command)


def documents(files: tuple[Path, ...], together: bool, proved: bool = False) -> Iterator[Any]:
    """Each file as a disclosure, or all of them as one; with `proved` as what its checks found (`checks_told.Checked`).

    Each is read in a process of its own, within the limits. One that cannot be read is one line on standard error; the
    others are given, and the exit status is 2.
    """
    from .forks import one_thread

    with one_thread():  # for the forks
        from .checks_told import checked
        from .isolated import Refusal, forked
        from .limits import LIMITS
        from .reading import read

    def work(document: tuple[Path, ...]) -> Any:
        disclosure = read(document)
        return checked(disclosure) if proved else disclosure

    for document in [files] if together else [(file,) for file in files]:
        result = forked(work, document, LIMITS)
        if isinstance(result, Refusal):
            paths = " + ".join(map(one_line, document))
            place = "" if any(one_line(file) in result.reason for file in document) else f"{paths}: "
            reason = result.reason.removeprefix(f"{' + '.join(one_line(file.name) for file in document)}: ")
            click.echo(f"yusuan: {place}{reason if place else result.reason}", err=True)
            click.get_current_context().call_on_close(lambda: sys.exit(2))
        else:
            yield result


def write_frames(read: Iterator[Disclosure], kind: str, output: Path | None) -> None:
    """One table of all the frames of a kind, as CSV on standard output or in the file named."""
    import pandas as pd

    from .export import csv_file, printed_tables, whole, write_workbook
    from .store import to_csv, write_whole

    if output is not None and output.suffix not in (".csv", ".xlsx", ".parquet"):
        fail(f"{output}: give a name that ends in .csv, .xlsx or .parquet")
    found = list(read)
    if not found:
        sys.exit(2)  # no file could be read, and each was told
    table = pd.concat([getattr(document, kind) for document in found], ignore_index=True)
    if output is None:
        click.echo(printable(to_csv(table).decode()), nl=False)
    elif output.suffix == ".parquet":
        write_whole(output, table.to_parquet(index=False))
    elif output.suffix == ".csv":
        write_whole(output, csv_file(table))
    else:
        tables = printed_tables(found) if kind == "cells" else {}
        whole(output, write_workbook, tables | {kind: table})
