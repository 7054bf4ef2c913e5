"""Which printed figure is wrong: the one without which all other figures agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

import pandas as pd

from ..amounts import YUAN
from ..model import ID_COLUMNS, Disclosure
from .blocks import blocks, neighbourhoods, same
from .facts import STEP, Fact
from .identity import Identity
from .printed import Printed
from .programme import programme, room
from .slips import slip
from .system import FREE, Contradiction, System, build, components, propagate

SECONDS = 1.5  # for one group of identities: what is not found by then is said not to be found
MOST = 3  # figures that are freed together
FREED = (0, FREE)
FAR = FREE >> 20  # what follows from a free end
ROOM = 1e-6  # yuan: what a programme gets wrong where there is no room between open ends

CULPRIT_COLUMNS = [
    *ID_COLUMNS,
    "group", "set", "size", "frame", "row", "table", "page", "line", "entity", "code", "name", "measure", "period",
    "printed", "unit", "lower", "upper", "slip", "meant", "identities", "message",
]  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Identities that cannot all be true, and the smallest sets of figures whose change makes the rest agree.

    Each set maps variables to the ends that the rest leaves them. Empty `sets`: none of up to MOST figures found in time
    (`seconds`).
    """

    identities: tuple[Identity, ...]
    sets: tuple[dict[int, tuple[int, int]], ...]
    seconds: float


def culprits(document: Disclosure) -> pd.DataFrame:
    """The figures that can be wrong, for each group of hard identities that cannot all be true.

    One row per figure of each smallest set; `size` 1 is a figure that alone makes all others agree, and the only `set`
    of its `group` is the culprit. `lower`, `upper`: what the others leave of it, in its `unit` (NaN: anything); `slip` and `meant`: how
    the printed figure may have come about. A group with no set found has one row of size 0 that says so.
    """
    return culprits_of(document.cells, document.claims)


def culprits_of(cells: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """The same from the frames of one document, as a data folder keeps them."""
    printed = Printed(cells, claims)
    system = system_of(printed)
    rows = [
        printed.ids | row
        for number, group in enumerate(contradictions(system), 1)
        for row in _rows(number, group, system)
    ]
    table = pd.DataFrame(rows, columns=CULPRIT_COLUMNS)
    return table.astype({"page": "Int64", "line": "Int64", "lower": float, "upper": float})


def system_of(printed: Printed) -> System:
    """All figures of one document and all its hard identities, whether print contradicts them or not."""
    hard = [i for i in printed.identities if i.hard and not i.missing]
    return build([*printed.figures, *printed.said], hard, printed.growths)


def contradictions(system: System) -> Iterator[Group]:
    """The groups of identities of a system that cannot all be true: first those that print alone contradicts."""
    for _, rules in components(system):
        if all(system.holds_as_printed(n) for n in rules):
            continue
        apart = _connected(system, [n for n in rules if system.constraints[n].broken])
        suspects: set[int] = set()
        for broken in apart:
            others = {n for other in apart if other is not broken for n in other}
            group = _group(system, [n for n in rules if n not in others], broken)
            suspects.update(*group.sets[:1])
            yield group
        rest = [n for n in rules if not system.constraints[n].broken]
        if (behind := _conflict(system, rest, dict.fromkeys(suspects, FREED))) is not None:
            yield _group(system, rest, sorted(behind))
        else:
            yield from _tight_spots(system, rest, suspects)


def _tight_spots(system: System, rules: list[int], suspects: set[int]) -> Iterator[Group]:
    """Blocks that propagation finds nothing wrong with, and that still cannot be true as a whole."""
    stands = same(system, rules)
    for block in blocks(system, rules, stands):
        for part in neighbourhoods(system, block, stands):
            if all(system.holds_as_printed(n) for n in part):
                continue
            if _conflict(system, part, dict.fromkeys(suspects, FREED), jointly=True) is not None:
                yield _group(system, part, part, jointly=True)


def _connected(system: System, numbers: list[int]) -> list[list[int]]:
    """Constraints that share variables, together."""
    groups: list[tuple[set[int], list[int]]] = []
    for number in numbers:
        variables, members = system.constraints[number].variables, [number]
        for group in [g for g in groups if g[0] & variables]:
            groups.remove(group)
            variables, members = variables | group[0], [*group[1], *members]
        groups.append((variables, members))
    return [members for _, members in groups]


def _conflict(
    system: System, rules: Iterable[int], freed: dict[int, tuple[int, int]], *, jointly: bool = False
) -> set[int] | None:
    """The constraints behind a contradiction where some variables are free, or None; fills in their ends.

    By propagation, and where `jointly` also by one linear programme over all of them.
    """
    kept = {n for n in rules if system.constraints[n].percent not in freed}
    low, high = list(system.low), list(system.high)
    for variable in freed:
        signed = system.facts[variable].period == "change"
        low[variable], high[variable] = (-FREE if signed else 0), FREE
    try:
        propagate(system, low, high, kept, only=kept)
    except Contradiction as contradiction:
        return contradiction.constraints
    if jointly and kept:
        itself = {v: v for n in kept for v in system.constraints[n].variables}
        numbers = sorted(kept)
        most, rows = room(programme(system, numbers, itself, low, high))
        if most < ROOM:
            return {numbers[row] for row in rows}
    for variable in freed:
        freed[variable] = low[variable], high[variable]
    return None


def _group(system: System, rules: list[int], violated: list[int], *, jointly: bool = False) -> Group:
    """The smallest sets of figures to free, by ever larger sets, each from figures behind the contradiction left."""
    begin = monotonic()
    broken = {n: system.constraints[n].variables for n in violated if system.constraints[n].broken}
    level = [(frozenset[int](), _conflict(system, rules, {}) or set(violated))]
    found: list[dict[int, tuple[int, int]]] = []
    seen: set[frozenset[int]] = set()
    for size in range(1, MOST + 1):
        following: list[tuple[frozenset[int], set[int]]] = []
        for chosen, conflict in level:
            for variable in sorted({v for n in conflict for v in system.constraints[n].variables} - chosen):
                larger = chosen | {variable}
                if variable >= len(system.facts) or larger in seen:
                    continue
                seen.add(larger)
                left = next(({n} for n, variables in broken.items() if not variables & larger), None)
                freed = dict.fromkeys(larger, FREED)
                if left is None:
                    if monotonic() - begin > SECONDS:
                        return Group(_origins(system, violated), tuple(found), monotonic() - begin)
                    left = _conflict(system, rules, freed, jointly=jointly)
                if left is None:
                    found.append(freed)
                elif size < MOST:
                    following.append((larger, left))
        if found:
            break
        level = following
    if len(found) > 1:
        found = [f for f in found if _conflict(system, rules, dict(f), jointly=True) is None] or found
    return Group(_origins(system, violated), tuple(found), monotonic() - begin)


def _origins(system: System, numbers: list[int]) -> tuple[Identity, ...]:
    return tuple(o for n in numbers if (o := system.constraints[n].origin))


def _rows(number: int, group: Group, system: System) -> Iterator[dict[str, object]]:
    rules = "；".join(dict.fromkeys(i.rule for i in group.identities))
    shared: dict[str, object] = {"group": number, "identities": rules}
    if not group.sets:
        told = (
            f"“{rules}”不能同时成立；{group.seconds:.0f} 秒内没有找到改动不多于 {MOST} 个数字即可一致的办法"
        )
        yield shared | {"set": 0, "size": 0, "frame": "", "row": -1, "slip": "", "meant": "", "message": told}
    for position, chosen in enumerate(group.sets, 1):
        for variable, (low, high) in chosen.items():
            fact = system.facts[variable]
            yield shared | _row(fact, low, high, len(chosen), len(group.sets)) | {"set": position}


def _row(fact: Fact, low: int, high: int, size: int, ways: int) -> dict[str, object]:
    unit = STEP * float(YUAN.get(fact.unit, 1))
    lower, upper = (low >> 1) / unit, -(-high >> 1) / unit
    known = low > -FAR and high < FAR
    guess = slip(fact, low, high) if size == 1 and known else None
    if size > 1:
        told = f"须同时更改 {size} 个数字，这是 {ways} 种办法之一"
    else:
        told = "改动这一个数字，其余全部一致" if ways == 1 else f"{ways} 个数字中改动任一个，其余全部一致"
    between = f"，应在 {lower:,.10g} 至 {upper:,.10g} 之间" if known else ""
    meant = f"，可能是 {guess[1]}（{guess[0]}）" if guess else ""
    return {
        "size": size, "frame": fact.frame, "row": fact.row, "table": fact.table, "page": fact.place[0] or None,
        "line": fact.place[1] or None, "entity": fact.entity, "code": fact.code, "name": fact.name,
        "measure": fact.measure, "period": fact.period, "printed": fact.printed, "unit": fact.unit,
        "lower": lower if known else float("nan"), "upper": upper if known else float("nan"),
        "slip": guess[0] if guess else "", "meant": guess[1] if guess else "",
        "message": f"{fact.name or fact.entity}：印作 {fact.printed}{fact.unit}{between}{meant}；{told}（{fact.where}）",
    }  # fmt: skip
