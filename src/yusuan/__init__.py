"""yusuan (预算): Chinese government department budgets as DataFrames.

`read` a document, `load` a data folder, `check` which figures hold.
"""

from .model import Disclosure, UnreadableError, YusuanError
from .read import read

__all__ = ["Disclosure", "UnreadableError", "YusuanError", "read"]
