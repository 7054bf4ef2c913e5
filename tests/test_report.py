"""Reports are whole, safe to publish, and made of parameters that were checked; one that fails leaves the others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
import small_reports
from nbformat import v4

from yusuan import loading, store, views
from yusuan.charts import theme
from yusuan.model import YusuanError
from yusuan.report import index, run
from yusuan.report.html import clean, markdown, script_json
from yusuan.report.make import title_of
from yusuan.report.page import DARK, page
from yusuan.report.plan import check, declared, plan

NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    subjects = [("某市甲局", 2030), ("某市甲局", 2031), ("某市乙局", 2031), (f"丙{NASTY}局", 2031)]
    return small_reports.data(tmp_path_factory.mktemp("data") / "data", subjects)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, data_dir: Path):
    """The results of a run over everything, in which the notebook `broken` fails for one department."""
    folder = tmp_path_factory.mktemp("reports")
    broken = "assert '乙' not in department, 'no 乙'"
    notebooks = [
        small_reports.notebook(folder / "good.ipynb", "year", "print(department)"),
        small_reports.notebook(folder / "broken.ipynb", "1 + 1", broken, "print('after')"),
    ]
    results = run([str(n) for n in notebooks], everything=True, data_dir=data_dir, output=folder / "out")
    return folder / "out", results


def planned(notebook: Path, data_dir: Path, **asked):
    options = {
        "department": None,
        "year": None,
        "base_year": None,
        "everything": False,
        "lang": "zh",
        "parameters": {},
    }
    return plan([str(notebook)], output=Path("out"), data_dir=data_dir, **(options | asked))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"parameters": {"topp": 3}},
            "simple has no parameter topp; there are: top, department, year, data_dir, lang",
        ),
        ({"parameters": {"top": "3"}}, "simple: parameter top is int, not str '3'"),
        ({"base_year": 2029}, "simple has no parameter base_year"),
        ({"department": "某市丁局"}, "no department 某市丁局 in the data; there are: 某市"),
        ({"department": "某市乙局", "year": 2030}, "no year 2030 of 某市乙局 in the data; there are: 2031"),
        ({"everything": True, "year": 1999}, "no year 1999 in the data; there are: 2030, 2031"),
    ],
)
def test_what_is_not_there_is_told_with_the_choices(
    tmp_path: Path, data_dir: Path, asked: dict, message: str
):
    with pytest.raises(YusuanError) as told:
        planned(small_reports.notebook(tmp_path / "simple.ipynb"), data_dir, **asked)
    assert str(told.value).startswith(message)
    assert "\n" not in str(told.value)


def test_a_notebook_must_be_there_and_have_parameters(tmp_path: Path, data_dir: Path):
    with pytest.raises(YusuanError, match="no notebook nowhere; there are"):
        planned(Path("nowhere"), data_dir)
    bare = small_reports.notebook(tmp_path / "bare.ipynb", parameters="")
    with pytest.raises(YusuanError, match="no cell with parameters"):
        planned(bare, data_dir)
    (tmp_path / "text.ipynb").write_text("no notebook", "utf-8")
    with pytest.raises(YusuanError, match="not a notebook that can be read"):
        planned(tmp_path / "text.ipynb", data_dir)
    with pytest.raises(YusuanError, match=r"no sources\.csv in it"):
        planned(small_reports.notebook(tmp_path / "simple.ipynb"), tmp_path)
    undated = store.read_sources(data_dir).assign(year=pd.NA)
    store.write_sources(tmp_path, undated)
    with pytest.raises(YusuanError, match="no document of the data names its year"):
        planned(small_reports.notebook(tmp_path / "simple.ipynb"), tmp_path)


def test_what_is_not_named_is_the_default_of_the_notebook(tmp_path: Path, data_dir: Path):
    simple = small_reports.notebook(tmp_path / "simple.ipynb")
    assert [(job.department, job.year) for job in planned(simple, data_dir)] == [("某市甲局", 2030)]
    assert [job.year for job in planned(simple, data_dir, department="某市甲局")] == [2031]
    other = small_reports.PARAMETERS.replace("某市甲局", "别处")
    with pytest.raises(YusuanError, match="--department or --all is needed; there are: "):
        planned(small_reports.notebook(tmp_path / "other.ipynb", parameters=other), data_dir)
    assert len(planned(simple, data_dir, everything=True)) == 4


def test_types_follow_annotation_and_default(tmp_path: Path):
    source = 'a = 1\nb: float = 1.0\nc: Optional[int] = None\nd = None\ne: list[str] = ["x"]\n'
    path = small_reports.notebook(tmp_path / "typed.ipynb", parameters=source)
    known = declared(path)
    check(path, known, {"a": 2, "b": 2, "c": 3, "d": "anything", "e": ["y"]})
    check(path, known, {"c": None})
    for wrong in ({"a": 2.5}, {"a": True}, {"b": "x"}, {"c": "x"}, {"e": "x"}):
        with pytest.raises(YusuanError, match=f"parameter {next(iter(wrong))} is"):
            check(path, known, wrong)


def test_every_report_is_written_and_a_failure_stays_alone(made):
    output, results = made
    failed = [result for result in results if result.error]
    (line,) = [result.line for result in failed]
    assert line.startswith("broken (department=某市乙局, year=2031, lang=zh, ")
    assert line.endswith("): cell 4: AssertionError: no 乙")
    assert len(results) == 8
    for result in results:
        assert [path.suffix for path in result.files] == [".ipynb", ".html"]
        assert all(path.is_file() for path in result.files)
    partial = nbformat.read(failed[0].files[0], as_version=4)
    outputs = [cell.outputs for cell in partial.cells if cell.cell_type == "code"]
    assert any("2" in str(found) for found in outputs) and "after" not in str(outputs)
    assert "AssertionError: no 乙" in failed[0].files[1].read_text("utf-8")
    assert not list(output.rglob(".writing-*"))


def test_folders_stay_in_the_output_whatever_a_department_is_called(made, tmp_path: Path):
    output, results = made
    assert all(path.resolve().is_relative_to(output.resolve()) for result in results for path in result.files)
    assert {path.parent.parent for path in output.rglob("*.html")} == {output, output.parent}
    names = ["../../etc", "a/b\\c", "x\u202ey\n\t", "=cmd|x", "长" * 10_000, "{{ 7 * 7 }}{0}"]
    data = small_reports.data(tmp_path / "data", [(name, 2030) for name in names])
    jobs = planned(small_reports.notebook(tmp_path / "simple.ipynb"), data, everything=True)
    assert len({job.folder for job in jobs}) == len(names)
    for job in jobs:
        assert job.folder.parent == Path("out") and len(job.folder.name.encode()) < 250
        assert not re.search(r"[\x00-\x1f\u202a-\u202e\\{}|=]", job.folder.name)


def test_departments_of_one_name_have_a_report_each(tmp_path: Path):
    """Of two places, a budget and a final account, two documents of one year: none takes the place of another."""
    data_dir = small_reports.data(tmp_path / "data", [("统计局", 2030)] * 5 + [("乙局", 2030)])
    sources = (
        store.read_sources(data_dir)
        .sort_values("source_id")
        .assign(
            region=["甲市", "乙市", "乙市", "乙市", "", "乙市"],
            phase=["budget", "budget", "final", "budget", "budget", "budget"],
            public_source=["", "", "", "", "", "某网 https://example.org/a.pdf"],
        )
    )
    store.write_sources(data_dir, sources)
    own = "data = views.open_data(data_dir, department); own = views.document(data, department, year)"
    told = "print(own.meta.source_id, set(own.cells['department']), set(own.cells['entity']))"
    path = small_reports.notebook(tmp_path / "own.ipynb", "from yusuan import views", own, told)
    before = tmp_path / "out" / "统计局-2030"  # as it was while only one had this name
    before.mkdir(parents=True)
    noted = {
        "department": "统计局",
        "year": 2030,
        "reports": {"own": {"title": "", "error": "", "files": ["own.html"]}},
    }
    for name, content in {"run.json": json.dumps(noted), "own.html": "", "mine.txt": ""}.items():
        (before / name).write_text(content)
    results = run([str(path)], everything=True, data_dir=data_dir, output=tmp_path / "out")
    assert [file.name for file in before.iterdir()] == ["mine.txt"]
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "统计局-2030/" not in unquote(index) and '<a href="https://example.org/a.pdf">' in index
    made = {}
    for result in results:
        assert not result.error
        made[result.job.folder.name] = nbformat.read(result.files[0], as_version=4).cells[-1].outputs[0].text
    called = {
        "d0": "统计局（甲市）", "d1": "统计局（乙市）", "d2": "统计局（乙市）（决算）", "d3": "统计局（乙市）（2）",
        "d4": "统计局（地区不明）", "d5": "乙局",
    }  # fmt: skip
    assert made == {f"{name}-2030": f"{id_} {{'{name}'}} {{'{name}'}}\n" for id_, name in called.items()}
    with pytest.raises(YusuanError, match="no department 统计局 in the data; there are: 统计局（乙市）, "):
        planned(path, data_dir, department="统计局")
    assert [job.year for job in planned(path, data_dir, department="统计局（甲市）")] == [2030]
    with pytest.raises(YusuanError, match="no department 统计局 in the data; there are: 统计局（乙市）, "):
        views.document(loading.distinct(loading.load(data_dir, department="统计局")), "统计局", 2030)


def test_the_index_leads_to_every_report_with_figures_and_state(made):
    output, results = made
    index = (output / "index.html").read_text("utf-8")
    assert index.count("<tr>") == 5 and "5,665<" in index and "893<" in index and "某市甲局" in index
    assert NASTY not in index and "丙&lt;script&gt;" in index
    assert "AssertionError: no 乙" in index
    links = re.findall(r'href="([^"]+)"', index)
    assert len(links) == 2 * len(results) + 1 and (output / links[0]).suffix == ".css"  # the font of the site
    assert all((output / unquote(link)).is_file() for link in links)
    noted = json.loads((results[0].job.folder / "run.json").read_text("utf-8"))
    assert noted["reports"]["good"]["error"] == "" and noted["figures"]["expenditure"] == [
        56650000.0,
        "5,665",
    ]


def test_the_index_keeps_what_other_runs_made(made, data_dir: Path):
    output, results = made
    notebook = results[0].job.notebook.with_name("good.ipynb")
    again = run([str(notebook)], department="某市乙局", data_dir=data_dir, output=output)
    assert [result.error for result in again] == [""]
    index = (output / "index.html").read_text("utf-8")
    assert len(re.findall(r'href="([^"]+)"', index)) == 2 * len(results)


def test_many_departments_are_listed_by_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(index, "ROWS", 3)
    reports = {"good": {"title": "变化", "error": "", "files": ["good.html"]}}
    folders = {
        f"{number}": {"region": region, "department": f"{region}{who}局", "year": 2030, "reports": reports}
        for number, (region, who) in enumerate(
            [("甲市", "一"), ("甲市", "二"), ("乙市/<i>", "三"), ("", "四")]
        )
    }
    index.write_index(tmp_path, folders, "zh")
    text = (tmp_path / "index.html").read_text("utf-8")
    pages = re.findall(r'href="([^"]+)"', text)
    assert pages == ["index-1.html", "index-1.html", "index-2.html"]
    assert "甲市一局、甲市二局" in text and "<i>" not in text
    rows = [(tmp_path / page).read_text("utf-8").count('scope="row"') for page in sorted(set(pages))]
    assert rows == [2, 2]
    assert 'href="index.html"' in (tmp_path / pages[0]).read_text("utf-8")
    large = {f"{n}": folders["0"] | {"department": f"甲市{n}局"} for n in range(7)}  # one region, three pages
    index.write_index(tmp_path, large, "zh")
    pages = [(tmp_path / f"index-{n}.html").read_text("utf-8").count('scope="row"') for n in (1, 2, 3)]
    assert pages == [3, 3, 1] and (tmp_path / "index.html").read_text("utf-8").count("index-2.html") == 1
    index.write_index(tmp_path, dict(list(folders.items())[:3]), "zh")
    assert (tmp_path / "index.html").read_text("utf-8").count('scope="row"') == 3


def test_a_department_cannot_act_in_a_page(made):
    _output, results = made
    pages = [
        path
        for result in results
        if "script" in result.job.department
        for path in result.files
        if path.suffix == ".html"
    ]
    assert len(pages) == 2
    for path in pages:
        assert NASTY not in path.read_text("utf-8")
    assert "alert" not in pages[0].parent.name.lower() or "<" not in pages[0].parent.name


def test_parameters_reach_a_notebook_as_values_only(tmp_path: Path):
    names = ['"""\'; import os #', "a\nb", "\\", "{{ 7 }}", "{0}", "$x", "\u2028"]
    data = small_reports.data(tmp_path / "data", [("某市甲局", 2030)])
    source = "value: str = ''\n" + small_reports.PARAMETERS
    path = small_reports.notebook(tmp_path / "value.ipynb", "print(ascii(value))", parameters=source)
    for name in names:
        jobs = planned(path, data, parameters={"value": name})
        assert jobs[0].parameters["value"] == name
    results = run([str(path)], data_dir=data, output=tmp_path / "out", parameters={"value": "".join(names)})
    assert results[0].error == ""
    assert ascii("".join(names)) in str(
        nbformat.read(results[0].files[0], as_version=4).cells[-1].outputs[0].text
    )


def test_html_of_others_loses_all_that_acts():
    nasty = (
        f'x<p onclick="a()">t{NASTY}</p><a href="javascript:a()">l</a><a href=" https://e.org/ ">m</a>'
        '<img src="http://e.org/x.png"><iframe src="//e.org"></iframe><svg onload="a()"></svg><!-- c -->y'
        '<meta http-equiv="refresh" content="0;url=http://e.org"><style scoped>p{}</style><form><input></form>'
    )
    cleaned = clean(nasty, "表格")
    assert not re.search(r"script|onclick|onload|e\.org/x|iframe|svg|refresh|form|input|<style|<!--", cleaned)
    assert (
        cleaned.startswith("x")
        and "y" in cleaned
        and 'href="https://e.org/' in cleaned
        and ">l</a>" in cleaned
    )
    assert NASTY not in markdown(NASTY) and "&lt;script&gt;" in markdown(NASTY)
    assert "<" not in script_json({"a": "</script><!--"}) and json.loads(script_json(["</s>\u2028"])) == [
        "</s>\u2028"
    ]


def test_tables_scroll_are_reachable_and_put_figures_right():
    table = (
        "<table><caption>表</caption><thead><tr><th>项</th><th>额</th></tr></thead>"
        "<tbody><tr><th>甲</th><td>1,234.50</td></tr><tr><th>乙</th><td>—</td></tr></tbody></table>"
    )
    cleaned = clean(table, "表格")
    assert '<div class="frame" role="region" tabindex="0" aria-label="表">' in cleaned
    assert cleaned.count('class="number"') == 3
    assert cleaned.count('scope="col"') == 2 and cleaned.count('scope="row"') == 2
    assert 'aria-label="表格"' in clean("<table><tr><td>a</td></tr></table>", "表格")


def test_a_page_needs_nothing_else_and_forbids_all_requests():
    bundle = {
        "application/vnd.vegalite.v5+json": {"mark": "bar", "title": NASTY},
        "text/plain": "说明",
        "image/png": "QQ==",
    }
    cell = v4.new_code_cell("x", outputs=[v4.new_output("display_data", data=bundle)])
    html = page(v4.new_notebook(cells=[v4.new_markdown_cell("# 题"), cell]), title="题")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy and policy[1].startswith("default-src &#39;none&#39;") and policy[1].count("sha256-") == 2
    outside_scripts = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r'(src|href)="(?!data:|#|\.\./index)', outside_scripts)
    assert '<html lang="zh-CN">' in html and "<figcaption" in html and 'alt="说明"' in html
    assert NASTY not in html and len(re.findall(r"</script>", html)) == 4
    assert "sha256" not in page(v4.new_notebook(cells=[v4.new_markdown_cell("# 题")]), title="题")


def test_on_a_dark_page_marks_are_seen_and_what_is_written_on_them_stays():
    assert {theme.ON_DARK, theme.ON_LIGHT, *theme.RAMP, *theme.STATUS.values()}.isdisjoint(DARK)

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    marks = [theme.INK, theme.MUTED, theme.CURRENT, theme.PREVIOUS, theme.BASIC, theme.PROJECT, theme.OTHER]
    marks += [theme.RISE, theme.FALL, theme.TOTAL, theme.REFERENCE, *theme.STATUS.values()]
    for colour in marks:
        assert (luminance(DARK.get(colour, colour)) + 0.05) / (luminance("#171a1e") + 0.05) >= 3, colour


def test_the_title_is_the_first_heading_wherever_it_is_written():
    shown = v4.new_output("display_data", data={"text/markdown": "# Shown\n"})
    assert title_of(v4.new_notebook(cells=[v4.new_code_cell("", outputs=[shown])])) == "Shown"
    assert title_of(v4.new_notebook(cells=[v4.new_markdown_cell("no heading")])) == ""
