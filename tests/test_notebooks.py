"""Each shipped notebook runs from top to bottom with plain Papermill, and in English shows no Chinese but names.

What a notebook may hold (parameters, short cells, no logic, no outputs) is a test of the architecture.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import nbformat
import papermill
import pytest
from conftest import ROOT
from nbformat import NotebookNode

from yusuan import loading, reference, store, views
from yusuan.analysis.procurement import thresholds
from yusuan.charts.renderer import VEGA_LITE
from yusuan.model import YusuanError

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
DEPARTMENT = "深圳市宝安区政务服务数据管理局（本级）"
CHINESE = re.compile("[一-鿿]+")
ENDS = "、.0123456789（）“”"
NAMES = re.compile(r"[‘’“”（）()〔〕、·一-鿿\d.]*[一-鿿][‘’“”（）()〔〕、·一-鿿\d.]*")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data/`: the reference document of the shipped data, and the departments it can be set beside."""
    folder = tmp_path_factory.mktemp("project")
    sources = store.read_sources(ROOT / "data")
    chosen = sources[sources["department"].eq(DEPARTMENT) | sources["department"].str.contains("信访局")]
    (folder / "data" / "figures").mkdir(parents=True)
    for source_id in chosen["source_id"]:
        store.write_figures(folder / "data", source_id, store.read_figures(ROOT / "data", source_id))
    store.write_sources(folder / "data", chosen)
    return folder


def run(path: Path, folder: Path, engine: str | None = None, **parameters: object) -> NotebookNode:
    """The executed notebook, as a user runs it in this folder."""
    return papermill.execute_notebook(
        str(path), str(folder / f"{path.stem}.ipynb"), parameters=parameters, cwd=str(folder), engine_name=engine,
        progress_bar=False, extra_arguments=["--IPKernelApp.log_level=40"],
    )  # fmt: skip


def shown(notebook: NotebookNode, kind: str) -> list[str]:
    """What the cells of an executed notebook display as this MIME type."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output["data"][kind] for output in outputs if kind in output.get("data", {})]


@EACH
def test_runs_with_plain_papermill(path: Path, few: Path):
    notebook = run(path, few, department=DEPARTMENT, year=2023)
    assert all(cell["execution_count"] for cell in notebook.cells if cell.cell_type == "code")
    assert not [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]
    assert len(shown(notebook, VEGA_LITE)) == len(shown(notebook, "image/png")) >= 1
    for spec in shown(notebook, VEGA_LITE):
        assert spec["description"] and spec["title"]["text"]
    texts = shown(notebook, "text/markdown")
    assert texts[0].startswith("# ") and any("文件状态" in text for text in texts)
    assert any("2023-政务服务数据管理局（本级）.txt" in table for table in shown(notebook, "text/html")), (
        "sources"
    )


@EACH
def test_in_english_only_names_are_chinese(path: Path, few: Path):
    notebook = run(path, few, "yusuan", department=DEPARTMENT, year=2023, lang="en")
    data = loading.load(few / "data")
    # Names of units and projects; all others are translated.
    names = {*data.cells["name"], *data.claims["name"], *data.claims["parent"]}
    names = {name for name in names if reference.english(name) == name}
    projects = data.cells["table"].isin(["performance", "project_expenditure", "key_project"])
    names |= {*data.cells.loc[projects, "name"]}
    documents = {*data.sources["department"], *data.sources["title"], *data.sources["file"]}
    names |= {*data.cells["entity"], *documents, *thresholds("深圳市", 2023)["document"]}
    written = [*shown(notebook, "text/markdown"), *shown(notebook, "text/plain")]
    written += [re.sub("<[^>]+>", "\n", table) for table in shown(notebook, "text/html")]
    # The fonts of a chart have Chinese names, too.
    charts = [json.dumps(spec | {"config": 0}, ensure_ascii=False) for spec in shown(notebook, VEGA_LITE)]
    written += [chart.replace("\\n", "") for chart in charts]  # names in several lines
    whole = {token.strip(ENDS) for name in names for token in NAMES.findall(str(name))}
    left = {
        chinese
        for text in written
        for found in NAMES.finditer(unescape(text))
        if (chinese := found[0].strip(ENDS)) not in whole
        # Where there is no room for all of a name, it ends in dots.
        and not (
            unescape(text)[found.end() :].startswith("…") and any(name.startswith(chinese) for name in whole)
        )
    }
    assert not left


def test_notebooks_agree_on_their_parameters():
    declared = [papermill.inspect_notebook(str(path)) for path in NOTEBOOKS]
    for parameters in declared:
        assert {"department", "year", "base_year", "data_dir", "top", "lang"} <= parameters.keys()
        assert all(entry["help"] for entry in parameters.values()), "each parameter says what it is"
        assert parameters["department"]["default"] == f'"{DEPARTMENT}"'


@EACH
def test_the_question_of_a_notebook_is_the_one_its_report_asks(path: Path):
    first, *cells = nbformat.read(path, as_version=4).cells
    keys = [key for cell in cells for key in re.findall(r'section\("([^"]+)"', cell.source)]
    assert set(keys) <= reference.words("heading").keys() and keys[-1] == "sources"
    questions = [text.split("\n\n")[1] for text in reference.words("heading")[keys[0]]]
    assert first.cell_type == "markdown" and first.source == "\n\n".join(questions)
    assert "remove-cell" in first.metadata["tags"], "the report asks it in its own language"


@EACH
def test_its_sample_shows_it_without_running_it(path: Path):
    """The samples are what `make samples` makes of the notebooks of today, with a picture for each chart."""
    sample = nbformat.read(ROOT / "docs" / "samples" / path.name, as_version=4)
    own = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    told = [cell for cell in sample.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    assert [cell.source for cell in told] == own, "make samples"
    outputs = [output for cell in sample.cells for output in cell.get("outputs", [])]
    assert {output.output_type for output in outputs} == {"execute_result", "display_data"}
    assert sum("image/png" in output.data for output in outputs) >= 1 and len(outputs) > 5
    assert f"docs/samples/{path.name}" in (ROOT / "README.md").read_text("utf-8")


def test_data_are_found_from_the_folder_of_the_notebooks(few: Path, monkeypatch: pytest.MonkeyPatch):
    (few / "notebooks").mkdir(exist_ok=True)
    monkeypatch.chdir(few / "notebooks")
    assert DEPARTMENT in set(views.open_data("data").sources["department"])
    with pytest.raises(YusuanError, match="no data folder 'elsewhere' here or above"):
        views.open_data("elsewhere")


def test_a_year_that_is_not_there_is_told_with_the_choices(few: Path):
    data = loading.load(few / "data")
    with pytest.raises(YusuanError, match="for 2019 in the data; there are: 2023"):
        views.document(data, DEPARTMENT, 2019)
    with pytest.raises(YusuanError, match="no department 某局 in the data; there are: "):
        views.document(data, "某局", 2023)


def test_names_from_documents_stay_text():
    name = "<script>alert(1)</script>*_[甲](x)"
    markup = views.table(views.pd.DataFrame({"名称": [name]}), name).data
    assert "<script>" not in markup and markup.count("&lt;script&gt;") == 2
    assert "<script>" not in views.say(name).data and "\\*\\_\\[甲\\]" in views.say(name).data
