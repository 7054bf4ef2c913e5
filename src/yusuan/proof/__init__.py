"""What is certain about the figures of a document: identities, findings, bounds, coverage; and across two years."""

from .bounds import Bounds, bounds, bounds_of
from .coverage import Coverage, coverage, coverage_of
from .evaluate import check, findings_of, identities, identities_of
from .parts import parts, parts_of
from .years import years

__all__ = [
    "Bounds", "Coverage", "bounds", "bounds_of", "check", "coverage", "coverage_of", "findings_of", "identities",
    "identities_of", "parts", "parts_of", "years",
]  # fmt: skip
