"""Forms to cells: performance targets are printed as labels and values, not as rows under a head.

Three things are read: tasks with their amounts, label and amount pairs, and the indicator tree
(一级/二级/三级指标, 目标值). Merged cells may have been lost on the way (a text file), so rows are read by what
their cells are, and by columns only where these are whole.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from ..amounts import YUAN, clean, is_blank, looks_numeric, parse_figure, to_yuan
from ..names import clean_name, plain_name
from . import specs
from .heads import Row, header_paths
from .stitching import BodyRow, Table

_LEVEL1 = re.compile(r"^(?:产出|效益|满意度|成本|效果|绩效)(?:指标)?$")
_LEVEL2 = re.compile(
    r"^(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|其他满意度|满意度|"
    r"经济成本|社会成本|生态环境成本|.*(?:效益|满意度|影响|成本))(?:指标)?$"
)
_INDICATOR_HEAD = re.compile(r"^三级指标(?:名称)?$|^指标名称$|^指标内容$")
_VALUE_HEAD = re.compile(r"^(?:本年|年度|当年)?(?:绩效)?(?:目标|指标)(?:值.*|（.*）)?$")
_UNIT_HEAD = re.compile(r"^(?:绩效)?(?:度量|计量|指标)?单位$")
_SIGN = re.compile(r"^(?:[≥≤＞＜><＝=≧≦]+|定性|大于等于|小于等于|等于|大于|小于)$")
_measure_of = specs.first_of(
    ("executed", r"执行数"),
    ("adjusted_budget", r"全年预算数"),
    ("total", r"总额|合计|金额$|预算数|资金总额|预算金额"),
    ("fiscal_appropriation", r"财政拨款|财政资金|一般公共预算|财政性资金"),
    ("carryover", r"上年结转|结转"),
    ("other_funds", r"其他资金|其它资金|单位资金|自筹"),
    ("basic", r"基本支出"),
    ("project", r"项目支出"),
)
_NO_MONEY_HEAD = re.compile(r"分值|得分|执行率|权重|比例")
_TITLED = re.compile(r"^(?P<name>.+?)(?:项目)?(?:支出)?绩效(?:目标|自评)?表")
_GENERIC = re.compile(
    r"^(?:\d{4}年度?)?(?:.*部门|.*单位)?(?:整体|市级|一级|二级|专项|其他)?(?:项目|支出|资金|整体|部门|预算)*$|部门整体"
)
_FORM_LABEL = re.compile(
    r"^(?:主管部门|实施单位|项目资金|资金金额|专项资金|项目实施|年度(?:总体)?目标|总体目标|项目(?:属性|类型|期限|性质|概述|总额))"
)
_NAME_HEAD = re.compile(r"^(?:.*项目）?名称|单位（项目）名称|单位名称)$")
_MONEY_LABEL = re.compile(r"总额|财政拨款|资金|结转|支出|经费|金额|预算|合计|拨款|收入|执行数")
_NO_MONEY = re.compile(r"编码|代码|电话|分值|权重|名称")
_TASK_HEAD = re.compile(r"总额|合计|财政拨款|其[他它]资金|财政资金|^预算金额|^金额")
_SUM_HEAD = re.compile(r"^(?:预算)?(?:金额|总额|资金总额|合计)")
# A sum in words, or with words about it: 三十万元, 约310, 310万.
_WORDED = re.compile(
    r"^\W*[约共计近]*[\d.,〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+元?(?:整|余|左右)?\W*$"
)
_COUNTED = re.compile(r"^[≥≤><=≧≦＝]*=?\s*(?P<figure>-?[\d,.]+)(?P<unit>.*)$")


def is_form(table: Table) -> bool:
    """True where a table is labels and values; a list of projects with their amounts is not, whatever its title says."""
    if table.spec.shape != "form":
        return False
    paths = header_paths(table.header)
    heads = [text for path in paths for text in path]
    if any(_INDICATOR_HEAD.match(h) or h == "绩效指标" or "主要任务" in h for h in heads):
        return True
    if not any(path and re.match(r"^.*项目名称$|^任务名称$", path[-1]) for path in paths):
        return True
    return any(_FORM_LABEL.match(clean_name(cell)) for row in table.rows for cell in row.cells[:2] if cell)


def form_cells(
    table: Table, department: str, unit: str
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The figures and targets of one form as rows of cells, and findings for what could not be read."""
    titled = _TITLED.match(table.title)
    form = _Form(unit, titled["name"] if titled and not _GENERIC.search(titled["name"]) else "")
    cells: list[dict[str, object]] = []
    findings: list[dict[str, object]] = []
    for row in [BodyRow(cells_, table.line, table.page) for cells_ in table.header] + table.rows:
        place: dict[str, object] = {
            "table": table.spec.kind,
            "page": row.page,
            "line": row.line,
            "entity": department,
        }
        target, amounts = form.read(row.cells)
        for amount in amounts:
            cell, unread = _amount_cell(amount, form.unit)
            cells.append(place | cell)
            if unread:
                message = f"{table.title}：“{clean(amount.printed)}”不是一个数，请核对原文"
                findings.append(place | {"family": "READ", "status": "not_checkable", "severity": "error",
                                         "name": amount.name, "printed": clean(amount.printed), "message": message})  # fmt: skip
        if target:
            name, value, counted = target
            cells.append(place | {"name": name, "level": 3, "is_leaf": True, "measure": "target", "printed": value,
                                  "unit": counted or _target_unit(value)})  # fmt: skip
    return cells, findings


Target = tuple[
    str, str, str
]  # 一级/二级/三级指标, its value as printed, the unit where it has a column of its own


@dataclass(frozen=True, slots=True)
class _Amount:
    name: str
    label: str
    printed: str


def _amount_cell(amount: _Amount, unit: str) -> tuple[dict[str, object], bool]:
    """The cell of one amount, and whether its print could not be read."""
    level = 0 if specs.TOTAL_ROW.match(amount.name) else 1
    cell: dict[str, object] = {
        "name": amount.name, "level": level, "is_leaf": level > 0, "measure": _measure(amount.label),
        "period": "previous" if re.search(r"上年(?!.*结转)", amount.label) else "current",
        "printed": clean(amount.printed), "unit": unit,
    }  # fmt: skip
    try:
        figure = parse_figure(amount.printed)
    except ValueError:
        return cell, True
    unit = (figure and figure.unit) or unit
    cell["unit"] = unit
    if figure is not None and unit in YUAN:
        cell["amount_yuan"], cell["quantum_yuan"] = to_yuan(figure, unit)
    return cell, False


class _Form:
    """Reads a form row by row; what holds for the rows below (unit, subject, column heads, tree) is kept."""

    def __init__(self, unit: str, subject: str) -> None:
        self.unit = unit
        self._subject = subject
        self._tree = _Tree()
        self._tasks: tuple[str, ...] = ()  # the heads of a list of tasks, left to right
        self._heads: dict[int, str] = {}  # by column, the last head that speaks of money
        self._name_column = -1

    def read(self, cells: Row) -> tuple[Target | None, list[_Amount]]:
        """The target and the amounts of one row."""
        texts = [clean_name(cell) for cell in cells]
        filled = [text for text in texts if text]
        if not filled:
            return None, []
        unit = next(
            (m["unit"] for t in filled if (m := specs.UNIT_IN_BRACKETS.search(t)) and m["unit"] != "%"), ""
        )
        self.unit = unit or self.unit
        self._heads |= {
            i: t for i, t in enumerate(texts)
            if i and t and len(t) < 20 and (_MONEY_LABEL.search(t) or _NO_MONEY_HEAD.search(t))
        }  # fmt: skip
        self._name_column = next((i for i, t in enumerate(texts) if _NAME_HEAD.match(t)), self._name_column)
        if re.match(r"^(?:一级|二级)?项目名称$", filled[0]):
            self._tree = _Tree()  # the next form of the same table
        if any(_INDICATOR_HEAD.match(t) for t in filled):
            self._tree.start(texts)
            return None, []
        figures = [
            (i, cell) for i, cell in enumerate(cells)
            if cell and not is_blank(cell)
            and (looks_numeric(cell) or (i and not self._tree.started and _WORDED.match(clean(cell))))
        ]  # fmt: skip
        if self._tree.started:
            name = texts[self._name_column] if 0 <= self._name_column < len(texts) else ""
            beside = [(i, f) for i, f in figures if i < self._tree.first and i in self._heads]
            return self._tree.step(texts), [_Amount(name, self._heads[i], f) for i, f in beside]
        self._subject = _subject(filled) or self._subject
        if not figures:
            heads = tuple(t for t in filled if _TASK_HEAD.search(t))
            if len(heads) >= 2 and any(_SUM_HEAD.match(t) for t in filled):
                self._tasks = (
                    tuple(t for t in heads if not re.match(r"^预算金额", t)) if len(heads) > 2 else heads
                )
            return None, []
        return None, self._amounts(texts, figures)

    def _amounts(self, texts: list[str], figures: list[tuple[int, str]]) -> list[_Amount]:
        before = [t for t in texts[: figures[0][0]] if t]
        task = before[-2] if len(before) > 1 else (before or [""])[0]
        if self._tasks and len(figures) == len(self._tasks):
            return [_Amount(task, head, f) for head, (_, f) in zip(self._tasks, figures, strict=True)]
        if self._tasks and all(i in self._heads for i, _ in figures):
            return [_Amount(task, self._heads[i], f) for i, f in figures]
        found = []
        for column, figure in figures:
            label = next((t for t in reversed(texts[:column]) if t and not looks_numeric(t)), "")
            head = self._heads.get(column, "")
            if _NO_MONEY_HEAD.search(head):
                continue
            if not _MONEY_LABEL.search(label):
                # A figure as money is printed is money beside any label: 补助区县 6,170.00.
                label = head or (label if re.search(r"[.,]", figure) and not figure.endswith("%") else "")
            elif re.search(r"执行数|[初年]预算数", head):
                label = f"{label}{head}"
            if label and not _NO_MONEY.search(label):
                found.append(_Amount(self._subject or plain_name(label).rstrip("："), label, figure))
        return found


def _measure(label: str) -> str:
    return _measure_of(label) or plain_name(label).rstrip("：")


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
        self.first = self._third = self._value = self._unit = -1
        self._level1 = self._level2 = ""

    def start(self, texts: list[str]) -> None:
        self.started = True
        self.first = next(
            (i for i, t in enumerate(texts) if re.match(r"^(?:一级)?指标(?:名称)?$|^一级", t)), 0
        )
        self._third = next(i for i, t in enumerate(texts) if _INDICATOR_HEAD.match(t))
        after = range(self._third + 1, len(texts))
        self._value = next((i for i in after if _VALUE_HEAD.match(texts[i])), -1)
        self._unit = next((i for i in after if _UNIT_HEAD.match(texts[i])), -1)
        self._level1 = self._level2 = ""

    def step(self, texts: list[str]) -> Target | None:
        """What one row sets as a target, or None for a row that sets none: by its columns where these are whole, else
        around a sign (印刷量 ≥ 15 万份), else its last two cells."""
        unit = ""
        filled = [t for t in texts if t]
        sign = next((i for i, t in enumerate(filled) if 0 < i < len(filled) - 1 and _SIGN.match(t)), 0)
        third, value = (
            (self._at(texts, i) for i in (self._third, self._value)) if self._value >= 0 else ("", "")
        )
        if (
            value
            and third
            and not re.fullmatch(rf"(?:{_LEVEL1.pattern})|.*指标", third)
            and not _SIGN.match(value)
        ):
            labels = [t for t in texts[: self._third] if t]
            unit = self._at(texts, self._unit)
        elif sign:
            third, value, labels = filled[sign - 1], filled[sign + 1], filled[: sign - 1]
            unit = "".join(
                t for t in filled[sign + 2 : sign + 3] if looks_numeric(value) and not looks_numeric(t)
            )
        elif len(filled) > 1:
            *labels, third, value = filled
        else:
            return None
        for label in labels:
            under_output = label.startswith("成本") and len(labels) == 1 and self._level1.startswith("产出")
            second = self._level1 and len(labels) > 1 and label == labels[-1] and _LEVEL2.match(label)
            if _LEVEL1.match(label) and not (under_output or second):
                self._level1, self._level2 = label, ""
            elif _LEVEL2.match(label):
                self._level2 = label
        return "/".join(t for t in (self._level1, self._level2, third) if t), value, unit

    @staticmethod
    def _at(texts: list[str], index: int) -> str:
        return texts[index] if 0 <= index < len(texts) else ""
