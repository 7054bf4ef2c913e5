"""All identities of a document as a frame, and its findings: what does not add up or could not be checked."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .. import reference
from ..model import FINDING_COLUMNS, ID_COLUMNS
from .across import single_fund
from .facts import STEP, Fact
from .growths import PERCENT, off, percent_status
from .identity import Identity
from .printed import Frames, Printed, read
from .reasons import Reasoned, reasoned
from .remarks import (
    Remark,
    absent_rows,
    contrary_reasons,
    missing_tables,
    renamed_projects,
    unlisted_items,
    wrong_names,
)
from .system import Growth

IDENTITY_COLUMNS = [
    *ID_COLUMNS,
    "family", "rule", "status", "hard", "table", "entity", "code", "name", "measure", "fund", "period",
    "page", "line", "left", "right", "residual_yuan", "allowed_yuan", "cells", "claims", "message",
]  # fmt: skip

_STATUS = {
    "exact": "相等", "rounding": "四舍五入之差", "violated": "不符", "undefined": "无定义", "not_checkable": "无法核对",
}  # fmt: skip
_SEVERITIES: tuple[object, ...] = ("error", "warning", "info")


def identities(document: Frames) -> pd.DataFrame:
    """One row per identity of a document: its figures, its status, what is left over and what rounding allows.

    `status`: exact, rounding, violated, undefined (a ratio on a base of zero) or not_checkable (`message` says for
    want of what). Amounts in yuan. `cells` and `claims` hold the rows of the two frames that take part, as tuples.
    """
    printed = read(document)
    return identity_frame(_identity_rows(printed), printed.ids)


def _identity_rows(printed: Printed, exact: bool = True) -> list[dict[str, object]]:
    """All identities as rows; without `exact` only what is not."""
    rows = [identity_row(i) for i in printed.identities if exact or i.status != "exact"]
    for growth in printed.growths:
        if growth.percent:
            if exact or percent_status(growth, growth.percent) != "exact":
                rows.append(percent_row(growth, growth.percent))
        elif growth.change and growth.base < 0 and not growth.holds:
            rows.append(_growth_row(growth.change, growth.amount))
    rows += [_reason_row(each) for each in reasoned(printed.claims, printed.said)]
    return rows if exact else [row for row in rows if row["status"] != "exact"]


def identity_frame(rows: list[dict[str, object]], ids: dict[str, object]) -> pd.DataFrame:
    """Rows of identities as a frame, with the document that they are of."""
    table = pd.DataFrame([ids | row for row in rows], columns=IDENTITY_COLUMNS)
    return table.astype(
        {"hard": bool, "residual_yuan": float, "allowed_yuan": float, "page": "Int64", "line": "Int64"}
    )


def finding_rows(
    printed: Printed, promised: tuple[str, ...] = (), found: tuple[str, ...] = ()
) -> list[dict[str, object]]:
    """What is not exact in one document, and what print says against itself without arithmetic, in the order of print.

    Without `promised` titles nothing is said of missing tables.
    """
    rows: list[dict[str, object]] = [
        {
            "severity": _severity(row), "identity": row["rule"], "printed": row["left"],
            **{key: row[key] for key in FINDING_COLUMNS if key in row},
        }
        for row in _identity_rows(printed, exact=False)
    ]  # fmt: skip
    return rows + [_remark_row(remark, printed) for remark in _remarks(printed, promised, found)]


def _remarks(printed: Printed, promised: tuple[str, ...], found: tuple[str, ...]) -> Iterable[Remark]:
    yield from missing_tables(promised, found)
    yield from unlisted_items(printed.tables, printed.claims)
    yield from renamed_projects(printed.tables, printed.said)
    yield from wrong_names(printed.cells)
    yield from contrary_reasons(printed.claims)
    yield from absent_rows(printed.tables, single_fund(printed.tables))


def _severity(row: dict[str, object]) -> str:
    if row["status"] == "violated":
        return "error" if row["hard"] else "info" if row["family"] == "LINK" else "warning"
    return "warning" if row["status"] == "undefined" else "info"


def worst_first(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The same findings by severity, in each what is more than rounding first, then in their order."""
    return sorted(rows, key=lambda row: (_SEVERITIES.index(row["severity"]), row["status"] == "rounding"))


def _told(facts: list[Fact]) -> str:
    shown = " + ".join(f"{f.printed}{f.unit}" for f in facts[:6])
    return shown + (f" + …（共{len(facts)}项）" if len(facts) > 6 else "")


def _places(facts: list[Fact]) -> str:
    """Where figures stand: the first three places that differ."""
    places = list({fact.place: fact for fact in facts}.values())
    return "、".join(fact.where for fact in places[:3]) + ("等" if len(places) > 3 else "")


def identity_row(identity: Identity) -> dict[str, object]:
    """One identity as a row of the frame."""
    first = identity.terms[0][0]
    left = [f for f, c in identity.terms if c > 0]
    right = [f for f, c in identity.terms if c < 0]
    status, sign = identity.status, "≤" if identity.at_most else "="
    residual, allowed = identity.residual / STEP, identity.allowed / STEP
    if status == "not_checkable":
        lacking, _ = reference.words("table")[identity.missing]
        message = f"{identity.rule}：文中没有“{lacking}”，无法核对（{first.where}）"
    else:
        unit = "元" if first.is_money else first.unit
        message = (
            f"{identity.rule}：{_told(left)} {sign} {_told(right)}，{_STATUS[status]}，相差 {residual:,.2f} {unit}"
            f"，四舍五入至多 {allowed:,.2f} {unit}（{_places(left + right)}）"
        )
    return {
        **first.labels, "family": identity.family, "rule": identity.rule, "status": status, "hard": identity.hard,
        "left": _told(left), "right": _told(right),
        "residual_yuan": residual if first.is_money else None, "allowed_yuan": allowed if first.is_money else None,
        "cells": tuple(f.row for f, _ in identity.terms if f.frame == "cells"),
        "claims": tuple(f.row for f, _ in identity.terms if f.frame == "claims"), "message": message,
    }  # fmt: skip


def percent_row(growth: Growth, percent: Fact) -> dict[str, object]:
    """The percentage of a growth as a row of the frame: change less percentage · earlier amount is left over."""
    status, (residual, allowed) = percent_status(growth, percent), off(growth, percent)
    amount, change, previous = growth.amount, growth.change, growth.previous
    more = change.printed if change else f"（{amount.printed} − {previous.printed if previous else ''}）"
    base = (
        f" {previous.printed} " if previous else f"（{amount.printed} − {change.printed if change else ''}）"
    )
    shown = percent.printed.rstrip("%")
    why = "，基数为零，增长率没有意义（新增）" if status == "undefined" else ""
    if status == "violated":
        why = f"，按所印各数为 {100 * growth.more / growth.base:.2f}%"
    return {
        **percent.labels, "family": "PERCENT", "rule": PERCENT, "status": status, "hard": True,
        "left": f"{shown}%", "right": " / ".join(f.printed for f in growth.figures[1:]),
        "residual_yuan": residual, "allowed_yuan": allowed,
        "cells": tuple(f.row for f in growth.figures if f.frame == "cells"),
        "claims": tuple(f.row for f in growth.figures if f.frame == "claims"),
        "message": f"增减百分比：{more} ÷{base}= {shown}%，{_STATUS[status]}{why}（{percent.where}）",
    }  # fmt: skip


def _growth_row(change: Fact, amount: Fact) -> dict[str, object]:
    """More of an increase than there is: the year before would be below zero."""
    return identity_row(Identity("ORDER", "增加额 ≤ 本年金额", ((change, 1), (amount, -1)), at_most=True))


def _reason_row(reasoned: Reasoned) -> dict[str, object]:
    amount, change = reasoned.amount, reasoned.change
    message = (
        f"增减原因“{reasoned.cause.words}”：{amount.printed} 对 {amount.printed} − {change.printed}，"
        f"{_STATUS[reasoned.status]}{f'（{reasoned.why}）' if reasoned.why else ''}（{change.where}）"
    )
    return {
        **change.labels, "family": "REASON", "rule": "增减 = 所述原因", "status": reasoned.status, "hard": False,
        "left": amount.printed, "right": f"{change.printed}，{reasoned.cause.words}",
        "residual_yuan": float("nan"), "allowed_yuan": float("nan"), "cells": (),
        "claims": (amount.row, change.row), "message": message,
    }  # fmt: skip


def _remark_row(remark: Remark, printed: Printed) -> dict[str, object]:
    row: dict[str, object] = {
        "family": remark.family, "status": "violated", "severity": remark.severity, "hard": False,
        "identity": remark.rule, "message": remark.message,
    }  # fmt: skip
    if remark.frame:
        source = (printed.cells if remark.frame == "cells" else printed.claims).loc[remark.row]
        table = source["table"] if remark.frame == "cells" else source["topic"]
        row |= {
            "table": table,
            "page": source["page"],
            "line": source["line"],
            "entity": source["entity"],
            "name": source["name"],
        }
    return row
