"""What is certain about the figures of a document: identities, findings, bounds, culprits."""

from .evaluate import check, findings_of, identities, identities_of

__all__ = ["check", "findings_of", "identities", "identities_of"]
