"""Comparison: pure functions from cells and claims to frames of growth, shares, structure and rank."""

from . import comparison, growth, indicators, procurement, structure

__all__ = ["comparison", "growth", "indicators", "procurement", "structure"]
