"""Blocks to cells: what budget tables look like is declared in `specs`; grids become tables, rows, labels, figures."""
