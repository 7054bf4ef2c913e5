"""Which figures of a document contradict each other: rounding alone never does, a wrong digit does in every family.

The documents are made from amounts drawn at random and printed rounded; the reference document is held against the
list that was worked by hand.
"""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from documents import text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_budget import LEAVES, UNITS, VEHICLES, Leaves, Made, make

import yusuan as ys
from yusuan.proof import Printed, coverage, identities, parts, years
from yusuan.proof.evaluate import finding_rows
from yusuan.proof.facts import cell_facts, percent_facts
from yusuan.proof.identity import Identity, equal
from yusuan.proof.lists import counted_once
from yusuan.proof.parts import assignments
from yusuan.proof.reasons import cause_of

amounts = st.integers(0, 5 * 10**9)
unit = st.fixed_dictionaries({name: amounts for name in LEAVES})
fleet = st.fixed_dictionaries({name: amounts for name in VEHICLES})
budgets = st.builds(
    make, st.lists(unit, min_size=1, max_size=4), st.tuples(fleet, fleet), st.sampled_from([0, 2, 4])
)
few = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def drawn(seed: int, decimals: int = 0) -> Made:
    """A made budget with no two amounts alike."""
    chance = random.Random(seed)

    def some(names: tuple[str, ...]) -> Leaves:
        return {name: chance.randrange(10**8, 10**10) for name in names}

    return make([some(LEAVES) for _ in UNITS], (some(VEHICLES), some(VEHICLES)), decimals)


@pytest.fixture(scope="module")
def made() -> Made:
    return drawn(5)


@pytest.fixture(scope="module")
def reference(corpus: Path) -> ys.Disclosure:
    (path,) = (corpus / "baoan").glob("*.txt")
    return ys.read(path)


@given(budgets)
@few
def test_rounding_alone_violates_nothing(budget: Made):
    found = identities(budget)
    assert not found["status"].isin(["violated"]).any(), found.loc[
        found["status"].eq("violated"), "message"
    ].tolist()
    families = {"ROW", "TREE", "BALANCE", "CROSS", "THREE", "ORDER", "TEXT"}
    units = budget.cells.loc[budget.cells["table"].eq("expenditure"), "entity"].nunique() - 1
    assert families | ({"UNIT"} if units > 1 else set()) <= set(found["family"])


@given(budgets, st.randoms(use_true_random=False))
@few
def test_an_error_beyond_rounding_is_always_found(budget: Made, chance: random.Random):
    cells, claims = budget.cells, budget.claims
    found = identities(Printed(cells, claims))
    checked = found[found["status"].isin(["exact", "rounding"]) & ~found["family"].isin(["ORDER", "PERCENT"])]
    family = chance.choice(list(checked["family"].unique()))
    one = checked[checked["family"].eq(family)].sample(1, random_state=chance.randrange(10**6)).iloc[0]
    kind, row = chance.choice([(kind, row) for kind in ("cells", "claims") for row in one[kind]])
    # The unrounded figures fit, so print is off by at most what is allowed; twice that leads out on the other side.
    (cells if kind == "cells" else claims).loc[row, "amount_yuan"] += 2 * one["allowed_yuan"] + 1
    again = identities(Printed(cells, claims))
    assert again.loc[again[kind].map(lambda rows: row in rows), "status"].eq("violated").any()


def test_three_public_without_a_column_of_vehicles_is_the_sum_of_four():
    made = Made(2)
    parts = {"overseas": 0, "reception": 2_000_000, "vehicle_purchase": 0, "vehicle_operation": 6_000_000}
    for total in (8_000_000, 8_500_000):
        made.row("three_public", {"total": total} | parts, entity="某局")
    found = identities(made)
    assert found["rule"].tolist() == ["三公 = 出国 + 接待 + 购置 + 运行"] * 2
    assert found["status"].tolist() == ["exact", "violated"] and found["hard"].all()


@given(amounts, amounts, st.sampled_from([0, 2]), st.sampled_from([-1, 1]))
def test_a_percentage_is_violated_beyond_rounding_and_not_within(
    now: int, before: int, decimals: int, way: int
):
    made = Made(decimals)
    made.change("operating_cost", now, before, entity="青石市档案局")
    claims = made.claims
    percents = claims["period"].eq("change_pct")
    if not percents.any():
        return
    assert not identities(Printed(made.cells, claims))["status"].eq("violated").any()
    amount, change = (
        claims.loc[claims["period"].eq(p), "amount_yuan"].iloc[0] for p in ("current", "change")
    )
    half = claims["quantum_yuan"].iloc[0] / 2
    base = amount - change
    if base <= 4 * half:
        return  # the base may be as small as one likes
    ends = [100 * c / b for c in (change - half, change + half) for b in (base - 2 * half, base + 2 * half)]
    claims.loc[percents, "value"] = max(ends) + 0.6 if way > 0 else min(ends) - 0.6
    assert identities(Printed(made.cells, claims))["status"].tolist() == ["violated"]


FAMILIES = ["ROW", "TREE", "UNIT", "BALANCE", "CROSS", "THREE", "TEXT", "LINK"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(3))
def test_one_changed_digit_breaks_each_family(family: str, seed: int):
    made = drawn(seed)
    found = identities(made)
    own = found[found["family"].eq(family) & found["status"].isin(["exact", "rounding"])]
    one = own.iloc[random.Random(seed).randrange(len(own))]
    cells, claims = made.cells, made.claims
    frame, row = (cells, one["cells"][0]) if one["cells"] else (claims, one["claims"][0])
    frame.loc[row, "amount_yuan"] = other_digit(frame.loc[row, "amount_yuan"])
    again = identities(Printed(cells, claims))
    assert again[again["family"].eq(family) & again["status"].eq("violated")].shape[0] >= 1


def other_digit(amount: float) -> float:
    """The amount with its first digit changed; some money where there is none."""
    if not amount:
        return 1e6
    digits = f"{abs(amount):.0f}"
    return abs(amount) + (1 if digits[0] < "9" else -1) * 10 ** (len(digits) - 1)


def test_more_for_small_firms_than_bought_breaks_the_order(made: Made):
    cells = made.cells
    bought = cells[cells["measure"].eq("procurement_sme")].index[0]
    cells.loc[bought, "amount_yuan"] *= 3
    found = identities(Printed(cells, made.claims))
    assert found.loc[found["family"].eq("ORDER") & found["status"].eq("violated"), "rule"].tolist() == [
        "procurement_sme ≤ procurement"
    ]


def test_a_percentage_of_another_change_is_found_and_one_on_nothing_has_no_meaning():
    before = {name: 10**9 for name in LEAVES}
    made = make([before, before], ({n: 10**8 for n in VEHICLES}, {n: 10**8 for n in VEHICLES}))
    claims = made.claims
    percent = claims.index[claims["period"].eq("change_pct")][0]
    claims.loc[percent, "value"] += 2
    found = identities(Printed(made.cells, claims))
    assert found.loc[found["family"].eq("PERCENT"), "status"].tolist()[0] == "violated"
    change = claims.index[claims["period"].eq("change")][0]
    claims.loc[change, "amount_yuan"] = claims.loc[change - 1, "amount_yuan"]
    found = identities(Printed(made.cells, claims))
    assert found.loc[found["family"].eq("PERCENT"), "status"].tolist()[0] == "undefined"


def test_a_percentage_that_is_no_figure_is_none_here():
    rows = [{"period": "change_pct", "unit": "%", "printed": printed} for printed in ("1.2.3", "5.20")]
    made = Made(0)
    for row in rows:
        made.row("other", {"total": 0}, name=row["printed"])
    found = percent_facts(made.cells.assign(**{key: [row[key] for row in rows] for key in rows[0]}))
    assert [fact.printed for fact in found] == ["5.20"]


def facts(*printed: str) -> list:
    """Figures in 万元 as facts."""
    made = Made(0)
    for figure in printed:
        made.row("other", {"total": 0}, name=figure)
    cells = made.cells.assign(printed=printed)
    for row, figure in enumerate(printed):
        digits = len(figure.partition(".")[2])
        cells.loc[row, ["amount_yuan", "quantum_yuan"]] = round(float(figure) * 1e4, 2), 10.0 ** (4 - digits)
    return cell_facts(cells)


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (["8"], ["5", "3"], "exact"),
        (["9"], ["5", "3"], "rounding"),  # 8.5 = 5.3 + 3.2
        (["7"], ["5", "3"], "rounding"),  # 4.6 + 2.7 = 7.3
        (["6"], ["5", "3"], "violated"),
        (["10"], ["5", "3"], "violated"),
        (["5.00"], ["5"], "exact"),
        (["5.51"], ["5"], "violated"),  # 5 stands for less than 5.5
        (["5.500"], ["5"], "rounding"),
        (["4.50"], ["5"], "rounding"),
        (["-5"], ["-5.51"], "violated"),  # a figure below zero is rounded by its size
        (["-5"], ["-4.50"], "rounding"),
        (["0"], ["0.40"], "rounding"),
        (["0"], ["-0.40"], "violated"),  # a printed zero is nothing below zero
    ],
)
def test_intervals_are_half_open(left: list[str], right: list[str], status: str):
    known = facts(*left, *right)
    identity: Identity = equal("ROW", "", known[: len(left)], known[len(left) :])
    assert identity.status == status


def test_links_are_told_only_where_they_are_the_habit(made: Made):
    cells = made.cells
    found = identities(Printed(cells, made.claims))
    assert found.loc[found["family"].eq("LINK"), "status"].isin(["exact", "rounding"]).all()
    pays = (
        cells["table"].eq("general_by_economic")
        & cells["code"].isin(["30108", "30109"])
        & cells["measure"].eq("basic")
    )
    cells.loc[pays, "amount_yuan"] *= 2
    assert "LINK" not in set(identities(Printed(cells, made.claims))["family"])


@pytest.mark.parametrize(
    ("name", "amount", "status"),
    [
        ("一般公共服务支出-档案事务-行政运行", 0, ["exact"]),
        ("一般公共服务支出-档案事务-行政运行", 10_000, ["violated"]),
        ("行政运行", 0, ["exact"]),
        ("行政运行", 10_000_000, []),  # a name alone may be of a part
        ("一般公共服务支出-信访事务-行政运行", 0, []),
    ],
)
def test_amounts_of_the_text_by_the_name_of_a_code(name: str, amount: float, status: list[str]):
    made = drawn(5, decimals=2)
    cells = made.cells
    cells = cells[cells["entity"].eq(UNITS[0])]
    printed = cells.loc[cells["code"].eq("2012601") & cells["measure"].eq("total"), "amount_yuan"].iloc[0]
    made.claim("expenditure", round(100 * (printed + amount)), entity=UNITS[0], name=name)
    found = identities(Printed(cells, made.claims.tail(1)))
    assert found.loc[found["rule"].eq("文字所称科目 = 表"), "status"].tolist() == status


@pytest.mark.parametrize(("change", "status"), [(3, "exact"), (2, "exact"), (4, "violated")])
def test_changes_of_the_text_by_the_name_of_a_code(change: int, status: str):
    """The table prints two: 3 万元 in all, 2 without what is for building; the text may mean either."""
    made = Made(2)
    amounts = {"total": 3 * 10**6, "excluding_investment": 2 * 10**6}
    for name, level in (("档案事务", 1), ("行政运行", 2)):
        shown = {"total": amounts["total"]} if change == 4 else amounts
        made.row("general_by_function", shown, code=f"20{level}", name=name, level=level, period="change")
    measure = {"measure": "amount_on_execution", "period": "change"}
    made.claim("expenditure", change * 10**6, name="档案事务-行政运行", **measure)
    found = identities(made)
    assert found.loc[found["rule"].eq("文字所称科目 = 表"), "status"].tolist() == [status]


def test_what_is_missing_is_said(made: Made):
    found = finding_rows(Printed(made.cells[made.cells["table"] != "balance"], made.claims))
    told = "".join(str(row["message"]) for row in found if row["status"] == "not_checkable")
    assert "文字收入总计" in told and "收支总表" in told


def test_tables_that_the_contents_promise_are_there(made: Made):
    found = finding_rows(Printed(made.cells, made.claims), ("收支总表", "收入总表"), ("收支总表",))
    assert [row["message"] for row in found if row["family"] == "STRUCTURE"] == [
        "目录列有“收入总表”，文中没有"
    ]


@pytest.mark.parametrize(
    ("table", "code", "told"),
    [
        ("general_by_function", "20126", "没有其上级科目 20126"),
        ("general_by_function", "2080505", "2080505 有数，“一般公共预算支出表”没有这一科目"),
        ("expenditure", "2210201", "2210201 有数，“支出总表”没有这一科目"),
        ("general_by_economic", "30302", "303 有数，表中没有其下级科目"),
    ],
)
def test_rows_that_ought_to_be_there(made: Made, table: str, code: str, told: str):
    cells = made.cells

    def remarks(cells: pd.DataFrame) -> str:
        found = finding_rows(Printed(cells, made.claims))
        return "\n".join(str(row["message"]) for row in found if row["family"] == "STRUCTURE")

    assert remarks(cells) == ""
    gone = cells["table"].eq(table) & cells["code"].eq(code) & cells["entity"].eq(UNITS[0])
    assert told in remarks(cells[~gone])


def two_years(tmp_path: Path, change: int) -> pd.DataFrame:
    """A document of 400 万元 after one of 360, which says how much more that is."""
    earlier, later = tmp_path / "a.txt", tmp_path / "b.txt"
    earlier.write_text(text(year=2030, basic=280, project=80), "utf-8")
    later.write_text(text(year=2031).replace("增加 40 万元", f"增加 {change} 万元"), "utf-8")
    return years(ys.read(earlier), ys.read(later))


def test_two_years_agree_or_one_was_restated(tmp_path: Path):
    assert two_years(tmp_path, 40)["status"].tolist() == ["exact", "exact"]
    restated = two_years(tmp_path, 60)
    assert restated["status"].tolist() == ["violated", "violated"]
    assert restated["family"].eq("YEARS").all() and not restated["hard"].any()
    assert restated["residual_yuan"].abs().tolist() == [200_000.0, 200_000.0]


def test_the_amount_of_the_year_before_in_the_text_is_that_of_its_own_document(tmp_path: Path):
    earlier, later = tmp_path / "a.txt", tmp_path / "b.txt"
    earlier.write_text(text(year=2030, basic=280, project=80), "utf-8")
    later.write_text(text(year=2031).replace("年增加 40 万元", "年350万元增加 50 万元"), "utf-8")
    found = years(ys.read(earlier), ys.read(later))
    assert found["residual_yuan"].abs().tolist() == [100_000.0] * len(found)
    assert set(found["rule"]) == {"上年数 = 上年文件所列", "本年 − 增减 = 上年文件所列"}


def test_years_must_follow_each_other_and_be_of_one_department(tmp_path: Path):
    for name, what in {
        "a": {},
        "b": {"year": 2033},
        "c": {"year": 2032, "department": "青石市水务局"},
    }.items():
        (tmp_path / name).write_text(text(**what), "utf-8")
    first, far, foreign = (ys.read(tmp_path / name) for name in "abc")
    for other in (far, foreign):
        with pytest.raises(ys.YusuanError):
            years(first, other)


@pytest.mark.parametrize(
    ("reason", "rising", "ends"),
    [
        ("按照10个月的费用保障", False, (10 / 12, 10 / 12)),
        ("上年只安排10个月", True, (1.2, 1.2)),
        ("2022年为11个月租金，2023年为12个月租金", True, (12 / 11, 12 / 11)),
        ("合同约定每年递增3%", True, (1.025, 1.035)),
        ("标准下调2.5%", False, (0.9745, 0.9755)),
        ("压减一般性支出", False, None),
        ("工期3个月、8个月、9个月", True, None),
    ],
)
def test_arithmetic_in_reasons(reason: str, rising: bool, ends: tuple[float, float] | None):
    cause = cause_of(reason, rising)
    assert (cause and (float(cause.low), float(cause.high))) == (ends and pytest.approx(ends))


@pytest.mark.parametrize(
    ("amount", "status"), [(2_500_000, "exact"), (2_504_000, "rounding"), (2_600_000, "violated")]
)
def test_reasons_against_figures(made: Made, amount: float, status: str):
    claims = made.claims
    rows = claims.index[claims["topic"].eq("project")][:2]
    claims.loc[rows, "amount_yuan"] = [amount, amount - 3_000_000]
    claims.loc[rows, "quantum_yuan"] = 10_000.0
    claims.loc[rows, "reason"] = ["", "按照10个月的费用保障"]
    found = identities(Printed(made.cells, claims))
    assert found.loc[found["family"].eq("REASON"), "status"].tolist() == [status]


def test_projects_are_given_to_items_where_only_one_way_fits(made: Made):
    document = ys.Disclosure(None, made.cells, made.claims, made.claims.head(0))  # type: ignore[arg-type]
    assert parts(document).empty  # the projects of the table are those of both units


@pytest.mark.parametrize(
    ("projects", "items", "ways"),
    [
        (["30.20", "20.40", "7.10"], ["51", "7"], [(0, 0, 1)]),
        (["10.00", "10.00"], ["10", "10"], [(0, 1), (1, 0)]),  # nothing tells them apart
        (["30.00", "20.00"], ["45", "5"], []),  # one project must be paid by both
        (["30.51", "20.00"], ["30", "20"], []),  # 30 stands for less than 30.5
    ],
)
def test_assignments_of_projects(projects: list[str], items: list[str], ways: list[tuple[int, ...]]):
    known = facts(*projects, *items)
    assert sorted(assignments(known[: len(projects)], known[len(projects) :])) == ways


@pytest.mark.parametrize(
    ("whole", "parts", "counted"),
    [
        (
            "13",
            ["6", "5", "1", "7", "4", "3"],
            ["6", "7"],
        ),  # 6 = 5 + 1 and 7 = 4 + 3 stand before their parts
        ("10", ["5", "1", "6", "4"], ["6", "4"]),  # or after them
        ("10", ["7", "6", "4", "3"], ["6", "4"]),  # one of several partial totals
        ("10", ["6", "5"], ["6", "5"]),  # simply wrong
        ("20", ["6", "4", "2"], ["6", "4", "2"]),  # too little is never explained
    ],
)
def test_lists_that_sum_themselves_are_counted_once(whole: str, parts: list[str], counted: list[str]):
    total, *rest = facts(f"{whole}.00", *(f"{part}.00" for part in parts))
    once = counted_once(equal("TREE", "", [total], rest, hard=False))
    assert [fact.name for fact, _ in once.terms[1:]] == [f"{part}.00" for part in counted]
    hard = equal("TREE", "", [total], rest)
    assert counted_once(hard) is hard


def test_coverage_counts_every_figure_once(made: Made):
    document = ys.Disclosure(None, made.cells, made.claims, made.claims.head(0))  # type: ignore[arg-type]
    figures, missing = coverage(document)
    assert len(figures) == len(made.rows) + len(made.said)
    assert figures["state"].isin(["checked", "unchecked"]).all()
    assert figures.loc[figures["frame"].eq("cells"), "state"].eq("checked").all()
    assert set(missing["family"]) == {"CROSS"}


def test_reference_document_holds_what_was_found_by_hand(reference: ys.Disclosure):
    found = ys.identities(reference)
    odd = found[found["status"].isin(["violated", "undefined"])]
    assert odd[["family", "table", "name", "status"]].to_numpy().tolist() == [
        ["TEXT", "procurement", "", "violated"],
        ["PERCENT", "project", "党代表工作室运行经费", "undefined"],
    ]
    assert odd["residual_yuan"].iloc[0] == -3_770_000 and odd["allowed_yuan"].iloc[0] == 10_000


def test_reference_document_rounds_where_it_was_found_by_hand(reference: ys.Disclosure):
    found = ys.identities(reference)
    rounding = found[found["status"].eq("rounding") & found["family"].ne("REASON")]
    where = rounding.groupby("table").size().to_dict()
    assert where == {
        "balance": 1, "block": 1, "expenditure": 7, "fiscal_appropriation": 1, "general_by_economic": 3,
        "general_by_function": 3, "key_project": 1, "procurement": 1, "project": 8,
    }  # fmt: skip


def test_reference_document_has_remarks_that_are_no_arithmetic(reference: ys.Disclosure):
    found = ys.check(reference)
    told = found[found["family"].isin(["STRUCTURE", "REASON"]) & found["status"].eq("violated")][
        "message"
    ].str.cat(sep="\n")
    for words in ("收入总表", "基本支出总表", "项目支出总表", "绩效工资", "12345分拨中心服务费", "无增减"):
        assert words in told
    assert len(set(told.splitlines())) == 6


def test_reference_document_pays_each_project_from_one_item(reference: ys.Disclosure):
    found = parts(reference)
    assert len(found) == 11 and found["solutions"].eq(1).all()
    assert found.groupby("code")["amount_yuan"].sum().round().to_dict() == {
        "2010302": 26_197_600, "2010306": 21_259_000, "2013299": 50_000, "2013399": 220_000,
    }  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    """The identities of all shipped documents."""
    data = ys.load(ROOT / "data")
    return pd.concat(
        identities(Printed(*(part[part["source_id"].eq(source)] for part in (data.cells, data.claims))))
        for source in data.sources["source_id"]
    )


def test_each_rule_is_declared_with_its_family_and_hardness(shipped: pd.DataFrame):
    """As data/reference/checks.csv has them, with what must be there for a rule to be checked (`when`)."""
    declared = pd.read_csv(ROOT / "data" / "reference" / "checks.csv").set_index("name")
    assert declared.notna().all(axis=None) and declared.index.is_unique
    assert set(declared["hard"]) == {"hard", "soft", "either"}
    sums = shipped["family"].eq("BALANCE") & shipped["rule"].str.endswith(" = 各项之和")
    found = shipped[shipped["rule"].isin(declared.index) | ~sums].drop_duplicates(["rule", "family", "hard"])
    assert set(found["rule"]) <= set(declared.index)
    rules = declared.loc[found["rule"]]
    assert rules["family"].tolist() == found["family"].tolist()
    hard = found["hard"].map({True: "hard", False: "soft"}).to_numpy()
    assert (rules["hard"].eq(hard) | rules["hard"].eq("either")).all()
    catalogue = {
        "ROW",
        "TREE",
        "UNIT",
        "BALANCE",
        "CROSS",
        "THREE",
        "ORDER",
        "TEXT",
        "PERCENT",
        "YEARS",
        "LINK",
        "REASON",
    }
    assert catalogue <= set(declared["family"])


def test_what_is_left_of_contradictions_was_looked_at(shipped: pd.DataFrame):
    """Each violation in the shipped documents was held against its page by hand; there are no others."""
    key = ["source_id", "page", "line", "family", "table", "fund", "measure", "printed"]
    found = shipped[shipped["status"].eq("violated")].rename(columns={"left": "printed"})
    found["hard"] = found["hard"].map({True: "hard", False: "soft"})
    known = pd.read_csv(ROOT / "tests" / "contradictions.csv", dtype=str, keep_default_na=False)
    key.append("hard")
    assert sorted(map(tuple, found[key].astype("string").fillna("").to_numpy())) == sorted(
        map(tuple, known[key].to_numpy())
    )
    assert known["what"].ne("").all()
