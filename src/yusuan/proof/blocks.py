"""The parts of a system in which propagation alone may leave something: blocks of figures tied in circles.

Where identities hang together like a tree, propagation is exact. Blocks share at most one figure or one identity with
each other. One that is large for a programme is covered by neighbourhoods: less tight, and just as certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from .system import System

LARGE = 500  # constraints of one programme


def same(system: System, rules: Collection[int]) -> dict[int, int]:
    """The variables of some identities → one that stands for all that these make equal to it."""
    stands: dict[int, int] = {}

    def find(variable: int) -> int:
        while (above := stands.get(variable, variable)) != variable:
            variable = above
        return variable

    for number in rules:
        rule = system.constraints[number]
        if not rule.at_most and len(rule.terms) == 2 and rule.terms[0][1] == -rule.terms[1][1]:
            one, other = find(rule.terms[0][0]), find(rule.terms[1][0])
            stands[max(one, other)] = min(one, other)
    return {v: find(v) for number in rules for v, _ in system.constraints[number].terms}


def blocks(system: System, rules: Iterable[int], stands: dict[int, int]) -> list[list[int]]:
    """The constraints of each block of at least two, by Tarjan's biconnected components, without recursion."""
    links: dict[int, list[int]] = defaultdict(list)  # a constraint is ~number, so that no variable is alike
    for number in rules:
        for variable in {stands[v] for v, _ in system.constraints[number].terms}:
            links[~number].append(variable)
            links[variable].append(~number)
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    found: list[list[int]] = []
    for root in links:
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        path: list[tuple[int, int | None, int]] = [(root, None, 0)]
        edges: list[tuple[int, int]] = []
        while path:
            node, above, step = path.pop()
            if step < len(links[node]):
                path.append((node, above, step + 1))
                below = links[node][step]
                if below not in order:
                    edges.append((node, below))
                    order[below] = lowest[below] = len(order)
                    path.append((below, node, 0))
                elif below != above and order[below] < order[node]:
                    edges.append((node, below))
                    lowest[node] = min(lowest[node], order[below])
            elif above is not None:
                lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] >= order[above]:
                    members: set[int] = set()
                    while True:
                        edge = edges.pop()
                        members |= {~node for node in edge if node < 0}
                        if edge == (above, node):
                            break
                    if len(members) > 1:
                        found.append(sorted(members))
    return found


def neighbourhoods(system: System, block: list[int], stands: dict[int, int]) -> list[list[int]]:
    """A block as it is, or parts of at most LARGE constraints that lie near each other and cover all of it."""
    if len(block) <= LARGE:
        return [block]
    around: dict[int, list[int]] = defaultdict(list)
    for number in block:
        for variable, _ in system.constraints[number].terms:
            around[stands[variable]].append(number)
    found: list[list[int]] = []
    covered: set[int] = set()
    for first in block:
        if first in covered:
            continue
        near, next_one = [first], 0
        known = {first}
        while next_one < len(near) < LARGE:
            for variable, _ in system.constraints[near[next_one]].terms:
                fresh = [n for n in dict.fromkeys(around[stands[variable]]) if n not in known]
                near += fresh[: LARGE - len(near)]
                known.update(near)
            next_one += 1
        found.append(sorted(near))
        covered |= known
    return found
