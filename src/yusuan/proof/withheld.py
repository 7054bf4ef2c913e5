"""Parts that print keeps back (保密, 部分项目公开时予以剔除): of a sum that is short of them only ≤ is left."""

from __future__ import annotations

from collections import defaultdict

from ..specs import LISTS
from .identity import Identity

Code = tuple[str, str]  # entity, code


def without_withheld(identities: list[Identity]) -> list[Identity]:
    """The same identities, with Σ parts ≤ whole for the soft sums that lack what the document keeps back."""
    codes = withheld(identities)
    lists = {entity for entity, _ in codes}

    def kept_back(identity: Identity) -> bool:
        whole = identity.terms[0][0]
        listed = whole.table in LISTS and not whole.code and whole.entity in lists
        return _short(identity) and (listed or (whole.entity, whole.code) in codes)

    return [_at_least(identity) if kept_back(identity) else identity for identity in identities]


def withheld(identities: list[Identity]) -> set[Code]:
    """The codes that lack the same amount in two tables or more: a slip of print would stand in one."""
    lacks: dict[tuple[Code, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for identity in filter(_short, identities):
        whole = identity.terms[0][0]
        if whole.code and whole.table not in LISTS:
            lacks[(whole.entity, whole.code), whole.measure][whole.table].add(identity.residual)
    return {
        code
        for (code, _), tables in lacks.items()
        if len(amounts := [lack for found in tables.values() for lack in found]) > len(set(amounts))
    }


def _short(identity: Identity) -> bool:
    return (
        identity.family == "TREE"
        and not (identity.hard or identity.at_most)
        and identity.status == "violated"
        and identity.residual > 0
    )


def _at_least(identity: Identity) -> Identity:
    terms = tuple((fact, -coefficient) for fact, coefficient in identity.terms)
    return Identity("TREE", "公开的下级之和 ≤ 上级", terms, hard=False, at_most=True)
