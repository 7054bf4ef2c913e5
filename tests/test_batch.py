"""Many reports are made at a time, once, and none is half-made, whatever happens to the processes that make them."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import small_reports

from yusuan.report import assets, inputs, pool, run
from yusuan.report.pictures import converters, line_to
from yusuan.store import read_figures, read_sources, write_figures, write_sources

SUBJECTS = [("某市甲局", 2030), ("某市乙局", 2030), ("某市丙局", 2031)]

COMMAND = (
    "from yusuan.__main__ import command; command()"  # in a process of its own: workers are forked from it
)
SCRIPT = """
import sys
from pathlib import Path
from yusuan.report import run
notebook, data, output = sys.argv[1:]
run([notebook], everything=True, jobs=2, data_dir=Path(data), output=Path(output))
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_reports.data(tmp_path_factory.mktemp("data") / "data", SUBJECTS)


def everything(notebook: Path, data_dir: Path, output: Path, **options):
    return run([str(notebook)], everything=True, jobs=2, data_dir=data_dir, output=output, **options)


def on_the_command_line(notebook: Path, data_dir: Path, output: Path) -> list[str]:
    options = ["--all", "--data", str(data_dir), "-o", str(output), "-j", "2"]
    return [sys.executable, "-c", COMMAND, "report", str(notebook), *options]


def whole(output: Path) -> dict[str, int]:
    """The time of each file of an output folder; each is complete, and none stands under a passing name."""
    times = {}
    for path in output.rglob("*"):
        if path.is_dir() or path.parent.name == assets.FOLDER:
            continue
        if path.suffix == ".ipynb":
            nbformat.validate(nbformat.read(path, as_version=4))
        elif path.suffix == ".html":
            assert path.read_text("utf-8").rstrip().endswith("</html>")
        elif path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
        else:
            passing = any(part.startswith(".writing-") for part in path.relative_to(output).parts)
            assert passing or path.name == ".lock", path
            continue
        times[str(path.relative_to(output))] = path.stat().st_mtime_ns
    return times


def test_only_what_changed_is_made_anew(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inputs, "_package", lambda: "as it is")  # someone may be writing it while this runs
    notebook = small_reports.notebook(tmp_path / "n.ipynb", "department")
    output = tmp_path / "out"
    first = everything(notebook, data_dir, output)
    reports = {name: made for name, made in whole(output).items() if "index" not in name}
    assert len(reports) == 3 * len(SUBJECTS)
    assert everything(notebook, data_dir, output) == first
    assert {name: made for name, made in whole(output).items() if "index" not in name} == reports
    first[0].files[1].unlink()
    everything(notebook, data_dir, output)
    again = {name for name, made in whole(output).items() if reports.get(name, made) != made}
    assert {Path(name).parent.name for name in again} == {first[0].job.folder.name}
    assert first[0].files[1].is_file()
    before = whole(output)
    everything(notebook, data_dir, output, parameters={"top": 4})
    assert not {name for name, made in whole(output).items() if before[name] == made}


def test_new_documents_remake_only_the_reports_that_depend_on_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inputs, "_package", lambda: "as it is")
    folder = small_reports.data(tmp_path / "data", SUBJECTS)
    opened = {
        "own": "from yusuan import views\nviews.open_data(data_dir, department)",
        "group": "from yusuan import views\nviews.open_group(data_dir, department)",
        "office": "from yusuan import views\nviews.open_group(data_dir, department, office='乙')",
        "loaded": "import yusuan as ys\nys.load(data_dir, department=department, year=year)",
        "alone": "import pandas as pd\npd.read_csv(f'{data_dir}/sources.csv')",
    }
    notebooks = [str(small_reports.notebook(tmp_path / f"{n}.ipynb", cell)) for n, cell in opened.items()]

    def made() -> set[tuple[str, str]]:
        before = whole(tmp_path / "out")
        run(notebooks, everything=True, jobs=2, data_dir=folder, output=tmp_path / "out")
        pages = {n: at for n, at in whole(tmp_path / "out").items() if n.endswith(".html") and "/" in n}
        changed = [Path(name) for name, at in pages.items() if before.get(name) != at]
        return {(path.stem, path.parent.name[2]) for path in changed}

    assert made() == {(name, who) for name in opened for who in "甲乙丙"}
    assert made() == set()
    sources = read_sources(folder)
    other = sources[sources["source_id"] == "d1"].assign(region="另市", department="另市丁局", source_id="d9")
    for kind, data in read_figures(folder, "d1").items():
        write_figures(folder, "d9", {kind: data})
    write_sources(folder, pd.concat([sources, other]))
    assert made() == {(name, "丁") for name in opened} | {("alone", who) for who in "甲乙丙"}
    sources.loc[sources["department"] == "某市乙局", "public_source"] = "https://example.org/"
    write_sources(folder, pd.concat([sources, other]))
    changed = {("own", "乙"), ("loaded", "乙"), *((n, who) for n in ("group", "office") for who in "甲乙丙")}
    assert made() == changed | {("office", "丁")} | {("alone", who) for who in "甲乙丙丁"}


def test_a_process_that_dies_or_hangs_costs_its_own_report_only(
    tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pool, "TIMEOUT", 6)
    cells = [
        "'so far'",
        "import os, signal, time\nif '甲' in department: os.kill(os.getpid(), signal.SIGKILL)",
        "if '乙' in department: time.sleep(600)",
    ]
    notebook = small_reports.notebook(tmp_path / "n.ipynb", *cells)
    results = everything(notebook, data_dir, tmp_path / "out")
    errors = {result.job.department: result.error for result in results}
    assert errors == {
        "某市甲局": "cell 4: its process died",
        "某市乙局": "cell 5: took longer than 6 seconds",
        "某市丙局": "",
    }
    for result in results:
        assert "so far" in str(nbformat.read(result.files[0], as_version=4).cells)
        assert "so far" in result.files[1].read_text("utf-8")
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "its process died" in index and index.count("5,665") == 3


def test_pictures_are_made_by_converters_or_not_at_all(tmp_path: Path, data_dir: Path):
    notebook = small_reports.notebook(tmp_path / "n.ipynb", small_reports.CHART)
    for pictures in (True, False):
        results = run([str(notebook)], data_dir=data_dir, output=tmp_path / "out", pictures=pictures)
        chart = nbformat.read(results[0].files[0], as_version=4).cells[-1].outputs[-1].data
        assert "application/vnd.vegalite.v5+json" in chart
        assert ("image/png" in chart) == pictures
        assert ('<img src="data:' in results[0].files[1].read_text("utf-8")) == pictures
        if pictures:
            assert base64.b64decode(chart["image/png"]).startswith(b"\x89PNG")


def test_a_converter_outlives_a_report_that_dies_while_it_draws():
    spec = {"mark": "point", "data": {"values": []}}
    with converters(1) as (converter,):
        with line_to(converter) as line:
            line.send(spec)
        with line_to(converter) as line:
            line.send(spec)
            assert line.recv().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("here", "sent"), [(True, signal.SIGINT), (True, signal.SIGKILL), (False, signal.SIGKILL)]
)
def test_a_run_that_is_stopped_leaves_whole_files_and_goes_on(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    data_dir: Path,
    here: bool,
    sent: signal.Signals,
):
    started = "import subprocess, time\nsubprocess.Popen(['sleep', '600'])\ntime.sleep(0.5)\ndepartment"
    notebook = small_reports.notebook(tmp_path / "n.ipynb", started)
    script, output = tmp_path / "script.py", tmp_path / "out"
    passing = tmp_path_factory.mktemp("passing")  # a socket lies in it, whose address has at most 108 letters
    script.write_text(SCRIPT, "utf-8")
    command = [sys.executable, str(script), str(notebook), str(data_dir), str(output)]
    if here:
        command = on_the_command_line(notebook, data_dir, output)
    settings = {"env": os.environ | {"TMPDIR": str(passing)}, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, start_new_session=True, **settings)
    while not list(output.glob("*/*.ipynb")):
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, sent) if sent == signal.SIGINT else running.kill()
    running.wait(60)
    made = {name: at for name, at in whole(output).items() if name.endswith(".ipynb")}
    assert len(made) > 0
    deadline = time.monotonic() + 60
    while subprocess.run(["pgrep", "-s", str(running.pid)], capture_output=True).returncode == 0:
        assert time.monotonic() < deadline, "processes are left"
        time.sleep(0.1)
    assert not here or not list(passing.iterdir())
    results = everything(notebook, data_dir, output)
    assert [result.error for result in results] == [""] * len(SUBJECTS)
    assert len([name for name in whole(output) if name.endswith(".html")]) == len(SUBJECTS) + 1
    assert not list(output.rglob(".writing-*")), "the next run clears away what a killed one left"


def test_the_command_line_forks_workers_that_find_nothing_of_each_other(tmp_path: Path, data_dir: Path):
    look = (
        "import os, random, sys\nimport altair as alt, pandas as pd\n"
        "seen = ['kept' in dir(pd), os.environ.get('KEPT'), os.getcwd(), alt.renderers.active, 'kept' in globals(),"
        " sys.modules['__main__'].__dict__ is globals(), os.getppid()]\nprint(seen)"
    )
    change = (
        "pd.kept = kept = 1\nos.environ['KEPT'] = '1'\nos.chdir('/')\nalt.renderers.enable('svg')\n"
        "print(random.random())"
    )
    notebook = small_reports.notebook(tmp_path / "n.ipynb", look, change)
    running = subprocess.Popen(on_the_command_line(notebook, data_dir, tmp_path / "out"))
    assert running.wait(120) == 0
    told = [nbformat.read(path, as_version=4).cells for path in (tmp_path / "out").glob("*/n.ipynb")]
    seen = {cells[-2].outputs[0].text for cells in told}
    assert len(told) == len(SUBJECTS) and len(seen) == 1
    assert f"True, {running.pid}]" in seen.pop(), "workers are forked from another process"
    assert len({cells[-1].outputs[0].text for cells in told}) == len(SUBJECTS)
