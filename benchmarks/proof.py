"""Errors planted in published documents: how many are found, and is the wrong figure named?

    python benchmarks/proof.py [--each N] [--seed S]      (default: 100 of each kind in the reference document, a tenth
                                                           of that in each of ten others)

Each error is planted alone in the figures of a document as read. An error is detected when an identity that held (or
was within rounding) no longer does; rivals judge the same identities by their own rule. A culprit is named alone when
the planted figure is the only single one whose change makes the rest agree.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import yusuan as ys
from yusuan.amounts import YUAN
from yusuan.proof.across import single_fund
from yusuan.proof.bounds import bounds
from yusuan.proof.culprits import culprits
from yusuan.proof.evaluate import identities
from yusuan.proof.facts import STEP
from yusuan.proof.growths import percent_status
from yusuan.proof.identity import Identity
from yusuan.proof.printed import Printed
from yusuan.proof.remarks import absent_rows

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from made_budget import large

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
REFERENCE = "baoan/2023-政务服务数据管理局（本级）.txt"
OTHERS = [
    "信访局", "国有资产监督管理委员会", "规划和自然资源局宝安管理局", "财政局", "审计局", "卫生健康委员会", "交通运输局",
    "统计局", "人民政府办公厅", "民政局",
]  # fmt: skip

Frames = tuple[pd.DataFrame, pd.DataFrame]
Key = tuple[object, ...]


@dataclass(frozen=True)
class Error:
    """One wrong document: its frames, and the figure that is wrong (none where a whole row is gone)."""

    cells: pd.DataFrame
    claims: pd.DataFrame
    figure: tuple[str, int] | None


def changed(frames: Frames, frame: str, row: int, amount: float) -> Error:
    """The document with another amount in one place."""
    cells, claims = frames
    table = (cells if frame == "cells" else claims).copy()
    old, unit = table.at[row, "amount_yuan"], float(YUAN[table.at[row, "unit"]])
    places = round(math.log10(unit / table.at[row, "quantum_yuan"]))
    # A change is printed with a word for its sign.
    shown = abs(amount) if table.at[row, "period"] == "change" and frame == "claims" else amount
    table.at[row, "amount_yuan"] = amount
    table.at[row, "printed"] = f"{shown / unit:.{max(0, places)}f}"
    if frame == "claims":
        table.at[row, "value"] *= amount / old if old else 1
        return Error(cells, table, (frame, row))
    return Error(table, claims, (frame, row))


def figures(frames: Frames) -> list[tuple[str, int]]:
    """All printed amounts that are not zero."""
    return [
        (name, int(row))
        for name, table in zip(("cells", "claims"), frames, strict=True)
        for row in table.index[table["amount_yuan"].abs() > 0]
    ]


def amount_of(frames: Frames, figure: tuple[str, int]) -> pd.Series:
    return frames[figure[0] == "claims"].loc[figure[1]]


def last_digit(frames: Frames, chance: random.Random) -> Error:
    figure = chance.choice(figures(frames))
    row = amount_of(frames, figure)
    return changed(frames, *figure, row["amount_yuan"] + chance.choice([-1, 1]) * row["quantum_yuan"])


def swapped(frames: Frames, chance: random.Random) -> Error:
    while True:
        figure = chance.choice(figures(frames))
        row = amount_of(frames, figure)
        digits = list(str(round(abs(row["amount_yuan"]) / row["quantum_yuan"])))
        pairs = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
        if pairs:
            at = chance.choice(pairs)
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
            sign = -1 if row["amount_yuan"] < 0 else 1
            return changed(frames, *figure, sign * int("".join(digits)) * row["quantum_yuan"])


def dropped(frames: Frames, chance: random.Random) -> Error:
    cells, claims = frames
    rows = cells[cells["level"].fillna(0).gt(0) & cells["amount_yuan"].gt(0)]
    one = rows.loc[chance.choice(list(rows.index))]
    same = (cells[["table", "line", "entity", "side", "code", "name"]] == one[["table", "line", "entity", "side", "code", "name"]]).all(axis=1) & (cells["page"].eq(one["page"]) | cells["page"].isna())  # fmt: skip
    return Error(cells[~same.fillna(False)], claims, None)


def stale_total(frames: Frames, chance: random.Random) -> Error:
    """A total that lacks a tenth of one of its parts, as if that had been raised later."""
    wholes = [
        i
        for i in Printed(*frames).identities
        if i.family in ("TREE", "UNIT", "BALANCE") and len(i.terms) > 2 and i.terms[0][0].value
    ]
    one = chance.choice(wholes)
    total = one.terms[0][0]
    part = max((fact for fact, _ in one.terms[1:]), key=lambda fact: fact.value)
    step = 2 * total.half
    late = max(1, round(part.value / 10 / step)) * step if step else part.value // 10
    return changed(frames, total.frame, total.row, (total.value - late) / STEP)


def text_against_table(frames: Frames, chance: random.Random) -> Error:
    claims = frames[1]
    money = claims.index[claims["amount_yuan"].abs().gt(0) & claims["period"].eq("current")]
    row = int(chance.choice(list(money)))
    steps = str(round(claims.at[row, "amount_yuan"] / claims.at[row, "quantum_yuan"]))
    at = chance.randrange(len(steps))
    other = chance.choice([d for d in "123456789" if d != steps[at]])
    return changed(
        frames, "claims", row, int(steps[:at] + other + steps[at + 1 :]) * claims.at[row, "quantum_yuan"]
    )


def direction(frames: Frames, chance: random.Random) -> Error:
    """增加 for 减少: the sign of a change that has a percentage or stands beside the amounts."""
    known = [
        c.row
        for g in Printed(*frames).growths
        if g.percent and (c := g.change) and c.frame == "claims" and c.value
    ]
    row = chance.choice(known)
    return changed(frames, "claims", row, -frames[1].at[row, "amount_yuan"])


def percent(frames: Frames, chance: random.Random) -> Error:
    cells, claims = frames
    known = [
        p.row
        for g in Printed(*frames).growths
        if (p := g.percent) and p.frame == "claims" and g.base and p.value
    ]
    row = chance.choice(known)
    wrong = claims.copy()
    steps = round(wrong.at[row, "value"] / wrong.at[row, "quantum"])
    digits = str(abs(steps))
    at = chance.randrange(len(digits))
    other = chance.choice([d for d in "123456789" if d != digits[at]])
    units = int(digits[:at] + other + digits[at + 1 :])
    places = max(0, round(-math.log10(wrong.at[row, "quantum"])))
    wrong.at[row, "value"] = math.copysign(units, steps) * wrong.at[row, "quantum"]
    wrong.at[row, "printed"] = f"{units / 10**places:.{places}f}%"
    return Error(cells, wrong, ("claims", row))


def unit(frames: Frames, chance: random.Random) -> Error:
    figure = chance.choice(figures(frames))
    return changed(frames, *figure, amount_of(frames, figure)["amount_yuan"] * 10_000)


KINDS: dict[str, Callable[[Frames, random.Random], Error]] = {
    "±1 in the last digit": last_digit, "two digits swapped": swapped, "a row dropped": dropped,
    "a total not updated": stale_total, "text against table": text_against_table, "wrong direction": direction,
    "wrong percent": percent, "元 for 万元": unit,
}  # fmt: skip


OURS = "half-open"


def by_equality(i: Identity) -> bool:
    return i.residual > 0 if i.at_most else i.residual != 0


def by_one(i: Identity) -> bool:
    return (i.residual if i.at_most else abs(i.residual)) > max(2 * f.half for f, _ in i.terms)


def by_thousandth(i: Identity) -> bool:
    return (i.residual if i.at_most else abs(i.residual)) > abs(i.terms[0][0].value) / 1000


def by_closed_intervals(i: Identity) -> bool:
    return (i.residual if i.at_most else abs(i.residual)) > i.allowed


RULES: dict[str, Callable[[Identity], bool]] = {
    "exact equality": by_equality, "±1": by_one, "0.1 %": by_thousandth, "closed intervals": by_closed_intervals,
    OURS: lambda i: i.status == "violated",
}  # fmt: skip
JOINT = "half-open, jointly"


def alarms(printed: Printed) -> dict[str, set[Key]]:
    """For each rule the identities that it objects to, by their place and not by their values."""
    found: dict[str, set[Key]] = {name: set() for name in RULES}
    for i in printed.identities:
        if i.missing:
            continue
        key = (i.family, i.rule, tuple(f.key for f, _ in i.terms))
        for name, rule in RULES.items():
            if rule(i):
                found[name].add(key)
    for growth in printed.growths:
        if (percent := growth.percent) is None:
            continue
        off = abs(100 * STEP * growth.more / growth.base - percent.value) if growth.base else 0
        wrong = percent_status(growth, percent) == "violated"
        objects = {
            "exact equality": off > percent.half, "±1": off > 2 * percent.half,
            "0.1 %": off > abs(percent.value) / 1000, "closed intervals": wrong, OURS: wrong,
        }  # fmt: skip
        for name in RULES:
            if objects[name]:
                found[name].add(("PERCENT", percent.frame, percent.row))
    tables = printed.tables
    found[OURS] |= {(remark.family, remark.message) for remark in absent_rows(tables, single_fund(tables))}
    return found


def keys(groups: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(groups[["identities", "frame", "row"]].itertuples(index=False, name=None))


def verdict(groups: pd.DataFrame, figure: tuple[str, int] | None, known: set[Key]) -> tuple[bool, str]:
    """Whether the joint search objects to something new, and how it names the figure: alone, likely, tie, set, wrong."""
    new = groups[[key not in known for key in keys(groups)]]
    if new.empty or figure is None:
        return not new.empty, ""
    for _, group in new.groupby("group"):
        single = group[group["size"].eq(1)]
        rows = list(zip(single["frame"], single["row"], strict=True))
        named = list(zip(*(single.loc[single["likely"], c] for c in ("frame", "row")), strict=True))
        if rows and (figure not in rows or (named and named != [figure])):
            return True, "wrong"
        if rows:
            return True, "alone" if len(rows) == 1 else "likely" if named else "tie"
    return True, "set"


def trial(path: Path, each: int, chance: random.Random) -> Iterator[tuple[str, str, int, int, Counter[str]]]:
    """(kind, rule, detected, planted, how the culprit was named) of one document."""
    document = ys.read(path)
    frames = (document.cells, document.claims)
    printed = Printed(*frames)
    clean, known = alarms(printed), set(keys(culprits(printed)))
    for name in RULES:
        yield "clean", name, len(clean[name]), 0, Counter()
    for kind, plant in KINDS.items():
        detected, named = Counter[str](), Counter[str]()
        for _ in range(each):
            error = plant(frames, chance)
            printed = Printed(error.cells, error.claims)
            raised = alarms(printed)
            for name in RULES:
                detected[name] += bool(raised[name] - clean[name])
            jointly, how = verdict(culprits(printed), error.figure, known)
            detected[JOINT] += jointly or bool(raised[OURS] - clean[OURS])
            named[how] += 1
        for name in [*RULES, JOINT]:
            yield kind, name, detected[name], each, named if name == JOINT else Counter()


def every_last_digit(path: Path) -> str:
    """Both errors of ±1 in the last digit of each figure that is not zero: how many are detected, alone and jointly."""
    document = ys.read(path)
    frames = (document.cells, document.claims)
    printed = Printed(*frames)
    clean, known = alarms(printed)[OURS], set(keys(culprits(printed)))
    planted = alone = jointly = 0
    for figure in figures(frames):
        row = amount_of(frames, figure)
        for step in (-row["quantum_yuan"], row["quantum_yuan"]):
            error = changed(frames, *figure, row["amount_yuan"] + step)
            printed = Printed(error.cells, error.claims)
            seen = bool(alarms(printed)[OURS] - clean)
            planted, alone = planted + 1, alone + seen
            jointly += seen or verdict(culprits(printed), error.figure, known)[0]
    return f"{planted} errors of ±1: half-open {alone} ({alone / planted:.1%}), jointly {jointly} ({jointly / planted:.1%})"


def times(name: str, cells: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Seconds of the processor, and the most memory that this process has had so far."""

    def taken(job: Callable[[], object]) -> float:
        runs = []
        for _ in range(3):
            begin = time.process_time()
            job()
            runs.append(time.process_time() - begin)
        return statistics.median(runs)

    parts = [
        f"{len(cells) + len(claims):,}",
        f"{taken(lambda: identities(Printed(cells, claims))):.2f}",
        f"{taken(lambda: culprits(Printed(cells, claims))):.2f}",
        f"{taken(lambda: bounds(Printed(cells, claims))):.2f}",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}",
    ]
    return " | ".join([name, *parts])


def report(results: list[tuple[str, str, int, int, Counter[str]]], title: str) -> None:
    names = [*RULES, JOINT]
    print(f"\n**{title}**\n\n| planted | n | {' | '.join(names)} |\n|---|--:|{'--:|' * len(names)}")
    kinds = dict.fromkeys(kind for kind, *_ in results if kind != "clean")
    for kind in kinds:
        own = [r for r in results if r[0] == kind]
        planted = sum(r[3] for r in own if r[1] == JOINT)
        shares = [f"{sum(r[2] for r in own if r[1] == name) / planted:.0%}" for name in names]
        print(f"| {kind} | {planted} | {' | '.join(shares)} |")
    clean = [str(sum(r[2] for r in results if r[:2] == ("clean", name))) for name in RULES]
    print(f"| *alarms on the clean document* |  | {' | '.join([*clean, clean[-1]])} |")
    print(
        "\n| planted | detected jointly | culprit alone | told from a tie by its slip | in a tie | one of a set | wrongly |"
        "\n|---|--:|--:|--:|--:|--:|--:|"
    )
    for kind in kinds:
        own = [r for r in results if r[0] == kind and r[1] == JOINT]
        named = sum((r[4] for r in own), Counter())
        shares = [named[how] for how in ("alone", "likely", "tie", "set", "wrong")]
        if sum(shares):
            told = " | ".join(f"{share / sum(shares):.0%}" for share in shares)
            print(f"| {kind} | {sum(r[2] for r in own)} | {told} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not CORPUS.is_dir():
        sys.exit(f"no published documents at {CORPUS}")
    chance = random.Random(options.seed)
    reference = CORPUS / REFERENCE
    others = [CORPUS / "shenzhen" / f"2026-{name}.pdf" for name in OTHERS]
    report(list(trial(reference, options.each, chance)), "Reference document")
    print(f"\n{every_last_digit(reference)}")
    report(
        [r for path in others for r in trial(path, options.each // 10, chance)], "Ten documents of Shenzhen"
    )
    print(
        "\n| document | figures | identities (s) | culprits (s) | bounds (s) | MB |\n|---|--:|--:|--:|--:|--:|"
    )
    for path in (reference, others[1], CORPUS / "shenzhen" / "2026-水务局.pdf"):
        document = ys.read(path)
        name = re.sub(r"[（(].*|\.\w+$", "", path.stem.partition("-")[2])
        print(f"| {times(name, document.cells, document.claims)} |")
    made = large(20, chance)
    print(f"| 20 made units | {times('', made.cells, made.claims).removeprefix(' | ')} |")


if __name__ == "__main__":
    main()
