"""yusuan (预算): Chinese government department budgets as DataFrames.

`read` a document, `load` a data folder, `check` which figures hold, see all `identities`.
"""

from .model import Disclosure, UnreadableError, YusuanError
from .proof import check, identities
from .read import read
from .store import load

__all__ = ["Disclosure", "UnreadableError", "YusuanError", "check", "identities", "load", "read"]
