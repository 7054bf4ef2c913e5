"""What reports of one run share is worked out once, and is what it would be without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import small_reports
from conftest import ROOT

from yusuan import kept
from yusuan.report import run

ASKED = """
import sys
from yusuan import views
data = views.open_data(sys.argv[1])
views.findings(data.disclosure(data.sources["source_id"].iloc[0]))
"""


def test_a_result_is_worked_out_once_for_the_same_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    calls = []

    @kept.kept
    def doubled(frame: pd.DataFrame, factor: int = 2) -> pd.DataFrame:
        calls.append(factor)
        return frame * factor

    frame = pd.DataFrame({"a": [1.5, None]})
    doubled(frame)
    doubled(frame)
    assert len(calls) == 2, "nothing is kept without a folder"
    monkeypatch.setenv(kept.FOLDER, str(tmp_path))
    for given, factor in ((frame, 2), (frame.copy(), 2), (frame, 3), (frame + 1, 2)):
        pd.testing.assert_frame_equal(doubled(given, factor=factor), given * factor)
    assert calls[2:] == [2, 3, 2]
    assert len(list(tmp_path.iterdir())) == 3


def test_another_process_knows_the_same_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(kept.FOLDER, str(tmp_path))
    found = []
    for _ in range(2):
        subprocess.run([sys.executable, "-c", ASKED, str(ROOT / "data")], check=True)
        found.append({path.name for path in tmp_path.iterdir()})
    assert found[0] and found[0] == found[1]


def test_the_oldest_results_beyond_so_many_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for age, name in enumerate(["c", "b", "a", "d.123"]):  # another process is writing d
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (1_000_000 - age,) * 2)
    kept.trim(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c", "d.123"]


def test_what_is_forgotten_in_time_lies_apart_from_passing_files(tmp_path: Path):
    """A library's temporary files come and go in every worker: none of them is a result to count or to forget."""
    look = "import os, tempfile\nprint(os.environ['YUSUAN_KEPT'], tempfile.gettempdir())"
    notebook = small_reports.notebook(tmp_path / "n.ipynb", look)
    data = small_reports.data(tmp_path / "data", [("某市甲局", 2030)])
    (result,) = run([str(notebook)], "某市甲局", output=tmp_path / "out", data_dir=data, pictures=False)
    made = nbformat.read(next((tmp_path / "out").rglob("n.ipynb")), 4)
    results, passing = map(Path, next(c.outputs[0].text for c in made.cells if c.get("outputs")).split())
    assert not result.error and results != passing and results.parent == passing.parent
