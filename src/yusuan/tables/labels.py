"""The label columns of a row: entity, code and name, in all the ways that they are printed.

A code has a column of its own, or stands before the name (`[2010301]行政运行`, `2010301-行政运行`), or is spread over
three columns (类 款 项) that may be filled on every row or hold only what is new. A blank unit is the one above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .. import reference
from ..names import clean_name
from . import specs
from .columns import Column, told_apart
from .heads import value_at
from .stitching import BodyRow

_CODED_NAME = re.compile(r"^[\[【［（]?(?P<code>\d{3,9})[\]】］）]?[-—－_]?(?P<name>[^\d\-—－_.,%].*)$")
_PARTED = re.compile(
    r"(?<=^\d{3})[-—－.](?=\d\d(?!\d))|(?<=^\d{3}[-—－.]\d\d)[-—－.](?=\d\d(?!\d))"
)  # 208-05-01
_MARKED = re.compile(r"^[\[【［]|^\d{3,9}[-—－_]")
_FRAGMENTS = ("class", "section", "item")
_OWN = re.compile(r"(?:（本级）|（机关）|（汇总）|本级|机关)$")
_OFFICE = re.compile(
    r"(?:局|委员会|厅|办公室|办事处|中心|院|所|站|学校|大队|支队|总队|馆|处|会|社|（本级）)$"
)
_KINDS = ("functional", "economic", "government_economic")
_NAMING = {"name", "code", "project"}
_ROLES = {*_FRAGMENTS, "code", "name", "project", "entity", "period", "entity_code", "code2", "name2"}


@dataclass(slots=True)
class Kept:
    """What holds on for the rows below until it is printed anew: the entity, and the fragments of a code."""

    entity: str = ""
    fragments: list[str] = field(default_factory=lambda: ["", "", ""])
    code: str = ""


@dataclass(frozen=True, slots=True)
class RowLabels:
    """What the label columns of one row say; `is_total` where the row sums others."""

    entity: str
    code: str
    name: str
    period: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of label columns with the amount columns that belong to it; two-up tables have several."""

    labels: tuple[Column, ...]
    amounts: tuple[Column, ...]
    side: str
    labelled: frozenset[int]  # all columns of the table that have a head


def segments(columns: list[Column]) -> list[Segment]:
    """The columns of a table as segments. A new one starts at a name or code that follows amounts."""
    parts: list[list[Column]] = [[]]
    for column in columns:
        has_amounts = any(c.role == "amount" for c in parts[-1])
        named = any(c.role in _NAMING for c in parts[0])
        if has_amounts and named and column.role in _NAMING:
            parts.append([])
        parts[-1].append(column)
    if len(parts) > 1 and not any(c.role == "amount" for c in parts[-1]):
        parts[-2].extend(parts.pop())
    found = []
    labelled = frozenset(c.index for c in columns if c.path)
    for part in parts:
        top = "/".join(c.path[0] for c in part if c.path)
        labels = tuple(c for c in part if c.role in _ROLES)
        side = ""
        if len(parts) > 1 and ("收入" in top or "支出" in top):
            side = "revenue" if "收入" in top else "expenditure"
            label = "/".join(c.label for c in labels)
            if "政府预算支出经济" in label or "政府经济" in label:
                side = "expenditure_government_economic"
            elif "经济" in label or "支出用途" in label:
                side = "expenditure_economic"
        found.append(Segment(labels, told_apart([c for c in part if c.role == "amount"]), side, labelled))
    return found


def split_coded_name(text: str) -> tuple[str, str]:
    """`[2010301]行政运行`, `2010301-行政运行`, `2010301 行政运行` → code and name.

    A bare leading number is part of a name (12345热线), unless it is the code of that name.
    """
    match = _CODED_NAME.match(text)
    if match and (_MARKED.match(text) or _is_code_of(match["code"], match["name"])):
        return match["code"], match["name"]
    return "", text


def _is_code_of(code: str, name: str) -> bool:
    return any(name in reference.names_by_code(kind).get(code, ()) for kind in _KINDS)


def _is_known(name: str) -> bool:
    return any(name in reference.codes_by_name(kind) for kind in _KINDS)


def _joined_code(fragments: list[str], kept: list[str]) -> str:
    """类 / 款 / 项 in columns of their own to one code; a blank fragment before a filled one is the row above's."""
    if not any(fragments):
        return ""
    last = max(i for i, f in enumerate(fragments) if f)
    for i in range(3):
        if fragments[i]:
            kept[i] = fragments[i] if i == 0 else fragments[i].zfill(2)
            kept[i + 1 :] = [""] * (2 - i)
        elif i > last:
            kept[i] = ""
    whole = [f for f in fragments if len(f) >= 5]
    return whole[-1] if whole else "".join(kept[: last + 1])


def labels_of(
    rows: list[BodyRow], segment: Segment, department: str, entities: frozenset[str]
) -> list[RowLabels]:
    """The labels of each row of a table in one of its segments."""
    kept = Kept()
    found: list[RowLabels] = []
    for row in rows:
        labels = _labels(row, segment, kept, department, entities)
        if found and labels.is_total and not found[-1].is_total and _goes_on(row, segment):
            labels = replace(found[-1], period=labels.period)
        found.append(labels)
    return found


def _code(text: str) -> str:
    """A code without what parts it (208-05-01), and as the whole number that a spreadsheet made a figure (2080501.0)."""
    text = _PARTED.sub("", text)
    power = re.fullmatch(r"\d\.(\d+)E\+0?(\d)", text)
    whole = len(power[1]) == int(power[2]) if power else re.fullmatch(r"\d{3,9}\.0+", text)
    return f"{Decimal(text):.0f}" if whole else text


def _goes_on(row: BodyRow, segment: Segment) -> bool:
    """Whether the name is merged with that of the row above, and only columns that are no labels say more: 采购方式."""
    naming = [c.index for c in segment.labels if c.role in _NAMING]
    before = row.cells[max(naming, default=0) : min((c.index for c in segment.amounts), default=0)]
    return all(row.cells[i] is None for i in naming) and any(before)


def _labels(
    row: BodyRow, segment: Segment, kept: Kept, department: str, entities: frozenset[str]
) -> RowLabels:
    """The labels of one row; `kept` is brought up to date with what the row prints."""
    values: dict[str, list[str]] = {}
    for column in segment.labels:
        text = value_at(row.cells, column.index, segment.labelled)
        cleaned = clean_name(text)
        values.setdefault(column.role, []).append(_code(cleaned) if column.role == "code" else cleaned)
    texts = {role: next((v for v in reversed(found) if v), "") for role, found in values.items()}
    whole = "".join(values.get("name", ()))
    if len(whole) > len(texts.get("name", "")) and _is_known(whole):  # its halves stand in two cells
        texts["name"] = whole
    code, name = _code_and_name(values, texts, kept)
    code = kept.code = _whole(code, name, kept.code)
    if not code and not name and segment.labels:
        name = _spanning_total(row, segment.labels[-1].index)
    printed_entity = texts.get("entity", "")
    total = next(
        (v for v in (printed_entity, name) if v and specs.TOTAL_ROW.match(v) and not v.startswith("一、")), ""
    )
    entity = "" if total == printed_entity else printed_entity
    if not code and not entity and name and "entity" not in values:
        entity = _entity_named(name, entities)
        name = "" if entity else name
    if entity and department.endswith(entity) and department.removesuffix(entity)[-1:] in "省市州盟区县旗":
        entity = department  # without its province, city or county
    kept.entity = entity or kept.entity
    of_department = total and not code and not entity and "entity" in values
    return RowLabels(
        entity=department if of_department else kept.entity or department,
        code=code,
        name=total or name,
        period=texts.get("period", ""),
        is_total=bool(total) or (not code and not name),
    )


def _whole(code: str, name: str, above: str) -> str:
    """A code whose first digits are not printed again: 03 under 201 is 20103, of two such the one with its name."""
    if not re.fullmatch(r"\d\d", code) or len(above) not in (3, 5, 7):
        return code
    options = [above[:length] + code for length in (5, 3) if length <= len(above)]
    codes = reference.codes_by_name("functional" if above[0] == "2" else "economic").get(name, ())
    return next((option for option in options if option in codes), options[0 if len(above) < 7 else -1])


def _spanning_total(row: BodyRow, index: int) -> str:
    """The name of a total further left: merged over the halves of a two-up table, or in the column of codes or kinds."""
    while index > 0 and not row.cells[index]:
        index -= 1
    text = clean_name(row.cells[index])
    return text if specs.TOTAL_ROW.match(text) else ""


def _code_and_name(values: dict[str, list[str]], texts: dict[str, str], kept: Kept) -> tuple[str, str]:
    name = texts.get("project") or texts.get("name", "")
    if name == "小计":
        name = next((v for v in values.get("project", ()) if v and v != name), name)
    code = texts.get("code", "")
    if any(role in values for role in _FRAGMENTS):
        if len(values.get("class", ())) > 1 and "project" not in values:  # the name beside the first code
            name = next(filter(None, values.get("name", ())), "")
        fragments = [(values.get(role) or [""])[0] for role in _FRAGMENTS]
        name = name or next((f for f in fragments if specs.TOTAL_ROW.match(f)), "")
        return _joined_code([f if f.isdigit() else "" for f in fragments], kept.fragments), name
    if len(values.get("name", ())) > 1 and "code" not in values and "project" not in values:
        # One row per pair of classifications: both codes and both names, or rows could not be told apart.
        pairs = [split_coded_name(v) for role in ("name", "name2") for v in values.get(role, ()) if v]
        return "/".join(c for c, _ in pairs if c), "/".join(n for _, n in pairs)
    codes = [v for v in values.get("code", ()) if v.isdigit()]
    codes = [v for v in codes if len(v) in (3, 5, 7)] or codes  # not the number of a project beside them
    if len(codes) == 1:  # its name may stand under the head of the codes, too
        code, name = codes[0], name or next((v for v in values["code"] if re.match(r"^\D", v)), "")
    if len(codes) > 1:
        names = [v for v in values.get("name", ()) if v]
        return "/".join(codes), texts.get("project") or "/".join(names)
    if not code and "project" not in values:
        return split_coded_name(name)
    if not code or code.isdigit():
        return code, name
    if match := _CODED_NAME.match(code):  # in a column of codes
        return match["code"], name or match["name"]
    if re.match(r"^\D", code):  # a name; the codes may stand under the head of the names
        return (name, code) if re.fullmatch(r"\d{3}|\d{5}|\d{7}", name) else ("", name or code)
    return code, name


def _entity_named(name: str, entities: frozenset[str]) -> str:
    """The entity that a name is, also where it only adds （本级） or where the print cuts its last characters off."""
    if name in entities or _OWN.sub("", name) in entities:
        return name
    longer = [e for e in entities if e.startswith(name) and len(name) >= 8 and len(e) - len(name) <= 3]
    if len(longer) == 1:
        return longer[0]
    beside = any(
        len(e) > 5 and e[:3] == name[:3] for e in entities
    )  # of the same city, and an office by its last word
    return (
        name if beside and _OFFICE.search(name) and not re.search(r"\d|项目|经费|工作|服务费", name) else ""
    )
