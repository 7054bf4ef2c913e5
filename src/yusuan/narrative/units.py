"""The budget of each unit as its part of the text takes it apart: blocks, projects, and what the projects consist of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from . import patterns
from .lists import named_sums
from .reader import Reader
from .statements import Statement, Unit, statement, style

_PART = re.compile(r"\n[-•·—]?第[一二三四五六七八九十]+部分")


def units_of(reader: Reader) -> tuple[list[Unit], list[Statement]]:
    """The units whose budgets the text takes apart, and the statements of these."""
    text = reader.text
    ends = [m.start() for m in _PART.finditer(text)] + [len(text)]
    heads = [m for m in reader.within(reader.sums, patterns.UNIT_BUDGET) if "“" not in m["entity"]]
    units: list[Unit] = []
    found: list[Statement] = []
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        stop = ends[bisect_left(ends, head.end())]
        end = min(stop, following.start()) if following else stop
        name = re.sub(r"^(?:[一二三四五六七八九十]{1,3}、)?(?:20\d{2}年度?)?", "", head["entity"])
        units.append(Unit(name, head.start(), end))
        found += reader.take([statement("block", head, entity=name, parent=name)])
        sentence = reader.until(head.end(), "。\n")
        items = _items(reader, head.end(), sentence, "block", name)
        paragraphs = patterns.BLOCK_PARAGRAPH.finditer(text, sentence, end)
        items += [statement("block", m, name=m["name"], parent=name) for m in paragraphs]
        found += reader.take([replace(s, name=patterns.plain(s.name)) for s in items])
    projects = [project for unit in units for project in _projects(reader, unit)]
    return units, found + projects + [i for project in projects for i in _project_items(reader, project)]


def _projects(reader: Reader, unit: Unit) -> Iterator[Statement]:
    lead = patterns.PROJECTS.search(reader.text, unit.start, unit.end)
    if not lead:
        return
    begins = lead.end()
    found = patterns.PROJECT.finditer(reader.text, begins, unit.end)
    heads = [m for m in found if m.start() == begins or (m["no"] and reader.text[m.start() - 1] != "：")]
    # A project's own items may be numbered, too, in another style: （1） under 1.
    heads = [m for m in heads if style(m["no"]) == style(heads[0]["no"])]
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        body = following.start() if following else unit.end
        project = statement("project", head, name=head["name"], parent="项目支出", body=body)
        yield from reader.take([project])


def _project_items(reader: Reader, project: Statement) -> list[Statement]:
    lead = patterns.INCLUDES.match(reader.text, project.end, project.body)
    lead = lead or patterns.OF_WHICH.search(reader.text, project.end, project.body)
    if not lead or patterns.SUM.search(reader.text, project.end, lead.end()):
        return []
    return reader.take(_items(reader, lead.end(), project.body, "project_item", project.name))


def _items(reader: Reader, start: int, end: int, topic: str, parent: str) -> list[Statement]:
    return [
        statement(topic, match, name=name, parent=parent, start=begin, anchor=False)
        for name, begin, match in named_sums(reader.text, start, end)
        if match.start("n") not in reader.taken
    ]
