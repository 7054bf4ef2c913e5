"""Imported once by the server that workers are forked from: all that a report needs, loaded and tried.

Nothing here may start a thread, or a worker forked later could hang: no kernel, no picture, no linear algebra.
"""

import contextlib
import gc
import os
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from yusuan import loading, reference
from yusuan.charts import explore, procurement, structure, theme, verification
from yusuan.model import YusuanError
from yusuan.report import engine, make, page, shell, workers
from yusuan.store import FRAMES
from yusuan.views import checks

# What is made on first use is made here, for all workers.
one = pd.DataFrame({"a": [1.0]})
theme.Chart(one).mark_bar().encode(x=alt.X(field="a", type="quantitative")).to_dict()
one.to_html()
page.warm()
for kind in FRAMES:
    loading.types_of(kind)
formatter: Any = shell.new_shell().display_formatter
formatter.format(one)
reference.english("—")
if data_dir := os.environ.get(workers.DATA):
    with contextlib.suppress(YusuanError):  # told by the notebook that asks for these data
        loading.sources_of(Path(data_dir))

# A collection in a worker would touch, and so copy, every page of memory that it shares with the others.
# What a worker itself makes is gone with it: it need not be looked through often.
gc.freeze()
gc.set_threshold(100_000, 50, 50)

__all__ = ["checks", "engine", "explore", "make", "procurement", "structure", "verification"]
