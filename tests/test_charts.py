"""Charts hold for any frame of the agreed shape: full, empty, one row, sixty long names, zeros, negatives, gaps.

Looked at in the specification: valid, described, in one language, with a source for each figure; and drawn once each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import altair as alt
import chart_frames as frames
import numpy as np
import pandas as pd
import pytest

from yusuan.charts import (
    comparison,
    explore,
    growth,
    procurement,
    renderer,
    structure,
    texts,
    theme,
    verification,
)
from yusuan.charts.source import place

Chart = Callable[..., Any]
RULES = pd.DataFrame({"document": ["财库〔2020〕46号 第八条"], "valid_from": ["2021-01-01"], "share": [0.3]})
LONG = [
    (
        f"{i}号关于进一步优化政务服务提升行政效能推动“一网通办”平台（三期）建设及运行维护保障专项经费",
        60 - i,
        7 - i,
    )
    for i in range(60)
]


def reserved(ratios: pd.DataFrame, *, lang: str = "zh") -> Any:
    return procurement.reserved(ratios, RULES, lang=lang)


def ranks(compared: pd.DataFrame, *, lang: str = "zh") -> Any:
    return comparison.ranks(compared, "nature", department="甲局1", lang=lang)


def scatter(pairs: pd.DataFrame, *, lang: str = "zh") -> Any:
    return comparison.scatter(pairs, "采购" if lang == "zh" else "procurement", lang=lang)


def over_years(years: pd.DataFrame, *, lang: str = "zh") -> Any:
    return comparison.over_years(years, ["nature"], lang=lang)


def bounds(cells: pd.DataFrame, *, lang: str = "zh") -> Any:
    """The cells with half of what print allows."""
    amounts = cells["amount_yuan"]
    tight = pd.DataFrame({"lower_yuan": amounts, "upper_yuan": amounts + cells["quantum_yuan"] / 2})
    return verification.bounds(cells, tight, lang=lang)


CHARTS: list[tuple[Chart, Callable[[], pd.DataFrame]]] = [
    (growth.waterfall, frames.growth),
    (growth.dumbbell, frames.growth),
    (growth.rates, frames.growth),
    (growth.three_public, frames.growth),
    (procurement.bases, frames.procurement),
    (procurement.by_function, frames.procurement),
    (procurement.kinds, frames.procurement),
    (reserved, frames.procurement),
    (structure.marimekko, frames.structure),
    (structure.icicle, frames.tree),
    (structure.economic, frames.structure),
    (structure.concentration, frames.structure),
    (explore.figures, frames.cells),
    (ranks, frames.compared),
    (comparison.distribution, frames.compared),
    (comparison.heatmap, frames.mix),
    (scatter, frames.pairs),
    (over_years, frames.compared),
    (verification.matrix, frames.identities),
    (verification.residuals, frames.identities),
    (bounds, frames.cells),
]
EACH = pytest.mark.parametrize(("chart", "frame"), CHARTS, ids=[chart.__name__ for chart, _ in CHARTS])
LANG = pytest.mark.parametrize("lang", ["zh", "en"])


def inside(node: Any, key: str) -> Iterator[Any]:
    """Every value of this key, anywhere in a specification."""
    if isinstance(node, dict):
        yield from ([node[key]] if key in node else [])
        for value in node.values():
            yield from inside(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from inside(value, key)


def drawn(spec: dict[str, Any]) -> str:
    """The specification without its data, and so without names that documents print."""
    return json.dumps({k: v for k, v in spec.items() if k != "datasets"}, ensure_ascii=False)


@LANG
@EACH
def test_a_chart_is_valid_titled_and_described(chart: Chart, frame: Callable[[], pd.DataFrame], lang: str):
    spec = chart(frame(), lang=lang).to_dict(validate=True)
    title = spec["title"]["text"]
    assert spec["description"].startswith(title) and re.search(r"\d", spec["description"])
    assert not list(inside(spec, "aggregate")), "charts draw figures; they do not make them"


@EACH
def test_a_chart_shows_what_altair_shows_of_it(chart: Chart, frame: Callable[[], pd.DataFrame]):
    drawn_by_us = chart(frame())
    with alt.renderers.enable("mimetype"):
        assert drawn_by_us._repr_mimebundle_() == type(drawn_by_us)._repr_mimebundle_(drawn_by_us)


def test_a_changed_copy_is_validated_when_shown_and_leaves_the_chart_alone(capsys: pytest.CaptureFixture):
    chart = growth.waterfall(frames.growth())
    before = chart.to_dict()
    changed = chart.copy()
    changed.layer[0].name, changed.width = "another", "no width"
    assert changed._repr_mimebundle_() == {}
    assert "'no width' is an invalid value" in capsys.readouterr().err
    assert chart.to_dict() == before


@EACH
def test_each_figure_of_a_chart_says_where_it_stands(chart: Chart, frame: Callable[[], pd.DataFrame]):
    spec = chart(frame()).to_dict()
    shown = [[entry["field"] for entry in tips] for tips in inside(spec, "tooltip") if isinstance(tips, list)]
    assert shown
    if chart not in (scatter, verification.matrix):  # one of their marks is many figures of many places
        assert all("source" in fields for fields in shown)


@EACH
def test_english_is_english_but_for_names(chart: Chart, frame: Callable[[], pd.DataFrame]):
    spec = chart(frame(), lang="en").to_dict()
    spec["description"] = ""  # it speaks of projects and departments by name
    names = {str(value) for rows in spec["datasets"].values() for row in rows for value in row.values()}
    text = drawn(spec).replace(json.dumps(theme.FONT)[1:-1], "")
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(json.dumps(name, ensure_ascii=False), '""')
    assert not re.findall("[一-鿿]+", text.replace("财库〔2020〕46号 第八条", ""))
    for rows in spec["datasets"].values():
        for row in rows:
            for key in set(row) & {
                "kind",
                "source",
                "amount",
                "text",
                "share",
                "sum",
                "points",
                "mark",
                "place",
            }:
                written = re.sub(r"\d{3} \S+|甲局\d+", "", str(row[key]))
                assert not re.search("[一-鿿]", written), (key, row[key])


@LANG
@EACH
def test_an_empty_frame_says_so(chart: Chart, frame: Callable[[], pd.DataFrame], lang: str):
    spec = chart(frame().iloc[:0], lang=lang).to_dict()
    told = json.dumps(spec["datasets"], ensure_ascii=False)
    assert any(
        word in told
        for word in (
            ("无数据", "没有", "只有") if lang == "zh" else ("No data", "Nothing", "Only", "gives no")
        )
    )
    assert spec["height"] < 60


@EACH
def test_a_single_row_of_each_kind_is_enough(chart: Chart, frame: Callable[[], pd.DataFrame]):
    rows = frame()
    kind = next((column for column in ("item", "key", "level") if column in rows), None)
    spec = chart(rows.drop_duplicates(kind) if kind else rows.head(1)).to_dict()
    assert spec["description"]


@EACH
def test_zeros_and_gaps_do_not_break_a_chart(chart: Chart, frame: Callable[[], pd.DataFrame]):
    rows = frame()
    amounts = [
        column for column in rows.columns if column.endswith("_yuan") or column in ("value", "lower", "upper")
    ]
    for hole in (0.0, np.nan):
        assert chart(rows.assign(**dict.fromkeys(amounts, hole))).to_dict()["description"]


@pytest.mark.parametrize("chart", [growth.waterfall, growth.dumbbell, growth.rates])
def test_sixty_long_names_are_wrapped_and_few_enough(chart: Chart):
    spec = chart(frames.growth(LONG), top=15).to_dict()
    rows = max(spec["datasets"].values(), key=len)
    labels = {row["label"] for row in rows if "label" in row}
    assert 15 <= len(labels) <= 18
    assert any("\n" in label for label in labels)
    assert all(texts.columns_wide(line) <= 30 for label in labels for line in label.split("\n"))


def test_the_others_of_a_waterfall_are_summed_not_dropped():
    spec = growth.waterfall(frames.growth(LONG), top=10).to_dict()
    rows = [row for row in max(spec["datasets"].values(), key=len) if "start" in row]
    parts = sum(row["end"] - row["start"] for row in rows if row["kind"] != "合计")
    assert parts == pytest.approx(140 + sum(change for _, _, change in LONG))
    assert sum(row["name"].startswith("其余") for row in rows) == 1


def test_a_waterfall_ends_at_the_printed_change():
    spec = growth.waterfall(frames.growth()).to_dict()
    rows = [row for row in max(spec["datasets"].values(), key=len) if "start" in row]
    assert rows[-1]["name"] == "合计" and rows[-1]["end"] == 977
    assert rows[-2]["end"] == pytest.approx(977)
    assert [row["change"] for row in rows[:3]] == ["+612", "+402", "+140"]


def test_rates_that_are_far_out_are_drawn_at_the_edge_and_told_in_full():
    spec = growth.rates(frames.growth([("甲", 900, 880), *frames.PROJECTS])).to_dict()
    row = next(row for rows in spec["datasets"].values() for row in rows if row.get("name") == "甲")
    assert row["at"] == growth.FAR and row["text"] == "约 4,188–4,634%"


def test_two_projects_of_one_name_stay_two_rows():
    spec = growth.dumbbell(frames.growth([("水电费", 13, 6), ("水电费", 9, 1)])).to_dict()
    labels = {
        row["label"] for rows in spec["datasets"].values() for row in rows if row.get("name") == "水电费"
    }
    assert labels == {"水电费", "水电费 (2)"}


def test_reserved_shares_stand_against_their_dated_reference():
    spec = reserved(frames.procurement()).to_dict()
    assert spec["title"]["subtitle"] == ["财库〔2020〕46号 第八条 自 2021-01-01 起"]
    rows = [row for row in max(spec["datasets"].values(), key=len) if "reference" in row]
    assert [(row["value"].__round__(1), row["reference"]) for row in rows] == [(13.2, 30.0), (0.0, 18.0)]


def test_a_cell_of_the_matrix_shows_its_worst_result():
    spec = verification.matrix(frames.identities()).to_dict()
    cells = {(row["check"], row["where"]): row for row in max(spec["datasets"].values(), key=len)}
    assert (
        cells["文字与表", "文字部分"]["kind"] == "不符" and cells["文字与表", "文字部分"]["text"] == "1 / 1"
    )
    assert cells["表与表之间", "支出总表"]["kind"] == "无法核对"
    assert cells["上下级科目", "支出总表"] | {"kind": "相等", "text": "1"} == cells["上下级科目", "支出总表"]


def test_bounds_are_drawn_within_the_print_of_each_figure():
    spec = bounds(frames.cells()).to_dict()
    rows = [row for row in max(spec["datasets"].values(), key=len) if "low" in row]
    assert [(row["shown"], row["text"], row["lower_off"], row["upper_off"]) for row in rows[:1]] == [
        ("5,382", "5,382.00–5,382.50", 0.0, 0.5)
    ]
    assert len(rows) == 3, "a zero is not an interval that anything narrows"


def test_what_is_for_nothing_known_is_drawn_too_and_what_is_off_by_nothing_known_is_not():
    tree = frames.tree().assign(project_yuan=np.nan)
    first = structure.icicle(tree).to_dict()["layer"][0]
    assert first["mark"]["color"] and "color" not in first["encoding"]
    checks = frames.identities().assign(status="violated")
    assert "nan" not in json.dumps(verification.residuals(checks).to_dict()["datasets"]).lower()


def test_ranks_leave_out_what_is_on_another_basis():
    rows = frames.compared()
    rows.loc[rows["department"] == "甲局3", "basis"] = "text"
    spec = ranks(rows).to_dict()
    shown = {row["department"] for rows in spec["datasets"].values() for row in rows if "department" in row}
    assert len(shown) == 11 and "甲局3" not in shown


def test_one_year_is_no_history():
    spec = over_years(frames.compared().assign(year=2023)).to_dict()
    assert "只有一年" in json.dumps(spec["datasets"], ensure_ascii=False)


def test_slices_fill_the_height_and_children_lie_in_their_parents():
    rows = structure._stacked(tree := frames.tree())
    assert rows["bottom"].max() == pytest.approx(structure.HEIGHT, rel=0.01)
    by_code = rows.assign(code=tree["code"], parent=tree["parent"]).set_index("code")
    for code, row in by_code[by_code["parent"] != ""].iterrows():
        parent = by_code.loc[row["parent"]]
        assert row["top"] >= parent["top"] - 1e-9 and row["bottom"] <= parent["bottom"] + 1e-9, code


@pytest.mark.parametrize(
    ("value", "width", "scale", "text"),
    [(6120000, 10000, 1e4, "612"), (8927000, 100, 1e4, "892.70"), (-380000, 10000, 1e4, "−38"), (0, 10000, 1e4, "0"),
     (8578087600, 100, 1e8, "85.78"), (105000, 100, 1e8, "0.0010"), (56650000, 10000, 1e6, "56.65")],
)  # fmt: skip
def test_numbers_have_the_digits_of_their_print(value: float, width: float, scale: float, text: str):
    assert texts.number(value, value - width / 2, value + width / 2, scale) == text


def test_units_follow_the_magnitude():
    assert texts.unit_for([5e7, np.nan]).name == "万元" and texts.unit_for([8.5e9]).name == "亿元"
    assert texts.unit_for([5e7], "en").name == "million yuan" and texts.unit_for([], "zh").name == "万元"


def test_wrapping_keeps_numbers_whole_and_cuts_what_is_too_long():
    assert texts.wrap("12345热线分拨外包服务费", 16) == "12345热线分拨外\n包服务费"
    assert texts.wrap("字" * 100, 20).endswith("…") and texts.wrap("字" * 100, 20).count("\n") == 2
    assert all(len(line) <= 10 for line in texts.wrap("字" * 100, 20).split("\n"))


def test_labels_beside_slices_do_not_overlap():
    places = texts.spread([1, 2, 3, 300, 301, 302], 18, 8, 332)
    gaps = [b - a for a, b in pairwise(places)]
    assert min(gaps) >= 18 and min(places) >= 8 and max(places) <= 332


def test_every_chart_draws_in_the_shipped_font():
    for chart, frame in CHARTS[:3]:
        assert renderer.picture(chart(frame()).to_dict()).startswith(b"\x89PNG")
    assert theme.FONT.startswith("'Yusuan Sans'")


@pytest.mark.parametrize(("family", "where"), [("TEXT", "文字部分"), ("TREE", "政府采购表")])
def test_what_the_text_says_of_procurement_does_not_stand_in_the_table_of_that_name(
    family: str, where: str
) -> None:
    row = pd.Series({"table": "procurement", "page": 3, "line": 7, "family": family})
    assert place(row) == f"{where} 第 3 页 第 7 行"
