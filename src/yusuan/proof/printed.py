"""A document as its checks read it: its figures as facts and rows, and all identities between them."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import pandas as pd

from ..model import ID_COLUMNS
from .across import identities_across
from .balances import identities_of_balances
from .facts import Fact, cell_facts, claim_facts, percent_facts
from .growths import growths, identities_of_growths
from .identity import Identity
from .links import identities_of_links
from .lists import counted_once, without_withheld
from .named import identities_of_key_projects, identities_of_names
from .rows import Tables, rows_of
from .system import Growth
from .text import identities_of_text
from .within import identities_within


class Frames(Protocol):
    """The cells and claims of one document: a Disclosure, or what is already read as `Printed`."""

    @property
    def cells(self) -> pd.DataFrame: ...
    @property
    def claims(self) -> pd.DataFrame: ...


def read(document: Frames) -> Printed:
    """A document as its checks read it; the same again where it is."""
    return document if isinstance(document, Printed) else Printed(document.cells, document.claims)


class Printed:
    """The frames of one document, and what follows from them: worked out once, when it is first asked for."""

    def __init__(self, cells: pd.DataFrame, claims: pd.DataFrame) -> None:
        self.cells = cells
        self.claims = claims

    @cached_property
    def ids(self) -> dict[str, object]:
        """The document that the frames are of, as columns."""
        source = self.cells if len(self.cells) else self.claims
        return {column: source[column].array[0] for column in ID_COLUMNS} if len(source) else {}

    @cached_property
    def figures(self) -> list[Fact]:
        return cell_facts(self.cells)

    @cached_property
    def percents(self) -> list[Fact]:
        return percent_facts(self.cells)

    @cached_property
    def said(self) -> list[Fact]:
        return claim_facts(self.claims)

    @cached_property
    def tables(self) -> Tables:
        return rows_of(self.figures)

    @cached_property
    def growths(self) -> list[Growth]:
        """What tables and text say of amounts and the year before."""
        return growths(self.figures, self.percents, self.said)

    @property
    def growths_of_money(self) -> list[Growth]:
        return [growth for growth in self.growths if growth.amount.is_money]

    @cached_property
    def identities(self) -> list[Identity]:
        """All linear identities between the figures, each once."""
        found = [
            *identities_within(self.tables),
            *identities_of_balances(self.tables),
            *identities_across(self.tables),
            *identities_of_text(self.tables, self.said),
            *identities_of_growths(g for g in self.growths if g.amount.frame == "claims"),
            *identities_of_names(self.tables, self.said),
            *identities_of_key_projects(self.tables),
            *identities_of_links(self.tables),
        ]
        once = {(i.family, i.rule, i.terms): i for i in map(counted_once, found)}
        return without_withheld(list(once.values()))
