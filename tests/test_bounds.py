"""Bounds hold the unrounded figures, whatever these are, and are as narrow as all identities together make them."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from made_budget import Made, large
from test_proof import budgets, drawn, facts, few

import yusuan as ys
from yusuan.analysis.growth import growth
from yusuan.proof import Bounds, Printed, bounds
from yusuan.proof import blocks as blocks_module
from yusuan.proof.bounds import Tightened, system_of, tighten
from yusuan.proof.facts import STEP, claim_facts
from yusuan.proof.gaps import difference, explained, only_sum
from yusuan.proof.identity import Identity, equal
from yusuan.proof.system import Contradiction, build, propagate


def holds_truth(made: Made) -> None:
    """Each unrounded figure lies within its bounds, and these within what print allows."""
    tight = bounds(made)
    for frame, found, truths in (
        (made.cells, tight.cells, made.truths),
        (made.claims, tight.claims, made.meant),
    ):
        money = frame["amount_yuan"].notna()
        assert found.index.tolist() == frame.index[money].tolist()
        truth = pd.Series(truths, frame.index)[money]
        assert (found["lower_yuan"] <= truth).all() and (truth <= found["upper_yuan"]).all()
        half = frame.loc[money, "quantum_yuan"] / 2
        assert (found["lower_yuan"] >= frame.loc[money, "amount_yuan"] - half).all()
        assert (found["upper_yuan"] <= frame.loc[money, "amount_yuan"] + half).all()
        assert found["how"].isin(["print", "propagation", "programme"]).all()


@given(budgets)
@few
def test_bounds_contain_the_truth(made: Made):
    holds_truth(made)


def test_bounds_of_several_units_contain_the_truth():
    made = large(3, random.Random(2), decimals=1)
    holds_truth(made)
    found = bounds(made).cells
    assert (found["upper_yuan"] - found["lower_yuan"] < 999).any()  # a unit of the last digit is 1,000 yuan


def test_bounds_by_neighbourhoods_contain_the_truth(monkeypatch: pytest.MonkeyPatch):
    made = drawn(3)
    whole = bounds(made).cells
    monkeypatch.setattr(blocks_module, "LARGE", 12)
    holds_truth(made)
    parts = bounds(made).cells
    assert (parts["lower_yuan"] <= whole["lower_yuan"] + 1e-3).all()
    assert (parts["upper_yuan"] >= whole["upper_yuan"] - 1e-3).all()


def test_bounds_of_the_year_before_contain_the_truth():
    made = drawn(4)
    found = bounds(made).claims.dropna(subset="previous_lower_yuan")
    assert len(found) == 4
    for row, bound in found.iterrows():
        before = made.meant[row] - made.meant[row + 1]
        assert bound["previous_lower_yuan"] <= before <= bound["previous_upper_yuan"]
        assert bound["previous_upper_yuan"] - bound["previous_lower_yuan"] <= 20_000


@given(budgets, st.randoms(use_true_random=False))
@few
def test_ratios_hold_the_true_ratio_and_are_no_wider_than_quotients(made: Made, chance: random.Random):
    """Shares of one table in another, and growths of the text (change / (amount − change))."""
    tight = bounds(made)
    truths = {("cells", row): truth for row, truth in enumerate(made.truths)}
    truths |= {("claims", row): truth for row, truth in enumerate(made.meant)}
    changes = made.claims.index[made.claims["period"].eq("change")]
    pairs = [({("claims", row): 1}, {("claims", row - 1): 1, ("claims", row): -1}) for row in changes[:2]]
    pairs += [
        ({figure: 1}, {other: 1})
        for figure, other in (chance.choices([f for f in truths if f[0] == "cells"], k=2) for _ in range(4))
    ]
    for above, below in pairs:
        over, under = (sum(truths[f] * c for f, c in terms.items()) for terms in (above, below))
        least, most = tight.sum(below)
        assert least <= under <= most
        if least <= 0:
            continue
        lower, upper = tight.ratio(above, below)
        assert lower <= over / under <= upper
        ends = [a / b for a in tight.sum(above) for b in (least, most)]
        assert min(ends) - 1e-12 <= lower and upper <= max(ends) + 1e-12


def figures_of(made: Made, *rules: tuple[int, dict[int, int]]) -> Bounds:
    """The bounds of some amounts of the text, of which each rule says that one is a sum of others."""
    known = claim_facts(made.claims)
    sums = [
        Identity("TEXT", "", ((known[whole], -1), *((known[part], c) for part, c in parts.items())))
        for whole, parts in rules
    ]
    return Bounds(made.cells, made.claims, tighten(build(known, sums)))


@pytest.mark.parametrize(
    ("printed", "coefficients", "above", "below", "apart", "together"),
    [
        # A share: 4 of 10, with 6 beside it. At most 4.5 / (4.5 + 5.5), at least 3.5 / (3.5 + 6.5).
        ((10, 4, 6), {1: 1, 2: 1}, {1: 1}, {0: 1}, (3.5 / 10.5, 4.5 / 9.5), (0.35, 0.45)),
        # A growth: 12 after a change of −6 from 18. The earlier amount is the later one less the change.
        ((12, 18, -6), {1: 1, 2: 1}, {2: 1}, {0: 1, 2: -1}, (-6.5 / 17.5, -5.5 / 18.5), (-6.5 / 18, -5.5 / 18)),
    ],
)  # fmt: skip
def test_a_ratio_of_figures_in_one_identity_is_narrower(printed, coefficients, above, below, apart, together):
    made = Made(0)
    for amount, period in zip(
        printed, ("current", "current", "change" if min(printed) < 0 else "current"), strict=True
    ):
        made.claim("other", amount * 10**6, period=period)
    tight = figures_of(made, (0, coefficients))

    def of(terms: dict[int, int]) -> dict[tuple[str, int], int]:
        return {("claims", row): coefficient for row, coefficient in terms.items()}

    assert tight.ratio(of(above), of(below)) == pytest.approx(together, abs=1e-8)
    ends = [a / b for a in tight.sum(of(above)) for b in tight.sum(of(below))]
    assert (min(ends), max(ends)) == pytest.approx(apart, abs=1e-8)


def test_figures_that_contradict_each_other_together_are_bound_by_print():
    """7 = 4 + 2 and 8 = 4 + 2 within rounding, never both: not seen by the bounds of each, so print is all there is."""
    made = Made(0)
    for amount in (4, 2, 7, 8):
        made.claim("other", amount * 10**6)
    one, other, least, most = claim_facts(made.claims)
    system = build(
        (one, other, least, most), [equal("TEXT", "", [whole], [one, other]) for whole in (least, most)]
    )
    unseen = Bounds(made.cells, made.claims, Tightened(system, [*system.low], [*system.high], ["print"] * 4))
    assert unseen.ratio({("claims", 0): 1}, {("claims", 3): 1}) == pytest.approx((3.5 / 8.5, 4.5 / 7.5))


def test_a_ratio_to_what_may_be_nothing_has_no_end():
    made = Made(0)
    for amount in (4, 0):
        made.claim("other", amount * 10**6)
    assert figures_of(made).ratio({("claims", 0): 1}, {("claims", 1): 1})[1] == math.inf


def test_what_propagation_does_not_see_programmes_do():
    x, y, z, xy, yz, xz = known = facts("5", "5", "5", "10.00", "10.00", "10.00")
    sums = [equal("ROW", "", [s], [a, b]) for s, a, b in ((xy, x, y), (yz, y, z), (xz, x, z))]
    system = build(known, sums)
    low, high = list(system.low), list(system.high)
    propagate(system, low, high)
    assert (high[0] - low[0]) / 2 > 9_900 * 10_000
    tight = tighten(system)
    assert tight.how[:3] == ["programme"] * 3
    assert (tight.high[0] - tight.low[0]) / 2 == pytest.approx(
        150 * 10_000, rel=1e-4
    )  # x = (xy + xz − yz) / 2


def test_open_ends_do_not_meet():
    six, five, sixth = facts("6", "5", "5.50")
    for other, meets in ((five, False), (sixth, True)):  # 6 is at least 5.5, which is more than 5 can be
        system = build((six, five, sixth), [equal("CROSS", "", [six], [other])])
        low, high = list(system.low), list(system.high)
        if meets:
            propagate(system, low, high)
            assert (low[0], high[0]) == (low[2], high[2]) == (2 * 55_000 * STEP, 2 * 55_050 * STEP - 1)
        else:
            with pytest.raises(Contradiction):
                propagate(system, low, high)


def test_a_contradiction_leaves_print_as_it_is():
    x, y, z, xy, yz, xz, total, other, same = known = facts(
        "5", "5", "5", "10.02", "10.02", "10.02", "15.06", "7", "7.25"
    )
    sums = [equal("ROW", "", [s], [a, b]) for s, a, b in ((xy, x, y), (yz, y, z), (xz, x, z))]
    rules = [*sums, equal("ROW", "", [other], [same])]
    tight = tighten(build(known, [*rules, equal("TREE", "", [total], [x, y, z])]))
    assert tight.how == ["contradicted"] * 7 + ["propagation", "print"]
    assert [*zip(tight.low, tight.high, strict=True)][:7] == [f.ends for f in known[:7]]


def test_a_gap_is_explained_by_the_only_projects_that_fit():
    known = facts("12", "30", "41", "58")
    tight = tighten(build(known, []))
    assert [f.printed for f in only_sum(known, tight, *_ends(71))] == []
    names = [f.name for f in only_sum(known, tight, *_ends(42))]
    assert names == [] or set(names) == {"12", "30"}
    assert [f.name for f in only_sum(known, tight, *_ends(88))] == ["30", "58"]


def _ends(amount: float) -> tuple[int, int]:
    """A tenth of 万元 around an amount, in half steps."""
    return 2 * int((amount - 0.1) * 10**8), 2 * int((amount + 0.1) * 10**8)


@pytest.fixture(scope="module")
def reference(corpus: Path) -> ys.Disclosure:
    (path,) = (corpus / "baoan").glob("*.txt")
    return ys.read(path)


def test_reference_document_bounds_the_year_before(reference: ys.Disclosure):
    claims = reference.claims
    row = claims.index[
        claims["name"].eq("水电费") & claims["period"].eq("current") & claims["topic"].eq("project")
    ]
    found = ys.bounds(reference).claims.loc[row[0]]
    assert math.floor(found["previous_lower_yuan"] / 100) / 100 == 7.02
    assert math.ceil(found["previous_upper_yuan"] / 100) / 100 == 7.07


def test_reference_document_grows_between_narrower_ends(reference: ys.Disclosure):
    """In analysis, too: 水电费 of 2022 as above, and a growth of 86 % as narrow as that is printed."""
    of = {"department": reference.meta.department, "year": 2023}
    by_print = growth(reference.cells, reference.claims, **of)
    tight = growth(reference.cells, reference.claims, bounds=ys.bounds(reference), **of)
    water = tight.set_index("name").loc["水电费"]
    ends = water[["previous_lower_yuan", "previous_upper_yuan", "lower", "upper"]]
    assert ends.tolist() == pytest.approx([70_214.4768, 70_646.9007, 85.5, 86.5])
    widths = [found["upper"] - found["lower"] for found in (tight, by_print)]
    assert (widths[0] < widths[1]).sum() > 12 and not (widths[0] > widths[1] * (1 + 1e-9)).any()


def test_a_dropped_row_is_named_where_another_table_prints_it():
    document = ys.load(ROOT / "data").disclosure("深圳市宝安区政务服务数据管理局（本级）-2023-budget")
    cells = document.cells
    for table, code in (("general_by_function", "2210201"), ("expenditure", "2080505")):
        kept = cells[(cells["table"] != table) | (cells["code"] != code)].reset_index(drop=True)
        told = ys.check(replace(document, cells=kept))["message"].str.extract(r"漏了一行：差额正好是 (\d+) ")[
            0
        ]
        assert set(told.dropna()) == {code}
    assert not ys.check(document)["message"].str.contains("漏了一行").any()


def test_reference_document_differs_by_one_project(reference: ys.Disclosure):
    printed = Printed(reference.cells, reference.claims)
    ((identity, projects),) = explained(printed)
    ends = difference(identity, tighten(system_of(printed)))
    assert [end / 2 / STEP for end in ends] == pytest.approx([3_765_000, 3_775_000])
    assert [project.name for project in projects] == ["12345分拨中心服务费"]
