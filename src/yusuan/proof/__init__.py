"""What is certain about the figures of a document: identities, findings, bounds, culprits, coverage; and two years."""

from .bounds import Bounds, bounds, bounds_of
from .coverage import Coverage, contradicted, coverage, coverage_of
from .culprits import culprits, culprits_of
from .evaluate import findings_of, identities, identities_of
from .findings import check, proved
from .gaps import gaps, gaps_of
from .parts import parts, parts_of
from .years import years

__all__ = [
    "Bounds", "Coverage", "bounds", "bounds_of", "check", "contradicted", "coverage", "coverage_of", "culprits", "culprits_of",
    "findings_of", "gaps", "gaps_of", "identities", "identities_of", "parts", "parts_of", "proved", "years",
]  # fmt: skip
