"""Lists in which some rows sum others without saying so: what print says too much of a total is counted once."""

from __future__ import annotations

from itertools import accumulate

from .facts import Fact
from .identity import Identity, equal


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
