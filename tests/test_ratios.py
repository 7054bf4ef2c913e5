"""Interval arithmetic gives the exact range: no choice of true values inside the intervals falls outside of it, and
both ends are reached."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.analysis import ratios
from yusuan.analysis.ratios import Amount


def printed(value: float, step: float = 1.0) -> Amount:
    return Amount(value, value - step / 2, value + step / 2)


fractions = st.floats(0, 1)
whole_figures = st.integers(1, 500).map(printed)


def inside(amount: Amount, fraction: float) -> float:
    return amount.lower + fraction * (amount.upper - amount.lower)


@given(whole_figures, st.integers(-400, 400).map(printed), fractions, fractions)
def test_growth_from_a_change_holds_every_true_value(current, change, at_current, at_change):
    growth = ratios.growth_of_change(current, change)
    amount, delta = inside(current, at_current), inside(change, at_change)
    if growth.status or amount - delta <= 0:
        assert growth.status == "" or math.isnan(growth.value)
        return
    assert growth.lower - 1e-9 <= delta / (amount - delta) <= growth.upper + 1e-9


@pytest.mark.parametrize(("current", "change"), [(5665, 977), (266, -40), (22, 0), (13, 6)])
def test_growth_from_a_change_reaches_both_ends(current, change):
    growth = ratios.growth_of_change(printed(current), printed(change))
    corners = [
        d / (a - d)
        for a in (current - 0.5, current + 0.5)
        for d in (change - 0.5, change + 0.5)
    ]  # fmt: skip
    assert growth.lower == pytest.approx(min(corners))
    assert growth.upper == pytest.approx(max(corners))


def test_growth_takes_each_figure_once():
    """The base contains the change: dividing two independent intervals would be wider."""
    growth = ratios.growth_of_change(printed(266), printed(-40))
    naive = ratios.quotient(printed(-40), ratios.subtract(printed(266), printed(-40)))
    assert growth.upper - growth.lower < naive.upper - naive.lower


@pytest.mark.parametrize(
    ("current", "change", "status"),
    [
        (5, 5, ratios.NEW),
        (0, 0, ratios.BOTH_ZERO),
        (3, 5, ratios.NEGATIVE),
        (3, 1, ""),
        (2, 1, ratios.MAYBE_ZERO),
    ],
)
def test_edges_of_growth(current, change, status):
    growth = ratios.growth_of_change(printed(current), printed(change))
    assert growth.status == status
    assert math.isnan(growth.value) == bool(status)


def test_a_base_that_may_be_zero_leaves_a_lower_bound():
    growth = ratios.growth_of_change(Amount(15, 14.5, 15.5), Amount(14.5, 13.9, 15.1))
    assert growth.status == ratios.MAYBE_ZERO
    assert growth.lower == pytest.approx(13.9 / (15.5 - 13.9))
    assert growth.upper == math.inf


@given(whole_figures, whole_figures, fractions, fractions)
def test_a_share_with_its_rest_holds_every_true_value(part, rest, at_part, at_rest):
    whole = ratios.add([part, rest])
    share = ratios.share(part, whole, rest)
    p, r = inside(part, at_part), inside(rest, at_rest)
    assert share.lower - 1e-9 <= p / (p + r) <= share.upper + 1e-9
    assert share.lower <= share.value <= share.upper
    assert share.upper - share.lower <= ratios.share(part, whole).upper - ratios.share(part, whole).lower


def test_shares_of_a_contradiction_are_those_of_print():
    """15 + 0 + 663 is not 600: no rest narrows that."""
    share = ratios.share(printed(663), printed(700), printed(15))
    assert (share.value, share.lower) == (663 / 700, 662.5 / 700.5)


@given(st.lists(st.tuples(st.integers(0, 60).map(printed), fractions), min_size=1, max_size=7))
def test_concentration_holds_every_true_value(drawn):
    parts = [ratios.not_negative(a) for a, _ in drawn]
    values = [inside(a, f) for a, (_, f) in zip(parts, drawn, strict=True)]
    index = ratios.herfindahl(parts)
    if math.isnan(index.value):
        assert sum(a.value for a in parts) == 0
        return
    assert index.lower <= index.value <= index.upper
    if sum(values) > 0:
        assert index.lower - 1e-9 <= sum(v * v for v in values) / sum(values) ** 2 <= index.upper + 1e-9


def test_concentration_of_equal_parts_can_be_as_low_as_one_over_n():
    index = ratios.herfindahl([printed(10), printed(11)])
    assert index.lower == pytest.approx(0.5)
    assert index.upper == pytest.approx((9.5**2 + 11.5**2) / 21**2)


def test_top_share_of_few_parts_is_everything():
    assert ratios.top_share([printed(3), printed(4)], 3).lower == 1


def test_combining_keeps_what_both_prints_allow():
    coarse = Amount(893, 892.5, 893.5, ratios.Place("table"))
    fine = Amount(892.7, 892.695, 892.705, ratios.Place("text"))
    both = ratios.combine(coarse, fine)
    assert both is not None
    assert (both.value, both.lower, both.upper, both.place.basis) == (
        892.7,
        892.695,
        892.705,
        "table_and_text",
    )
    assert ratios.combine(coarse, printed(900)) == coarse


def test_neighbouring_half_open_intervals_do_not_meet():
    assert not printed(5).meets(printed(6))
    assert printed(5).meets(Amount(5.4, 5.35, 5.45))


@given(st.integers(-400, 400).map(printed), whole_figures, fractions, fractions)
def test_growth_from_two_years_holds_every_true_value(current, previous, at_current, at_previous):
    growth = ratios.growth_of_previous(current, previous)
    if growth.status:
        assert math.isnan(growth.value)
        return
    true = inside(current, at_current) / inside(previous, at_previous) - 1
    assert growth.lower - 1e-9 <= true <= growth.upper + 1e-9
