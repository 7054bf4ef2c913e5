"""The figure that is wrong is named, alone or among few, and no other is named in its place."""

from __future__ import annotations

import random
from importlib import import_module
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_budget import Made
from test_proof import drawn, facts, few

import yusuan as ys
from yusuan.model import FINDING_COLUMNS, Meta, frame
from yusuan.proof import Printed, check, coverage, identities
from yusuan.proof.culprits import contradictions, culprits, likely
from yusuan.proof.identity import equal
from yusuan.proof.slips import slip
from yusuan.proof.system import build


def test_what_holds_has_no_culprits():
    made = drawn(1)
    assert culprits(made).empty


def wrong(made: Made, table: str, **where: str) -> tuple[pd.DataFrame, int]:
    """The cells with one figure a thousand times the allowed error off, and its row."""
    cells = made.cells
    chosen = cells["table"].eq(table)
    for column, value in where.items():
        chosen &= cells[column].eq(value)
    row = int(cells.index[chosen][0])
    cells.loc[row, "amount_yuan"] += 37_000_000
    return cells, row


def test_a_figure_that_stands_in_several_identities_is_named_alone():
    made = drawn(2)
    cells, row = wrong(made, "general_by_function", code="2012602", measure="total")
    (found,) = culprits(Printed(cells, made.claims)).itertuples()
    assert (found.frame, found.row, found.size, found.set) == ("cells", row, 1, 1)
    truth = made.truths[row] / 1e4
    assert found.lower <= truth <= found.upper and found.upper - found.lower <= 1
    assert "应在" in found.message and "其余全部一致" in found.message


@given(st.integers(0, 10**6))
@few
def test_no_other_figure_is_named(seed: int):
    made = drawn(seed % 7)
    cells, chance = made.cells, random.Random(seed)
    row = int(chance.choice(cells.index[cells["amount_yuan"] > 0]))
    cells.loc[row, "amount_yuan"] = float(chance.randrange(1, 10**6)) * 10_000
    found = culprits(Printed(cells, made.claims))
    single = found[found["size"].eq(1)]
    assert single.empty or (single["frame"].eq("cells") & single["row"].eq(row)).any()


def test_two_wrong_figures_are_two_groups():
    made = drawn(2)
    cells, first = wrong(made, "general_by_function", code="2012602", measure="total")
    claims = made.claims
    second = int(claims.index[claims["topic"].eq("procurement") & claims["measure"].eq("services")][0])
    claims.loc[second, "amount_yuan"] += 10_000_000
    found = culprits(Printed(cells, claims))
    assert found["group"].nunique() == 2
    assert {("cells", first), ("claims", second)} <= set(zip(found["frame"], found["row"], strict=True))


def test_a_wrong_percentage_is_among_what_can_be_wrong():
    made = drawn(3)
    claims = made.claims
    row = int(claims.index[claims["period"].eq("change_pct")][0])
    claims.loc[row, "value"] += 40
    found = culprits(Printed(made.cells, claims))
    assert found["size"].eq(1).all() and row in set(found["row"])


FOUR = {"current": 120, "previous": 100, "change": 20, "change_pct": 20}


@pytest.mark.parametrize("wrong_one", ["", *FOUR])
@pytest.mark.parametrize("executed", [False, True])
def test_of_four_figures_of_two_years_the_wrong_one_is_named(wrong_one: str, executed: bool):
    made = Made(2)
    for period, amount in FOUR.items():
        measure = "amount_on_execution" if executed and period != "current" else "amount"
        made.claim(
            "expenditure", (amount + 7 * (period == wrong_one)) * 10**6, period=period, measure=measure
        )
    claims = made.claims
    percent = claims["period"].eq("change_pct")
    claims.loc[percent, ["unit", "amount_yuan", "quantum_yuan"]] = "%", float("nan"), float("nan")
    found = culprits(Printed(made.cells, claims))
    assert found["period"].tolist() == [wrong_one] * bool(wrong_one)
    assert identities(Printed(made.cells, claims))["status"].eq("violated").any() == bool(wrong_one)


@pytest.mark.parametrize("wrong_one", ["", *FOUR])
def test_of_four_figures_in_a_row_of_a_table_likewise(wrong_one: str):
    made = Made(2)
    for period, amount in FOUR.items():
        wrong_by = 7 * (period == wrong_one)
        made.row(
            "general_by_function",
            {"total": (amount + wrong_by) * 10**6},
            entity="青石市",
            code="201",
            period=period,
        )
    cells = made.cells.assign(line=1)
    percent = cells["period"].eq("change_pct")
    cells.loc[percent, ["unit", "amount_yuan", "quantum_yuan"]] = "%", float("nan"), float("nan")
    found = culprits(Printed(cells, made.claims))
    assert found["period"].tolist() == [wrong_one] * bool(wrong_one)
    states = coverage(Printed(cells, made.claims)).figures["state"]
    assert len(states) == 4 and states.eq("contradicted").any() == bool(wrong_one)
    row = identities(Printed(cells, made.claims)).set_index("family").loc["PERCENT"]
    assert row["cells"] == (3, 2, 1, 0) and (row["residual_yuan"] == 0) == (wrong_one in ("", "current"))


@pytest.mark.parametrize(("percent", "status"), [("20", "exact"), ("60", "violated")])
def test_a_percentage_beside_the_earlier_amount_alone_is_held_against_it(percent: str, status: str):
    """Also where a second amount of the same thing follows it: “120万元……上年100万元，本年160万元，增长60%”."""
    made = Made(2)
    for period, amount in (
        ("current", 160),
        ("previous", 100),
        ("current", 120),
        ("change_pct", int(percent)),
    ):
        made.claim("project", amount * 10**6, period=period)
    claims = made.claims
    claims.loc[3, ["unit", "amount_yuan", "quantum_yuan"]] = "%", float("nan"), float("nan")
    assert identities(Printed(made.cells, claims))["status"].tolist() == [status]


def test_more_than_one_figure_where_one_is_not_enough():
    a, b, c, d, e, f = known = facts("677", "15", "663", "1054", "237", "818")
    sums = [equal("TEXT", "", [a], [b, c]), equal("TEXT", "", [a], [d]), equal("TREE", "", [d], [e, f])]
    (group,) = contradictions(build(known, sums))
    assert {len(chosen) for chosen in group.sets} == {2}


def test_true_one_by_one_and_not_together():
    # By the sums x + y + z is half of 30.06, at most 15.0375, and 15.06 stands for 15.055 at least.
    x, y, z, xy, yz, xz, total = known = facts("5", "5", "5", "10.02", "10.02", "10.02", "15.06")
    sums = [equal("ROW", "", [s], [p, q]) for s, p, q in ((xy, x, y), (yz, y, z), (xz, x, z))]
    whole = equal("TREE", "", [total], [x, y, z])
    assert all(i.status in ("exact", "rounding") for i in [*sums, whole])
    groups = list(contradictions(build(known, [*sums, whole])))
    assert len(groups) == 1 and {len(chosen) for chosen in groups[0].sets} == {1}
    assert not list(contradictions(build(known, sums)))


@pytest.mark.parametrize(
    ("printed", "meant", "kind"),
    [
        ("5,456", "5,546", "两位数字颠倒"),
        ("546", "5,646", "漏一位数字"),
        ("56646", "5,664", "多一位数字"),
        ("5.47", "54700", "单位有误（元与万元）"),
        ("547", "5.47", "小数点错位"),
        ("5,746", "5,246", "一位数字有误"),
        ("5,746", "1,233", None),
    ],
)
def test_slips_are_named(printed: str, meant: str, kind: str | None):
    wrong_one, right = facts(printed.replace(",", ""), meant.replace(",", ""))
    found = slip(wrong_one._replace(printed=printed), *right.ends)
    assert (found and found[0]) == kind
    if found:
        assert float(found[1]) == float(meant.replace(",", ""))


def test_several_figures_are_sought_together_however_many():
    said, *others = known = facts("100", *["100"] * 6, "110", "120", "130", "140", "150")
    (group,) = contradictions(build(known, [equal("CROSS", "", [said], [other]) for other in others]))
    assert [sorted(chosen) for chosen in group.sets] == [[7, 8, 9, 10, 11]]


def tied(*printed: str, rules: list[tuple[int, list[int]]]) -> tuple[int | None, list[int]]:
    """Which of the sets is likely, and the figures that alone can be wrong."""
    known = facts(*printed)
    (group,) = contradictions(
        build(known, [equal("ROW", "", [known[w]], [known[p] for p in parts]) for w, parts in rules])
    )
    return likely(group, build(known, [])), [next(iter(chosen)) for chosen in group.sets]


def test_a_slip_tells_one_of_several_apart():
    best, sets = tied("5165", "3007", "2608", rules=[(0, [1, 2])])
    assert sets == [0, 1, 2] and sets[best] == 0


def test_a_total_that_lacks_what_its_parts_became_is_named():
    made = drawn(2)
    cells = made.cells
    row = int(cells.index[cells["table"].eq("performance") & cells["name"].eq("金额合计")][0])
    right = cells.loc[row, "printed"]
    cells.loc[row, ["amount_yuan", "printed"]] = cells.loc[row, "amount_yuan"] - 12_340_000, "1,111"
    (found,) = culprits(Printed(cells, made.claims)).itertuples()
    assert (found.row, found.slip, found.likely) == (row, "合计没有随各项更新", True)
    assert abs(float(found.meant.replace(",", "")) - float(right.replace(",", ""))) <= 2


def test_two_slips_tell_nothing():
    best, sets = tied("410", "401", rules=[(0, [1])])
    assert sets == [0, 1] and best is None


def test_reference_document_needs_two_changes(corpus: Path):
    (path,) = (corpus / "baoan").glob("*.txt")
    found = culprits(ys.read(path))
    assert found["size"].eq(2).all() and found["set"].max() == 3
    assert found.loc[found["printed"].eq("677")].shape[0] == 3


def checked(cells: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    meta = Meta("made", "made.txt", "", "青石市档案局", "青石市", 2031, "budget", "万元")
    return check(ys.Disclosure(meta, cells, claims, frame([], FINDING_COLUMNS)))


@pytest.mark.parametrize("tick", [0.05, 2, 4])
def test_what_is_not_found_in_time_says_so_and_is_sought_no_further(
    tick: float, monkeypatch: pytest.MonkeyPatch
):
    """A clock that goes on by so many seconds each time it is looked at."""
    searches = import_module("yusuan.proof.culprits")
    conflict, calls, clock = searches._conflict, count(), count(0, tick)
    for module in (searches, import_module("yusuan.proof.smallest")):
        monkeypatch.setattr(module, "process_time", lambda: next(clock))
    monkeypatch.setattr(searches, "_conflict", lambda *a, **k: (next(calls) and None) or conflict(*a, **k))
    found = checked(*few_true(60))
    late = found["message"].str.extract(r"；([\d.]+) 秒内没有找到改动哪些数字即可一致")[0].dropna()
    assert len(late) and set(late.astype(float)) <= {searches.SECONDS, searches.IN_ALL}
    assert len(found[found["status"].eq("violated")]) == 60
    assert next(calls) <= 2 * 60 + searches.IN_ALL / tick


def few_true(count_of: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """So many tasks of performance whose money is not the sum of its two kinds."""
    made = Made(0)
    for number in range(count_of):
        amounts = {"total": 900 * 10**6, "fiscal_appropriation": 10**6, "other_funds": 10**6}
        made.row("performance", amounts, entity="青石市档案局", name=f"任务{number}", level=1, fund="all")
    return made.cells, made.claims


def test_findings_name_what_may_be_wrong():
    made = drawn(2)
    cells, row = wrong(made, "general_by_function", code="2012602", measure="total")
    found = checked(cells, made.claims)
    contradicted = found[found["status"].eq("violated") & found["hard"]]
    printed = cells.loc[row, "printed"]
    assert len(contradicted) and contradicted["message"].str.contains(f"可能有误的是 .*{printed}万元").all()


def test_findings_tell_what_is_true_one_by_one_only():
    made = Made(0)
    made.row("general_by_function", {"total": 30 * 10**6}, entity="青石市档案局")
    for code in ("201", "208", "221"):
        halves = {"total": 10 * 10**6, "basic": 5 * 10**6, "project": 5 * 10**6}
        made.row("general_by_function", halves, entity="青石市档案局", code=code, name=code, level=1)
    cells = made.cells
    exact = cells["measure"].ne("total") | cells["level"].eq(0)
    cells.loc[exact, "quantum_yuan"] = 100.0
    assert checked(cells, made.claims).empty
    cells.loc[cells["measure"].ne("total"), "amount_yuan"] += (
        100  # each 10 is 10.02, so that 30.00 should be 30.06
    )
    assert not identities(Printed(cells, made.claims))["status"].eq("violated").any()
    (joint,) = checked(cells, made.claims).query("status == 'violated'").itertuples()
    assert (joint.family, joint.severity) == ("JOINT", "error") and "合在一起不能成立" in joint.message
