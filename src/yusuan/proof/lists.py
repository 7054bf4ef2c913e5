"""Lists that do not print each row once: some rows sum others without saying so, some parts are kept back.

What print says too much of a total is counted once. Of a sum that is short of what a document keeps back (保密,
部分项目公开时予以剔除) only ≤ is left.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from ..tables.specs import LISTS
from .facts import Fact
from .identity import Identity, equal

Code = tuple[str, str]  # entity, code


def counted_once(identity: Identity) -> Identity:
    """A soft sum whose parts are too much, without the parts that are sums of others, or of the one run that fits.

    The identity itself where that does not make it true: only a list that then adds up is taken to be nested.
    """
    if identity.hard or identity.at_most or identity.family not in ("TREE", "BALANCE"):
        return identity
    if identity.status != "violated" or identity.residual > 0:
        return identity
    (whole, _), *rest = identity.terms
    parts = [fact for fact, _ in rest]
    for chosen in (outermost(parts), outermost(parts[::-1])[::-1]):
        once = equal(identity.family, identity.rule, [whole], chosen, hard=False)
        if once.status != "violated":
            return once
        if (run := _run(whole, chosen)) is not None:
            return equal(identity.family, identity.rule, [whole], run, hard=False)
    return identity


def outermost(facts: list[Fact]) -> list[Fact]:
    """The rows of a list that are not among those that a row before them sums exactly."""
    tops: list[Fact] = []  # the last one first
    for fact in reversed(facts):
        sums = accumulate(top.value for top in reversed(tops))
        below = next((i for i, total in enumerate(sums, 1) if total == fact.value != 0), 0)
        del tops[len(tops) - below :]
        tops.append(fact)
    return tops[::-1]


def _run(whole: Fact, facts: list[Fact]) -> list[Fact] | None:
    """The last run of neighbours whose sum is exactly the whole, if there is one."""
    ends = list(accumulate((fact.value for fact in facts), initial=0))
    found = [
        facts[i:j]
        for i in range(len(facts))
        for j in range(i + 1, len(facts) + 1)
        if ends[j] - ends[i] == whole.value != 0 and facts[i].value and facts[j - 1].value
    ]
    return found[-1] if found else None


def without_withheld(identities: list[Identity]) -> list[Identity]:
    """The same identities, with Σ parts ≤ whole for the soft sums that lack what the document keeps back."""
    codes = withheld(identities)
    lists = {entity for entity, _ in codes}

    def kept_back(identity: Identity) -> bool:
        whole = identity.terms[0][0]
        listed = whole.table in LISTS and not whole.code and whole.entity in lists
        return _short(identity) and (listed or (whole.entity, whole.code) in codes)

    return [i.at_least("公开的下级之和 ≤ 上级", hard=False) if kept_back(i) else i for i in identities]


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
