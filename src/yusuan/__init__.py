"""yusuan (预算): Chinese government department budgets as DataFrames.

`read` a document, `load` a data folder, `check` which figures hold, see all `identities` and the `bounds` they set.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .loading import load
    from .model import Disclosure, UnreadableError, YusuanError
    from .proof import check, identities
    from .proof.bounds import bounds
    from .proof.culprits import culprits
    from .reading import read

    __version__: str

__all__ = [
    "Disclosure",
    "UnreadableError",
    "YusuanError",
    "bounds",
    "check",
    "culprits",
    "identities",
    "load",
    "read",
]

_HOME = {
    "Disclosure": "model", "UnreadableError": "model", "YusuanError": "model",
    "bounds": "proof", "check": "proof", "culprits": "proof", "identities": "proof", "load": "loading", "read": "reading",
}  # fmt: skip


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def __getattr__(name: str) -> object:
    # Loaded when asked for: `yusuan --help` need not wait for pandas.
    if name == "__version__":
        from importlib.metadata import version

        return version("yusuan")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
