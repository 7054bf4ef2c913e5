"""Which printed figure is wrong: the one without which all other figures agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import islice
from math import ceil, floor
from time import process_time

import pandas as pd

from ..amounts import YUAN
from ..model import ID_COLUMNS
from .blocks import blocks, neighbourhoods, same
from .facts import STEP, Fact
from .growths import PERCENT
from .identity import Identity
from .printed import Frames, Printed, read
from .programme import programme, room
from .slips import STALE, TELLING, Slip, slip, stale
from .smallest import FREED, Ends, Freed, smallest
from .system import FREE, Contradiction, System, build, components, propagate

SECONDS = 1.5  # of the processor, for one group: what is not found by then is said not to be found
IN_ALL = 3  # of the processor, for all groups of a document
MANY = 20  # sets of one size: more are not sought
FAR = FREE >> 20  # what follows from a free end
ROOM = 1e-6  # yuan: what a programme gets wrong where there is no room between open ends

CULPRIT_COLUMNS = [
    *ID_COLUMNS,
    "group", "set", "size", "frame", "row", "table", "page", "line", "entity", "code", "name", "measure", "period",
    "printed", "unit", "lower", "upper", "slip", "meant", "likely", "identities", "message",
]  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Identities that cannot all be true, and the smallest sets of figures whose change makes the rest agree.

    `percents` are printed percentages that are among them. MANY sets may not be all. Empty `sets`: none was found, by
    the end of so many `seconds` or, where these are 0, at all.
    """

    identities: tuple[Identity, ...]
    percents: tuple[Fact, ...]
    sets: tuple[Freed, ...]
    seconds: float

    @property
    def unfound(self) -> str:
        """That no sets were found, as the end of a sentence."""
        return f"；{f'{self.seconds:g} 秒内' if self.seconds else ''}没有找到改动哪些数字即可一致"


def culprits(document: Frames) -> pd.DataFrame:
    """The figures that can be wrong, for each group of hard identities that cannot all be true.

    One row per figure of each smallest set; `size` 1 is a figure that alone makes all others agree, and the only `set`
    of its `group` is the culprit. `lower`, `upper`: what the others leave of it, in its `unit` (NaN: anything); `slip` and `meant`: how
    the printed figure may have come about. `likely`: the only culprit, or the only one of several that a slip explains,
    of a kind that rarely fits by chance. A group with no set found has one row of size 0 that says so. A `set` of two or
    more does make the rest agree, but there may be others (see `smallest`).
    """
    printed = read(document)
    system = system_of(printed)
    return culprit_frame(contradictions(system), system, printed.ids)


def culprit_frame(groups: Iterable[Group], system: System, ids: dict[str, object]) -> pd.DataFrame:
    """The same of groups that are known."""
    rows = [ids | row for number, group in enumerate(groups, 1) for row in _rows(number, group, system)]
    table = pd.DataFrame(rows, columns=CULPRIT_COLUMNS)
    return table.astype({"page": "Int64", "line": "Int64", "lower": float, "upper": float})


def system_of(printed: Printed) -> System:
    """All figures of one document and all its hard identities, whether print contradicts them or not."""
    hard = [i for i in printed.identities if i.hard and not i.missing]
    return build([*printed.figures, *printed.percents, *printed.said], hard, printed.growths_of_money)


def contradictions(system: System) -> Iterator[Group]:
    """The groups of identities of a system that cannot all be true: first those that print alone contradicts."""
    until = process_time() + IN_ALL
    for _, rules in components(system):
        if all(system.holds_as_printed(n) for n in rules):
            continue
        apart = _connected(system, [n for n in rules if system.constraints[n].broken])
        suspects: set[int] = set()
        for broken in apart:
            others = {n for other in apart if other is not broken for n in other}
            group = _group(system, [n for n in rules if n not in others], broken, until)
            suspects.update(*group.sets[:1])
            yield group
        rest = [n for n in rules if not system.constraints[n].broken]
        if (behind := _conflict(system, rest, dict.fromkeys(suspects, FREED))) is not None:
            yield _group(system, rest, sorted(behind), until)
        else:
            yield from _tight_spots(system, rest, suspects, until)


def _tight_spots(system: System, rules: list[int], suspects: set[int], until: float) -> Iterator[Group]:
    """Blocks that propagation finds nothing wrong with, and that still cannot be true as a whole."""
    stands = same(system, rules)
    for block in blocks(system, rules, stands):
        for part in neighbourhoods(system, block, stands):
            if process_time() > until or all(system.holds_as_printed(n) for n in part):
                continue
            if _conflict(system, part, dict.fromkeys(suspects, FREED), jointly=True) is not None:
                yield _group(system, part, part, until, jointly=True)


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
    system: System, rules: Iterable[int], freed: Freed, *, jointly: bool = False
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
    tied = {rule.percent: rule.tied for n in rules if (rule := system.constraints[n]).percent in freed}
    for variable in freed:
        freed[variable] = low[variable], high[variable]
        if variable in tied:
            before, amount, *change = ((low[v], high[v]) for v in tied[variable])
            freed[variable] = _percentage(before, amount, *change)
    return None


def _percentage(before: Ends, amount: Ends, change: Ends | None = None) -> Ends:
    """Between what the growth lies, as a percentage in half steps: of the change, if there is one."""
    if before[0] <= 0 or before[1] >= FAR:
        return FREED
    whole, figure = (0, change) if change else (200 * STEP, amount)
    ends = [Fraction(200 * STEP * f, b) - whole for f in figure for b in before]
    return floor(min(ends)), ceil(max(ends))


def _group(
    system: System, rules: list[int], violated: list[int], until: float, *, jointly: bool = False
) -> Group:
    """The single figures without which the rest agrees, or else the smallest sets of several; none once time is up."""
    own = process_time() + SECONDS
    seconds, until = (SECONDS, own) if own < until else (IN_ALL, until)
    found: list[Freed] = []
    if process_time() < until:
        refuted = partial(_conflict, system, rules, jointly=True)
        found = list(_single(system, rules, violated, until, jointly=jointly))
        found = found or sorted(islice(smallest(system, rules, refuted, until), MANY), key=sorted)
    return Group(*_origins(system, violated), tuple(found), seconds if process_time() > until else 0)


def _single(
    system: System, rules: list[int], violated: list[int], until: float, *, jointly: bool
) -> Iterator[Freed]:
    """Each figure behind the contradiction, and in all identities that print alone contradicts, that ends it."""
    behind = _conflict(system, rules, {}) or set(violated)
    possible = {v for n in behind for v in system.constraints[n].variables if v < len(system.facts)}
    possible.intersection_update(
        *(system.constraints[n].variables for n in violated if system.constraints[n].broken)
    )
    found: list[Freed] = []
    for variable in sorted(possible):
        if process_time() > until:
            return  # one found by now might seem to be the only one
        freed = {variable: FREED}
        if _conflict(system, rules, freed, jointly=jointly) is None:
            found.append(freed)
    # What propagation alone leaves several of, one programme each may still tell apart.
    if len(found) > 1 and not jointly:
        found = [
            f
            for f in found
            if process_time() > until or _conflict(system, rules, dict(f), jointly=True) is None
        ] or found
    yield from found


def guesses(group: Group, system: System) -> list[Slip | None]:
    """How each single figure of a group may have come about."""
    found: list[Slip | None] = []
    for chosen in group.sets:
        for variable, (low, high) in chosen.items() if len(chosen) == 1 else ():
            fact, known = system.facts[variable], low > -FAR and high < FAR
            guess = (slip(fact, low, high) or stale(fact, group.identities, low, high)) if known else None
            found.append(guess)
    return found


def likely(group: Group, system: System) -> int | None:
    """Which set it likely is: the only one, or the only single figure that a slip explains, and a telling one.

    A total that its parts explain tells nothing: each total would.
    """
    if len(group.sets) == 1:
        return 0
    slips = [(i, guess[0]) for i, guess in enumerate(guesses(group, system)) if guess and guess[0] != STALE]
    return slips[0][0] if len(slips) == 1 and slips[0][1] in TELLING else None


def _origins(system: System, numbers: list[int]) -> tuple[tuple[Identity, ...], tuple[Fact, ...]]:
    rules = [system.constraints[n] for n in numbers]
    percents = dict.fromkeys(rule.percent for rule in rules if rule.percent is not None)
    return tuple(rule.origin for rule in rules if rule.origin), tuple(system.facts[p] for p in percents)


def _rows(number: int, group: Group, system: System) -> Iterator[dict[str, object]]:
    names = [*(i.rule for i in group.identities), *(PERCENT for _ in group.percents)]
    rules = "；".join(dict.fromkeys(names))
    shared: dict[str, object] = {"group": number, "identities": rules}
    if not group.sets:
        told = f"“{rules}”不能同时成立{group.unfound}"
        yield shared | {"set": 0, "size": 0, "frame": "", "row": -1, "slip": "", "meant": "", "likely": False, "message": told}  # fmt: skip
    best, slips = likely(group, system), guesses(group, system) or [None] * len(group.sets)
    for position, (chosen, guess) in enumerate(zip(group.sets, slips, strict=True)):
        own = shared | {"set": position + 1, "size": len(chosen), "likely": position == best}
        for variable, ends in chosen.items():
            told = _told(len(chosen), len(group.sets), likely=position == best)
            yield own | _row(system.facts[variable], ends, guess, told)


def _told(size: int, ways: int, *, likely: bool) -> str:
    if size > 1:
        least = "至少 " if ways == MANY else " "
        return f"须同时更改 {size} 个数字，这是{least}{ways} 种办法之一"
    if ways == 1:
        return "改动这一个数字，其余全部一致"
    return f"{ways} 个数字中改动任一个，其余全部一致" + ("，这一个最像笔误" if likely else "")


def _row(fact: Fact, ends: Ends, guess: Slip | None, told: str) -> dict[str, object]:
    low, high = ends
    unit = STEP * float(YUAN.get(fact.unit, 1))
    lower, upper = (low >> 1) / unit, -(-high >> 1) / unit
    known = low > -FAR and high < FAR
    between = f"，应在 {lower:,.10g} 至 {upper:,.10g} 之间" if known else ""
    kind, meant = guess if guess and guess[1] else ("", "")
    perhaps = f"，可能是 {meant}（{kind}）" if meant else ""
    return {
        **fact.labels, "frame": fact.frame, "row": fact.row, "printed": fact.printed, "unit": fact.unit,
        "lower": lower if known else float("nan"), "upper": upper if known else float("nan"),
        "slip": kind, "meant": meant,
        "message": f"{fact.name or fact.entity}：印作 {fact.printed}{fact.unit}{between}{perhaps}；{told}（{fact.where}）",
    }  # fmt: skip
