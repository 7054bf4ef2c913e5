"""What is certain about the figures of a document: identities, findings, bounds, culprits, coverage; and two years."""

from .bounds import Bounds, bounds
from .coverage import Coverage, contradicted, coverage
from .culprits import culprits
from .evaluate import identities
from .findings import check, proved
from .parts import parts
from .printed import Printed
from .years import years

__all__ = [
    "Bounds", "Coverage", "Printed", "bounds", "check", "contradicted", "coverage", "culprits", "identities",
    "parts", "proved", "years",
]  # fmt: skip
