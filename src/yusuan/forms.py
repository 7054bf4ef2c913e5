"""Forms to cells: performance targets are printed as labels and values, not as rows under a head.

Three things are read: tasks with their amounts, label and amount pairs, and the indicator tree
(一级/二级/三级指标, 目标值). Merged cells may have been lost on the way (a text file), so rows are read by what
their cells are, and by columns only where these are whole.
"""

from __future__ import annotations

import itertools
import re

from . import specs
from .amounts import YUAN, clean, is_blank, looks_numeric, parse_figure, to_yuan
from .columns import header_paths
from .names import clean_name, plain_name
from .tables import BodyRow, Table

_LEVEL1 = re.compile(r"^(?:产出|效益|满意度|成本|效果|绩效)(?:指标)?$")
_LEVEL2 = re.compile(
    r"^(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|其他满意度|满意度|"
    r"经济成本|社会成本|生态环境成本|.*(?:效益|满意度|影响|成本))(?:指标)?$"
)
_INDICATOR_HEAD = re.compile(r"^三级指标(?:名称)?$|^指标名称$|^指标内容$")
_VALUE_HEAD = re.compile(r"^(?:年度)?(?:目标|指标)值?(?:（.*）)?$|^(?:年度)?指标值.*|^目标值.*")
_MEASURES = [
    ("total", r"总额|合计|金额$|预算数|资金总额|预算金额"),
    ("fiscal_appropriation", r"财政拨款|财政资金|一般公共预算|财政性资金"),
    ("carryover", r"上年结转|结转"),
    ("other_funds", r"其他资金|其它资金|单位资金|自筹"),
    ("basic", r"基本支出"),
    ("project", r"项目支出"),
]
_NAME_HEAD = re.compile(r"^(?:.*项目）?名称|单位（项目）名称|单位名称)$")
_MONEY_LABEL = re.compile(r"总额|财政拨款|资金|结转|支出|经费|金额|预算|合计|拨款|收入")
_COUNTED = re.compile(r"^[≥≤><=≧≦＝]*=?\s*(?P<figure>-?[\d,.]+)(?P<unit>.*)$")


def is_form(table: Table) -> bool:
    """True where a table is labels and values; a list of projects with their amounts is not, whatever its title says."""
    if table.spec.shape != "form":
        return False
    paths = header_paths(table.header)
    heads = [text for path in paths for text in path]
    if any(_INDICATOR_HEAD.match(h) or h == "绩效指标" or "主要任务" in h for h in heads):
        return True
    listed = next(
        (i for i, path in enumerate(paths) if path and re.match(r"^.*项目名称$|^任务名称$", path[-1])), None
    )
    if listed is None:
        return True
    rows = [row.cells for row in table.rows if any(cell and looks_numeric(cell) for cell in row.cells)]
    full = sum(
        bool(row[listed]) and any(cell and looks_numeric(cell) for cell in row[listed + 1 :])
        for row in rows
        if len(row) == len(paths)
    )
    return full * 2 < len(rows) or not rows


def form_cells(
    table: Table, department: str, unit: str
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The figures and targets of one form as rows of cells, and findings for what could not be read."""
    rows = [BodyRow(row, table.line, table.page) for row in table.header] + table.rows
    cells: list[dict[str, object]] = []
    findings: list[dict[str, object]] = []
    tree = _Tree()
    tasks: list[str] = []
    subject = ""
    heads_above: dict[int, str] = {}
    names_above = -1

    def add(place: dict[str, object], name: str, measure: str, printed: str) -> None:
        level = 0 if specs.TOTAL_ROW.match(name) else 1
        cell = place | {"name": name, "level": level, "is_leaf": level > 0, "measure": measure, "printed": clean(printed),
                        "unit": unit}  # fmt: skip
        try:
            figure = parse_figure(printed)
        except ValueError:
            message = f"{table.title}：“{clean(printed)}”不是一个数，请核对原文"
            findings.append(place | {"family": "READ", "status": "not_checkable", "severity": "error", "name": name,
                                     "measure": measure, "printed": clean(printed), "message": message})  # fmt: skip
        else:
            if figure is not None and unit in YUAN:
                cell["amount_yuan"], cell["quantum_yuan"] = to_yuan(figure, unit)
        cells.append(cell)

    for row in rows:
        texts = [clean_name(cell) for cell in row.cells]
        filled = [text for text in texts if text]
        place: dict[str, object] = {
            "table": table.spec.kind,
            "page": row.page,
            "line": row.line,
            "entity": department,
        }
        if not filled:
            continue
        heads_above |= {i: t for i, t in enumerate(texts) if t and _MONEY_LABEL.search(t) and len(t) < 20}
        names_above = next((i for i, t in enumerate(texts) if _NAME_HEAD.match(t)), names_above)
        if any(_INDICATOR_HEAD.match(t) for t in filled):
            tree.start(texts)
            continue
        if tree.started:
            for column, printed in enumerate(row.cells[: tree.first]):
                if printed and looks_numeric(printed) and column in heads_above:
                    name = texts[names_above] if names_above >= 0 else ""
                    add(place, name, _measure(heads_above[column]), printed)
            found = tree.step(texts)
            if found:
                name, value = found
                cells.append(place | {"name": name, "level": 3, "is_leaf": True, "measure": "target", "printed": value,
                                      "unit": _target_unit(value), "period": "current", "fund": "all"})  # fmt: skip
            continue
        subject = _subject(filled) or subject
        heads = [key for t in filled for key, pattern in _MEASURES if re.search(pattern, t)]
        figures = [(i, t) for i, t in enumerate(row.cells) if t and looks_numeric(t) and not is_blank(t)]
        if not figures:
            if (
                any(re.match(r"任务名称|主要任务$|项目名称$|主要支出方向", t) for t in filled)
                and len(filled) > 1
            ):
                tasks = []
            named = [key for t in filled for key, pattern in _MEASURES[:4] if re.search(pattern, t)]
            if any(re.match(r"(?:预算)?(?:金额|总额)", t) for t in filled) and len(named) >= 2:
                tasks = list(dict.fromkeys(named))
            elif tasks == [] and "总额" in filled:
                tasks = list(dict.fromkeys(heads))
            continue
        for index, (column, printed) in enumerate(figures):
            if tasks and len(figures) == len(tasks):
                before = [t for t in texts[: figures[0][0]] if t]
                name, measure = (before[-2] if len(before) > 1 else (before or [""])[0]), tasks[index]
            else:
                label = next((t for t in reversed(texts[:column]) if t and not looks_numeric(t)), "")
                if not _MONEY_LABEL.search(label):
                    label = heads_above.get(column, "")
                if not _MONEY_LABEL.search(label) or re.search(r"编码|代码|电话|分值|权重|名称", label):
                    continue
                measure = next(
                    (key for key, pattern in _MEASURES if re.search(pattern, label)), plain_name(label)
                )
                name = subject or plain_name(label).rstrip("：")
            add(place, name, measure, printed)
    return cells, findings


def _measure(label: str) -> str:
    return next((key for key, pattern in _MEASURES if re.search(pattern, label)), plain_name(label))


def _subject(filled: list[str]) -> str:
    """The project that a form speaks of: what follows 项目名称."""
    for label, value in itertools.pairwise(filled):
        if re.match(r"^(?:一级|二级)?项目名称$", label) and not looks_numeric(value) and len(value) < 60:
            return value
    return ""


def _target_unit(value: str) -> str:
    match = _COUNTED.match(value)
    return match["unit"] if match else ""


class _Tree:
    """The indicator tree of a form, row by row; a blank or covered 一级 or 二级指标 is the one above."""

    def __init__(self) -> None:
        self.started = False
        self.first = self._third = self._value = -1
        self._level1 = self._level2 = ""

    def start(self, texts: list[str]) -> None:
        self.started = True
        self.first = next((i for i, t in enumerate(texts) if re.match(r"^一级指标", t)), 0)
        self._third = next(i for i, t in enumerate(texts) if _INDICATOR_HEAD.match(t))
        after = [i for i, t in enumerate(texts) if i > self._third and _VALUE_HEAD.match(t)]
        self._value = after[0] if after else -1
        self._level1 = self._level2 = ""

    def step(self, texts: list[str]) -> tuple[str, str] | None:
        """(一级/二级/三级指标, 目标值) of one row, or None for a row that has no target."""
        whole = 0 <= self._value < len(texts) and texts[self._value] and texts[self._third]
        filled = [t for t in texts if t]
        if whole and not _LEVEL2.match(texts[self._third]):
            third, value = texts[self._third], texts[self._value]
            labels = [t for t in texts[: self._third] if t]
        else:
            if len(filled) < 2:
                return None
            third, value = filled[-2], filled[-1]
            labels = filled[:-2]
        for label in labels:
            under_output = label.startswith("成本") and len(labels) == 1 and self._level1.startswith("产出")
            second = self._level1 and len(labels) > 1 and label == labels[-1] and _LEVEL2.match(label)
            if _LEVEL1.match(label) and not (under_output or second):
                self._level1, self._level2 = label, ""
            elif _LEVEL2.match(label):
                self._level2 = label
        return "/".join(t for t in (self._level1, self._level2, third) if t), value
