"""The text of a document to claims: patterns declared, sentences read, subjects found."""

from .claims import claims

__all__ = ["claims"]
