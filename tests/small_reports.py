"""What the tests of reports share: a data folder of invented departments, and notebooks of a few cells."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
from nbformat import v4

from yusuan import store
from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, FINDING_COLUMNS, Disclosure, Meta, frame
from yusuan.packing import pack

PARAMETERS = """\
department: str = "某市甲局"  # 部门
year: int = 2030  # 年份
top: int = 3  # 条数
data_dir: str = "data"  # 数据
lang: str = "zh"  # 语言
"""

CHART = """\
import altair as alt, pandas as pd
import yusuan.charts.theme as theme
from yusuan.charts.renderer import setup_notebook
setup_notebook()
rows = pd.DataFrame({"name": [department, "社会保障和就业支出", "卫生健康支出"], "value": [3.0, 2.0, 1.0]})
chart = alt.Chart(rows, title=theme.headline("支出", "万元"), description=f"{department}的三项支出")
chart.mark_bar().encode(
    x=alt.X(field="value", type="quantitative", title="金额（万元）"),
    y=alt.Y(field="name", type="nominal", title=None),
    tooltip=[alt.Tooltip(field="name", type="nominal", title="科目")],
).properties(width=theme.WIDTH)
"""


def data(folder: Path, subjects: list[tuple[str, int]]) -> Path:
    """A data folder in which each of these departments and years spends 5,665 万元, 893 of it basic."""
    (folder / "figures").mkdir(parents=True)
    rows = []
    for number, (department, year) in enumerate(subjects):
        ids = {
            "source_id": f"d{number}",
            "region": "某市",
            "department": department,
            "year": year,
            "phase": "budget",
        }
        whole = {"table": "expenditure", "entity": department, "side": "expenditure", "fund": "all", "unit": "万元",
                 "period": "current", "level": 0, "quantum_yuan": 1e4}  # fmt: skip
        figures = {"total": 5665e4, "basic": 893e4, "project": 4772e4}
        cells = [ids | whole | {"measure": name, "amount_yuan": yuan} for name, yuan in figures.items()]
        meta = Meta(f"d{number}", f"d{number}.txt", "", department, "某市", year, "budget", "万元")
        frames = frame(cells, CELL_COLUMNS), frame([], CLAIM_COLUMNS), frame([], FINDING_COLUMNS)
        packed = pack(Disclosure(meta, *frames), f"{number}", "1")
        store.write_figures(folder, packed.row["source_id"], packed.files)
        rows.append(packed.row)
    store.write_sources(folder, pd.DataFrame(rows))
    return folder


def notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook with a heading, a cell of parameters, and these cells; one that begins with # is text."""
    head = [v4.new_markdown_cell("# 支出\n\n一份报告。")]
    if parameters:
        head.append(v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    body = [v4.new_markdown_cell(cell) if cell.startswith("#") else v4.new_code_cell(cell) for cell in cells]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = v4.new_notebook(cells=head + body, metadata={"kernelspec": kernel})
    nbformat.write(made, path)
    return path
