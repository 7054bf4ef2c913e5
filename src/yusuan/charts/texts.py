"""The words and numbers of charts: units, digits, wrapped names, and which rows there is room for."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from yusuan import prose
from yusuan.prose import Words as Words
from yusuan.prose import words


@dataclass(frozen=True, slots=True)
class Unit:
    """A money unit to draw in: its name, and how many yuan it is."""

    name: str
    yuan: float

    def of(self, word: str) -> str:
        """The word with the unit after it: 变化（万元）, Change (10,000 yuan)."""
        return with_unit(word, self.name)


def with_unit(word: str, unit: str) -> str:
    """The word with a unit in the brackets of its script."""
    return f"{word} ({unit})" if word.isascii() else f"{word}（{unit}）"


def unit_for(values: Iterable[float], lang: str = "zh") -> Unit:
    """万元, or 亿元 when the largest of these yuan amounts is 10 亿元 or more (million and billion yuan in English).

    NaN does not count.
    """
    large = max((abs(float(v)) for v in values if pd.notna(v)), default=0.0) >= 1e9
    if lang == "en":
        return Unit("billion yuan", 1e9) if large else Unit("million yuan", 1e6)
    return Unit("亿元", 1e8) if large else Unit("万元", 1e4)


def number(value: float, lower: float, upper: float, scale: float = 1.0, signed: bool = False) -> str:
    """`value / scale` with thousands separators and the decimals that its interval leaves meaningful.

    A decimal is shown where its step is no less than half the interval: one or two units wide leave none, a hundredth
    two. More than two are shown of small figures only.
    """
    if value == 0:
        return "0"
    width = (upper - lower) / scale
    finest = 2 if abs(value / scale) >= 0.1 else 4
    decimals = min(finest, max(0, math.floor(0.31 - math.log10(width)))) if 0 < width < math.inf else 0
    return f"{value / scale:{'+' if signed else ''},.{decimals}f}".replace("-", "−")


def numbers(
    frame: pd.DataFrame, column: str, scale: float = 1.0, unit: str = "yuan", signed: bool = False
) -> list[str]:
    """`number` for each `column_yuan` of a frame that has `column_lower_yuan` and `column_upper_yuan` ("—" for NaN)."""
    columns = (frame[f"{column}_{part}{unit}"] for part in ("", "lower_", "upper_"))
    triples = zip(*columns, strict=True)
    return [number(v, low, high, scale, signed) if pd.notna(v) else "—" for v, low, high in triples]


def shares(frame: pd.DataFrame, lang: str = "zh") -> list[str]:
    """The `value` of each row with its `unit`, as far as `lower` and `upper` leave it certain; "" for NaN."""
    columns = (frame[c] for c in ("value", "lower", "upper", "unit"))
    texts = [prose.figure(v, low, high, unit, lang) for v, low, high, unit in zip(*columns, strict=True)]
    return ["" if text == "—" else text.replace("-", "−") for text in texts]


def summary(title: str, names: Iterable[str], texts: Iterable[str], lang: str = "zh") -> str:
    """One sentence for who cannot see the chart: its title, its first three figures, and how many there are."""
    pairs = [f"{name} {text}".replace("\n", "") for name, text in zip(names, texts, strict=True)]
    first = words(lang)("、", ", ").join(pairs[:3])
    more = words(lang)(f"等 {len(pairs)} 项", f" and {len(pairs) - 3} more") if len(pairs) > 3 else ""
    return words(lang)(f"{title}：{first}{more}。", f"{title}: {first}{more}.")


def columns_wide(text: str) -> int:
    """How many half-width columns a text takes: a Chinese character takes two, and so does a quotation mark in its font."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—" else 1 for c in text)


@lru_cache(maxsize=1 << 12)
def wrap(text: str, width: int = 28, lines: int = 3) -> str:
    """The text broken into at most `lines` lines of `width` half-width columns; what is left over becomes `…`.

    Words of Latin letters and numbers stay whole where they fit a line.
    """
    out, line = [], ""
    for piece in _pieces(text, width):
        if line and columns_wide(line + piece.rstrip()) > width:
            out.append(line.rstrip())
            line = ""
        line += piece
    out.append(line.rstrip())
    if len(out) <= lines:
        return "\n".join(out)
    last = out[lines - 1]
    while columns_wide(last) > width - 2:
        last = last[:-1]
    return "\n".join([*out[: lines - 1], last + "…"])


def _pieces(text: str, width: int) -> list[str]:
    """The places where a line may break: before and after each wide character, and after a space.

    A word longer than a line is broken where the line ends.
    """
    pieces: list[str] = []
    for char in text:
        wide = columns_wide(char) == 2
        closing = char in "，。、；：）》”’％%"
        joins = pieces and not wide and columns_wide(pieces[-1][-1]) == 1 and pieces[-1][-1] != " "
        if pieces and columns_wide(pieces[-1]) < width and (joins or closing or pieces[-1][-1] in "（《“‘"):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def labelled(frame: pd.DataFrame, column: str, width: int = 28) -> pd.DataFrame:
    """The frame with a column `label`: `column` wrapped for an axis, and made unique by its row if it is not.

    Contradicted figures are marked.
    """
    wrong = frame.get("contradicted", pd.Series(False, frame.index))
    labels = [
        wrap(f"{name}{prose.MARK if w == 1 else ''}", width)
        for name, w in zip(frame[column], wrong, strict=True)
    ]
    seen: dict[str, int] = {}
    for i, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            # Two rows with one name would be drawn on top of each other.
            labels[i] = f"{label} ({seen[label]})"
    return frame.assign(label=labels)


def row_height(frame: pd.DataFrame, least: int = 26) -> int:
    """The step between rows that the tallest wrapped `label` of the frame asks for, in pixels."""
    lines = max((label.count("\n") + 1 for label in frame["label"]), default=1)
    return max(least, 15 * lines + 10)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels as near as may be to where they are wanted (ascending), at least `gap` apart.

    They stay between `low` and `high` as long as they fit; what does not fit runs over the end.
    """
    places: list[float] = []
    for place in wanted:
        places.append(max(place, low, places[-1] + gap if places else low))
    limit = max(high, low + gap * (len(places) - 1))
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], limit)
        limit = places[i] - gap
    return places


def top_rows(frame: pd.DataFrame, column: str, top: int, lang: str = "zh") -> pd.DataFrame:
    """The `top` rows with the largest absolute `column`, in the order of the frame, and the rest as one row 其余 n 项.

    The rest has the sums of the columns ending in `_yuan` and of the points of contribution, and no place.
    """
    if len(frame) <= top + 1:
        return frame.reset_index(drop=True)
    largest = frame[column].abs().sort_values(ascending=False, kind="stable").index[:top]
    kept, others = frame[frame.index.isin(largest)], frame[~frame.index.isin(largest)]
    summed = [c for c in frame.columns if c.endswith(("_yuan", "_pp"))]
    name = words(lang)(f"其余 {len(others)} 项", f"{len(others)} others")
    rest = {c: others[c].iloc[0] for c in ("department", "year", "table", "topic") if c in frame} | {
        "name": name
    }
    return pd.concat([kept, pd.DataFrame([rest | others[summed].sum().to_dict()])], ignore_index=True)


def keep(frame: pd.DataFrame, columns: str) -> pd.DataFrame:
    """Only these columns (names with spaces between): what a chart does not draw does not go into its data."""
    return frame[columns.split()]
