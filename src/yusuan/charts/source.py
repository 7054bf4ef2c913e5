"""Where a figure of a chart or a table comes from, in words: "支出总表 第 270 行", "文字部分 第 3 页 第 12 行"."""

from __future__ import annotations

import pandas as pd

from yusuan import reference
from yusuan.prose import MARK, Row, is_contradicted

TABLES = reference.words("table")
TEXT = ("文字部分", "Text")
TOPICS = reference.words("topic")


def place(row: Row, lang: str = "zh") -> str:
    """The table (or the text), page and line of a row with the columns `table`, `page`, `line`; "" for none."""
    english = lang == "en"
    unknown = ("其他表", "Other table")
    # Some topics of the text are called as the tables of their figures are.
    in_text = not row["table"] or row.get("family") in ("TEXT", "PERCENT")
    names = TEXT if in_text else TABLES.get(row["table"], TEXT if row["table"] in TOPICS else unknown)
    parts: list[str] = (
        [f"p. {row['page']}" if english else f"第 {row['page']} 页"] if pd.notna(row["page"]) else []
    )
    parts += [f"line {row['line']}" if english else f"第 {row['line']} 行"] if pd.notna(row["line"]) else []
    if not parts:
        return ""
    told = (", " if english else " ").join([names[english], *parts])
    return f"{told} {MARK}" if is_contradicted(row) else told


def sourced(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """The frame with a column `source`: the place of each row in words."""
    placed = frame[frame.columns.intersection(["table", "page", "line", "family", "contradicted"])]
    return frame.assign(source=[place(row, lang) for row in placed.to_dict("records")])


MEASURES = reference.words("measure")


def measure(key: str, lang: str = "zh") -> str:
    """What a measure is called; a key without a name stands as it is."""
    return MEASURES.get(key, (key, key.replace("_", " ")))[lang == "en"]


def names(frame: pd.DataFrame, lang: str = "zh") -> list[str]:
    """The `name` of each row, in English where it is asked for and its `code` or the name itself is known."""
    if lang != "en":
        return list(frame["name"])
    return [reference.english(name, code) for name, code in zip(frame["name"], frame["code"], strict=True)]
