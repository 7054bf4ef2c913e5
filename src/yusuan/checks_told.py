"""What was found wrong in a document, told: as a table for a terminal, as JSON for machines (docs/check.md)."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import reference
from .model import ID_COLUMNS, Disclosure
from .proof import Printed, identities, proved
from .terminal import printable

SCHEMA = "yusuan-check/1"
_ALIKE = 5  # figures that cannot be read for one reason, shown one by one
_OF_TEXT = {"TEXT", "PERCENT", "REASON"}  # families of findings whose place is in the text
WIDTH = 100  # columns, where there is no terminal

_STATUS = {"violated": "不符", "undefined": "无定义", "not_checkable": "无法核对"}
_SEVERITY = {"error": ("错误", "red"), "warning": ("提醒", "yellow"), "info": ("说明", "")}


@dataclass(frozen=True)
class Checked:
    """A document, its findings, the figures that can be wrong, and how many identities have each status."""

    title: str
    ids: dict[str, Any]
    findings: pd.DataFrame
    culprits: pd.DataFrame
    identities: dict[str, int]

    @property
    def contradicted(self) -> bool:
        found = self.findings
        return bool((found["status"].eq("violated") & found["severity"].eq("error")).any())


def checked(document: Disclosure) -> Checked:
    """What the checks of a document find."""
    printed = Printed(document.cells, document.claims)
    findings, culprits = proved(document, printed)
    held = identities(printed)["status"].value_counts()
    meta = asdict(document.meta)
    return Checked(
        repr(document).splitlines()[0],
        {"file": meta["file"], **{key: meta[key] for key in ID_COLUMNS}},
        findings,
        culprits,
        {str(status): int(number) for status, number in held.items()},
    )


def as_json(documents: Iterable[Checked]) -> str:
    """One JSON object for all documents; numbers that are not there are null."""
    shown = [
        each.ids
        | {"identities": each.identities, "findings": _records(each.findings)}
        | {"culprits": _records(each.culprits.drop(columns=ID_COLUMNS))}
        for each in documents
    ]
    return json.dumps({"schema": SCHEMA, "documents": shown}, ensure_ascii=False, indent=2)


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _shortened(told: pd.DataFrame) -> pd.DataFrame:
    """Of the figures of a table that cannot be read for one reason, the first few, the last of them with their number."""
    kind = [
        message.replace(printed, "") if family == "READ" and printed else number
        for number, (family, printed, message) in enumerate(
            told[["family", "printed", "message"]].itertuples(index=False)
        )
    ]
    alike = told.groupby([told["table"], pd.Series(kind, told.index, dtype=object)], sort=False)["message"]
    number, size = alike.cumcount(), alike.transform("size")
    more = (number == _ALIKE - 1) & (size > _ALIKE)
    said = [
        f"{message}；这样的共 {of} 处，--json 列出每一处" if last else message
        for message, of, last in zip(told["message"], size, more, strict=True)
    ]
    return told.assign(message=said)[number < _ALIKE]


def as_table(document: Checked) -> str:
    """The findings of one document as a table, what is wrong first; below, how many checks came out well."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    tables = reference.words("table")
    for name, widest in (("程度", None), ("结果", None), ("位置", 16), ("核对", 22), ("说明", WIDTH)):
        table.add_column(name, no_wrap=widest is None, overflow="fold", max_width=widest)
    order = list(_STATUS)
    told = document.findings[document.findings["status"].isin(order)]
    told = told.sort_values("status", key=lambda status: status.map(order.index), kind="stable")
    told = told.drop_duplicates(
        ["status", "page", "line", "message"]
    )  # one sentence of 收入 and 支出 says all twice
    for row in _shortened(told).to_dict("records"):
        severity, colour = _SEVERITY[row["severity"]]
        place = "".join(f"第{row[k]}{of}" for k, of in (("page", "页"), ("line", "行")) if pd.notna(row[k]))
        where = "文字部分" if row["family"] in _OF_TEXT else tables.get(row["table"], ("",))[0]
        message = row["message"].removeprefix(f"{row['identity']}：").replace(f"（{place}）", "", 1)
        if row["name"] not in message:
            message = f"{row['code']} {row['name']}：{message}".lstrip()
        cells = (Text(text, style=colour) for text in (severity, _STATUS[row["status"]]))
        table.add_row(*cells, *map(Text, (f"{where}\n{place}".strip(), row["identity"], printable(message))))
    exact, rounding = (document.identities.get(status, 0) for status in ("exact", "rounding"))
    width = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    console = Console(width=width, force_terminal=True, legacy_windows=False)
    with console.capture() as shown:
        console.print(Text(printable(document.title), style="bold"), *[table] * (len(told) > 0), sep="\n")
    lines = [line.rstrip() for line in shown.get().splitlines()]
    return "\n".join([*lines, f"{exact} 式相等，{rounding} 式只差四舍五入", ""])
