"""Two documents of one department, a year apart (YEARS): what the later says of the earlier year, against that year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from ..model import Disclosure, YusuanError
from .evaluate import identity_frame, identity_row
from .facts import Fact
from .identity import Identity, equal
from .printed import read


def years(earlier: Disclosure, later: Disclosure) -> pd.DataFrame:
    """One row per figure of the earlier year that both documents print, in the columns of `identities`.

    Amounts of the year before in the later = the earlier's own; where its text has a change, amount − change as well. All soft: a difference is a restatement. Rows in `cells` and `claims` are those of the later.
    Raises YusuanError unless the two are one department and phase, one year apart.
    """
    before, after = earlier.meta, later.meta
    if None in (before.year, after.year) or before.year + 1 != after.year:  # type: ignore[operator]
        raise YusuanError(f"{before.file}, {after.file}: not one year apart ({before.year}, {after.year})")
    if (before.department, before.phase) != (after.department, after.phase):
        raise YusuanError(
            f"{before.file}, {after.file}: not of one department and phase "
            f"({before.department} {before.phase}, {after.department} {after.phase})"
        )
    then, now = map(read, (earlier, later))
    found = [*_of_previous(then.figures, now.figures), *_of_previous(then.said, now.said)]
    found += _of_changes(then.said, now.said)
    return identity_frame([identity_row(identity) for identity in found], now.ids)


def _of_previous(earlier: list[Fact], later: list[Fact]) -> Iterator[Identity]:
    own = _once(f for f in earlier if f.period == "current")
    for key, fact in _once(f for f in later if f.period == "previous").items():
        if key in own:
            yield equal("YEARS", "上年数 = 上年文件所列", [fact], [_earlier(own[key])], hard=False)


def _of_changes(earlier: list[Fact], later: list[Fact]) -> Iterator[Identity]:
    own = _once(f for f in earlier if f.period == "current")
    amounts = _once(f for f in later if f.period == "current")
    for key, change in _once(f for f in later if f.period == "change").items():
        if key in own and key in amounts:
            terms = ((amounts[key], 1), (change, -1), (_earlier(own[key]), -1))
            yield Identity("YEARS", "本年 − 增减 = 上年文件所列", terms, hard=False)


def _once(facts: Iterable[Fact]) -> dict[tuple[str, ...], Fact]:
    """The facts by what they are figures of; none of what is printed twice with different values."""
    found: dict[tuple[str, ...], Fact] = {}
    unsure: set[tuple[str, ...]] = set()
    for f in facts:
        key = (f.table, f.entity, f.side, f.code, f.plain, f.measure, f.fund)
        if found.setdefault(key, f).value != f.value:
            unsure.add(key)
    return {key: fact for key, fact in found.items() if key not in unsure}


def _earlier(fact: Fact) -> Fact:
    """The same fact, told apart from those of the later document."""
    return fact._replace(frame=f"earlier {fact.frame}")
