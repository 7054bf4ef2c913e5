"""Sums never count a total beside its parts or a unit beside the whole, and a share says what it is a share of."""

from __future__ import annotations

import bao_an
import pandas as pd
import pytest

from yusuan.analysis.structure import BASIC_ONLY, structure, tree
from yusuan.model import CELL_COLUMNS, frame
from yusuan.reading import read

HERE = {"department": bao_an.DEPARTMENT, "year": 2023}
UNITS = ("某局", "某局中心")


def coded(table: str, entity: str, lines: str) -> list[dict[str, object]]:
    return bao_an.coded(table, lines, entity=entity, department="某局", fund="all")


def shares(rows: list[dict[str, object]], key: str) -> dict[str, float]:
    table = structure(frame(rows, CELL_COLUMNS), bao_an.claims().iloc[:0], department="某局", year=2023)
    rows_of_key = table[table["key"] == key]
    return dict(zip(rows_of_key["code"], rows_of_key["value"].round(4), strict=True))


def test_codes_printed_for_units_only_are_summed():
    rows = coded("expenditure", "某局", "||0||300|200|100")
    rows += coded("expenditure", "某局（本级）", "||0||200|150|50 201|甲|1|x|200|150|50")
    rows += coded("expenditure", "某局中心", "||0||100|50|50 201|甲|1|x|60|50|10 208|乙|1|x|40|0|40")
    assert shares(rows, "function") == {"201": 86.6667, "208": 13.3333}


def test_a_department_that_is_its_own_unit_is_counted_once():
    """The whole and the first unit carry one name; only the units print codes."""
    rows = coded("expenditure", "某局", "||0||300|200|100 201|甲|1|x|200|150|50")
    rows += coded("expenditure", "某局", "||0||200|150|50")
    rows += coded("expenditure", "某局中心", "||0||100|50|50 201|甲|1|x|100|50|50")
    assert shares(rows, "function") == {"201": 100}


def test_department_codes_are_not_added_to_those_of_its_units():
    rows = coded("expenditure", "某局", "||0||300|200|100 201|甲|1|x|300|200|100")
    rows += coded("expenditure", "某局中心", "||0||100|50|50 201|甲|1|x|100|50|50")
    assert shares(rows, "function") == {"201": 100}


def test_a_code_under_two_headings_is_summed_where_the_total_says_so():
    rows = coded(
        "general_basic_by_economic", "某局", "||0||100 301|工资|1|x|60 301|工资|1|x|30 302|商品|1|x|10"
    )
    assert shares(rows, "economic") == {"301": 90, "302": 10}


def test_totals_of_parts_are_no_total():
    parts = "|人员经费合计|0||90 301|工资|1|x|90 302|商品|1|x|10 |公用经费合计|0||10"
    assert shares(coded("general_basic_by_economic", "某局", "|合计|0||100 " + parts), "economic") == {
        "301": 90,
        "302": 10,
    }
    rows = coded(
        "general_basic_by_economic",
        "某局",
        "|人员经费合计|0||90 301|工资|1|x|90 302|商品|1|x|10 |公用经费合计|0||10",
    )
    assert shares(rows, "economic") == {"301": 90, "302": 10}


def test_a_table_of_basic_spending_says_so_and_gives_no_outsourcing():
    rows = coded(
        "general_basic_by_economic", "某局", "||0||100 301|工资|1||90 302|商品|1||10 30227|委托业务费|2|x|5"
    )
    table = structure(frame(rows, CELL_COLUMNS), bao_an.claims().iloc[:0], department="某局", year=2023)
    assert set(table.loc[table["key"] == "economic", "remark"]) == {BASIC_ONLY}
    assert not table["key"].str.startswith("outsourcing").any()


def test_basic_and_project_tables_make_one():
    rows = coded("general_basic_by_economic", "某局", "||0||60 302|商品|1||60 30227|委托业务费|2|x|10")
    rows += coded("general_project_by_economic", "某局", "||0||40 302|商品|1||40 30227|委托业务费|2|x|30")
    assert shares(rows, "economic") == {"302": 100}
    assert shares(rows, "outsourcing_of_total") == {"30226+30227": 40}
    assert shares(rows, "outsourcing_of_projects") == {"30226+30227": 75}


def test_the_whole_of_all_funds_comes_before_one_fund():
    rows = [bao_an.cell("expenditure", 100, level=0, department="某局", entity="某局", fund="all")]
    rows += bao_an.coded("general_by_function", "||0||80|50|30", department="某局", entity="某局")
    rows += [bao_an.cell("three_public", 10, level=0, department="某局", entity="某局")]
    assert shares(rows, "three_public_of_total") == {"": 10}
    table = structure(frame(rows, CELL_COLUMNS), bao_an.claims().iloc[:0], department="某局", year=2023)
    assert set(table.loc[table["key"] == "nature", "fund"]) == {"general_public"}


def test_a_total_with_meetings_and_training_is_not_three_public():
    parts = {"total": 20, "overseas": 1, "reception": 2, "vehicle": 3, "meeting": 8, "training": 6}
    rows = [bao_an.cell("expenditure", 100, level=0, department="某局", entity="某局", fund="all")]
    rows += [
        bao_an.cell("three_public", a, level=0, measure=m, department="某局", entity="某局")
        for m, a in parts.items()
    ]
    assert shares(rows, "three_public_of_total") == {"": 6}


def test_projects_that_do_not_make_up_the_total_are_not_measured():
    cells = bao_an.cells()
    claims = bao_an.claims()
    table = structure(cells[cells["table"] != "performance"], claims[claims["name"] != "水电费"], **HERE)
    assert "hhi" not in set(table["key"])


@pytest.fixture(scope="module")
def icicle() -> pd.DataFrame:
    return tree(bao_an.cells(), bao_an.claims(), **HERE)


def test_the_tree_has_one_root_and_every_parent(icicle):
    assert (icicle["code"] == "").sum() == 1
    assert set(icicle["parent"]) <= set(icicle["code"])
    leaves, root = icicle[icicle["is_leaf"]], icicle[icicle["code"] == ""].iloc[0]
    assert leaves["lower_yuan"].sum() < root["upper_yuan"]
    assert root["lower_yuan"] < leaves["upper_yuan"].sum()
    assert icicle.loc[icicle["code"] == "2010302", "parent"].iloc[0] == "20103"
    assert icicle.loc[icicle["level"] == 1, "name_en"].ne("").all()


def test_names_without_codes_find_their_codes_and_leaves_make_classes():
    rows = [bao_an.cell("expenditure", a, name=n, level=level, is_leaf=level == 3, department="某局", entity="某局", fund="all")
            for n, level, a in (("合计", 0, 100), ("一般公共服务支出", 1, 60), ("政府办公厅（室）及相关机构事务", 2, 60),
                                ("行政运行", 3, 60), ("公共安全支出", 1, 40), ("司法", 2, 40), ("行政运行", 3, 40))]  # fmt: skip
    assert shares(rows, "function") == {"201": 60, "204": 40}
    assert shares(rows, "function_leaf") == {"2010301": 60, "2040601": 40}
    leaves = coded("expenditure", "某局", "||0||100 2010301|行政运行|3|x|60 2040601|行政运行|3|x|40")
    assert shares(leaves, "function") == {"201": 60, "204": 40}


def test_staff_costs_of_a_bureau_are_marked_as_part_of_its_function():
    table = structure(bao_an.cells(), bao_an.claims(), **HERE)
    marked = table[(table["key"] == "function") & (table["remark"] != "")]
    assert set(marked["code"]) == {"208", "210", "221"}


@pytest.mark.parametrize(
    "path",
    ["shenzhen/2026-建筑工务署.pdf", "hangzhou/2026-司法局.pdf", "quanzhou/2026-人民政府办公室.pdf",
     "foshan/2019-轨道交通局-决算.pdf", "xian/2026-信访局.pdf"],
)  # fmt: skip
def test_classes_make_up_the_whole_in_every_layout(corpus, path):
    """Several units, names alone, leaf codes alone, two-up codes, codes under several headings: Σ of 类 is the whole."""
    document = read(corpus / path)
    table = structure(
        document.cells, document.claims, department=document.meta.department, year=document.meta.year
    )
    sums = table.groupby("key")["value"].sum()
    assert sums["function"] == pytest.approx(100, abs=0.02)
    assert sums["function_leaf"] == pytest.approx(100, abs=0.05)
    assert sums["economic"] == pytest.approx(100, abs=0.02)


def test_a_department_view_sums_over_units(corpus):
    """建筑工务署 prints codes for its four units only; sums by hand."""
    document = read(corpus / "shenzhen" / "2026-建筑工务署.pdf")
    table = structure(document.cells, document.claims, department=document.meta.department, year=2026)
    leaf = table[table["key"] == "function_leaf"].set_index("code")["part_yuan"]
    assert leaf[["2210201", "2150399", "2080505"]].round().tolist() == [14_014_100, 144_462_400, 12_181_100]
