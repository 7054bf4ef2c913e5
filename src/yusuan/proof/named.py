"""Amounts given by a name, against the tables that print that name: codes and incomes in the text (TEXT), key projects.

The text does not say of which table it speaks, so a name agrees when one of them has its amount; soft, as it may speak
of a part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from .facts import Fact
from .identity import Identity, equal
from .rows import Tables, paths
from .text import said

Path = tuple[str, ...]

_CODED = ("general_by_function", "expenditure", "government_fund", "state_capital")
_WHOLE = ("total", "excluding_investment")  # what the text may mean by an amount
_TWO_UP = ("balance", "fiscal_appropriation")
_PARTS = re.compile(r"[-—/]")
_KIND = re.compile(r"[(（][类款项][)）]")


def identities_of_names(tables: Tables, claims: list[Fact]) -> Iterator[Identity]:
    """Each amount of the text with a name that tables print: where one of these has it, or all that do agree."""
    for topic, period in product(("income", "expenditure"), ("current", "previous", "change")):
        known = _printed(tables, topic, period)
        for claim in said(claims, topic, None, period) if known else ():
            if not claim.measure.startswith("amount"):
                continue
            path = tuple(part for part in _PARTS.split(_KIND.sub("", claim.plain)) if part)
            found = _of_path(known, path) if path else []
            sums = [equal("TEXT", "文字所称科目 = 表", [claim], [fact], hard=False) for fact in found]
            fitting = [i for i in sums if i.status != "violated"]
            if fitting:
                yield min(fitting, key=lambda i: abs(i.residual))
            elif sums and len(path) > 1 and _agree(found):  # a single name may be of a part
                yield sums[0]


def identities_of_key_projects(tables: Tables) -> Iterator[Identity]:
    """A project in the table of key projects = the same in the tables of all projects; soft, as part of it may be key."""
    listed: dict[str, list[Fact]] = defaultdict(list)
    for table, measures in (("project_expenditure", ("total", "project")), ("performance", ("total",))):
        for row in tables.get((table, ""), []):
            facts = [row.facts[m, "all", "current"] for m in measures if (m, "all", "current") in row.facts]
            if row.level > 0:
                listed[row.plain] += facts[:1]
    for row in tables.get(("key_project", ""), []):
        fact = row.facts.get(("total", "all", "current"))
        if fact and len(listed.get(row.plain, [])) == 1:
            yield equal("CROSS", "重点项目 = 项目表", [fact], listed[row.plain], hard=False)


def _printed(tables: Tables, topic: str, when: str) -> dict[str, list[tuple[Path, Fact]]]:
    """By the last name: the path of names to a row and each whole in it; only rows that are alone in their table."""
    sides = [(table, "revenue" if topic == "income" else "expenditure") for table in _TWO_UP]
    sides += [(table, "") for table in _CODED] if topic == "expenditure" else []
    found: dict[str, list[tuple[Path, Fact]]] = defaultdict(list)
    for key in sides:
        once: dict[Path, list[list[Fact]]] = defaultdict(list)
        for names, row in paths(tables.get(key, [])):
            wholes = {m: f for (m, _, p), f in reversed(row.facts.items()) if m in _WHOLE and p == when}
            once[names] += [[*wholes.values()]] * bool(wholes)
        for names, rows in once.items():
            if len(rows) == 1:
                found[names[-1]] += [(names, fact) for fact in rows[0]]
    return found


def _of_path(known: dict[str, list[tuple[Path, Fact]]], path: Path) -> list[Fact]:
    """The rows of that name whose names above are those that the text gives."""
    return [
        fact for names, fact in known.get(path[-1], []) if set(path[:-1]) <= set(names) or len(names) == 1
    ]


def _agree(found: list[Fact]) -> bool:
    return all(equal("TEXT", "", [found[0]], [other]).status != "violated" for other in found[1:])
