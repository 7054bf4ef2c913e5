"""Bounds hold the unrounded figures, whatever these are, and are as narrow as all identities together make them."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from made_budget import Made, large
from test_proof import budgets, drawn, facts, few

import yusuan as ys
from yusuan.proof import blocks as blocks_module
from yusuan.proof import bounds_of
from yusuan.proof.bounds import tighten
from yusuan.proof.facts import STEP
from yusuan.proof.gaps import gaps, only_sum
from yusuan.proof.identity import equal
from yusuan.proof.system import Contradiction, build, propagate


def holds_truth(made: Made) -> None:
    """Each unrounded figure lies within its bounds, and these within what print allows."""
    for frame, found, truths in zip(
        (made.cells, made.claims), bounds_of(made.cells, made.claims), (made.truths, made.meant), strict=True
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
    found = bounds_of(made.cells, made.claims).cells
    assert (found["upper_yuan"] - found["lower_yuan"] < 999).any()  # a unit of the last digit is 1,000 yuan


def test_bounds_by_neighbourhoods_contain_the_truth(monkeypatch: pytest.MonkeyPatch):
    made = drawn(3)
    whole = bounds_of(made.cells, made.claims).cells
    monkeypatch.setattr(blocks_module, "LARGE", 12)
    holds_truth(made)
    parts = bounds_of(made.cells, made.claims).cells
    assert (parts["lower_yuan"] <= whole["lower_yuan"] + 1e-3).all()
    assert (parts["upper_yuan"] >= whole["upper_yuan"] - 1e-3).all()


def test_bounds_of_the_year_before_contain_the_truth():
    made = drawn(4)
    found = bounds_of(made.cells, made.claims).claims.dropna(subset="previous_lower_yuan")
    assert len(found) == 4
    for row, bound in found.iterrows():
        before = made.meant[row] - made.meant[row + 1]
        assert bound["previous_lower_yuan"] <= before <= bound["previous_upper_yuan"]
        assert bound["previous_upper_yuan"] - bound["previous_lower_yuan"] <= 20_000


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


def test_reference_document_differs_by_one_project(reference: ys.Disclosure):
    (gap,) = gaps(reference).itertuples()
    assert (gap.lower_yuan, gap.upper_yuan) == (3_765_000, 3_775_000)
    assert gap.names == ("12345分拨中心服务费",)
