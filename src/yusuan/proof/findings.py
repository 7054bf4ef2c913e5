"""All findings of a document: what does not add up, which figure that may be, and what a gap is equal to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..model import FINDING_COLUMNS, Disclosure, frame
from .culprits import Group, contradictions, culprit_frame, guesses, likely, system_of
from .evaluate import finding_rows, identity_row, percent_row, worst_first
from .gaps import dropped, explained
from .identity import Identity
from .printed import Printed, read
from .slips import Slip
from .system import System

FEW = 4  # figures named as what may be wrong: more help nobody


def check(document: Disclosure) -> pd.DataFrame:
    """The findings of a document, worst first: figures that contradict each other, what is undefined, what is missing,
    what could not be read or checked. Never empty of what `identities` found violated. Amounts in yuan.

    A contradiction says which figures may be wrong, and what its gap is equal to. Identities that may each be true but
    not together are findings of their own (family JOINT).
    """
    return proved(document)[0]


def proved(document: Disclosure, printed: Printed | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings of a document (`printed`, where it is read already), and the figures that can be wrong (as `culprits`
    has them), sought once for both."""
    printed = printed or read(document)
    titles = tuple(table.title for table in document.meta.tables)
    rows = finding_rows(printed, document.meta.promised, titles)
    system = system_of(printed)
    told: dict[str, str] = {}
    joint: list[dict[str, object]] = []
    growths = {p.key: g for g in printed.growths if (p := g.percent)}
    groups = list(contradictions(system))
    for group in groups:
        broken = [i for i in group.identities if i.status == "violated"]
        told |= {_message(i): suspects(group, system) for i in broken}
        rows_of = (percent_row(growths[p.key], p) for p in group.percents)
        told |= {str(row["message"]): suspects(group, system) for row in rows_of}
        if group.identities and not broken:
            joint.append(_joint(group, system))
    if told:
        for identity, projects in explained(printed):
            names = "、".join(f"{f.name}（{f.printed}{f.unit}）" for f in projects)
            told[_message(identity)] += f"；差额正好是{names}，各项目中只有这一种组合"
    for identity, row in dropped(printed):
        lost = f"{row.code} {row.name}（{row.printed}{row.unit}，{row.where}）"
        told[_message(identity)] = f"{told.get(_message(identity), '')}；可能漏了一行：差额正好是 {lost}"
    rows = [row | {"message": f"{row['message']}{told.get(str(row['message']), '')}"} for row in rows]
    unread: list[Any] = document.findings.to_dict("records")
    findings = frame(worst_first(rows + joint + unread), FINDING_COLUMNS, printed.ids)
    return findings, culprit_frame(groups, system, printed.ids)


def _message(identity: Identity) -> str:
    return str(identity_row(identity)["message"])


def suspects(group: Group, system: System) -> str:
    """What may be wrong, as the end of a sentence."""
    if not group.sets:
        return group.unfound
    if any(len(chosen) > 1 for chosen in group.sets):
        return f"；只改一个数字不能使各数一致，须改 {len(group.sets[0])} 个"
    named = [
        _named(variable, guess, system)
        for chosen, guess in zip(group.sets, guesses(group, system), strict=True)
        for variable in chosen
    ]
    best = likely(group, system)
    others = [name for i, name in enumerate(named) if i != best]
    if not others:
        return f"；可能有误的是 {named[0]}"
    few = len(named) <= FEW
    if best is not None:
        some = "、".join(others) if few else f"其他 {len(others)} 个数字之一"
        return f"；最可能有误的是 {named[best]}，也可能是 {some}"
    return (
        f"；可能有误的是以下之一：{'、'.join(others)}" if few else f"；{len(named)} 个数字中任一个都可能有误"
    )


def _named(variable: int, guess: Slip | None, system: System) -> str:
    fact = system.facts[variable]
    meant = f"，或为 {guess[1]}：{guess[0]}" if guess and guess[1] else ""
    return f"{fact.name or fact.entity} {fact.printed}{fact.unit}（{fact.where}{meant}）"


def _joint(group: Group, system: System) -> dict[str, object]:
    first = group.identities[0].terms[0][0]
    rules = "、".join(dict.fromkeys(i.rule for i in group.identities))
    return {
        "family": "JOINT", "status": "violated", "severity": "error", "hard": True, "identity": "各式同时成立",
        **{key: label for key, label in first.labels.items() if key in FINDING_COLUMNS}, "printed": first.printed,
        "message": f"“{rules}”在四舍五入之内各自成立，合在一起不能成立{suspects(group, system)}（{first.where}）",
    }  # fmt: skip
