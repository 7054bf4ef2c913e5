"""Write docs/samples/: each shipped notebook executed, as GitHub, nbviewer and editors show it without running it.

Run from the folder of the project (`make samples`). The comparison is of a city that has several departments in data/.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat

from yusuan.charts.renderer import VEGA_LITE
from yusuan.report import run

OTHERS = {"40_comparison": {"department": "深圳市信访局", "year": 2026}}
SAMPLES = Path("docs/samples")


def main() -> None:
    """One sample a notebook: pictures and tables; no data of charts, no times and no paths of this machine."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for path in sorted(Path("notebooks").glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            (result,) = run([str(path)], output=Path(folder), **OTHERS.get(path.stem, {}))
            if result.error:
                raise SystemExit(result.line)
            notebook = nbformat.read(next(f for f in result.files if f.suffix == ".ipynb"), as_version=4)
        notebook.metadata.pop("papermill", None)
        for cell in notebook.cells:
            cell.metadata = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
            for output in cell.get("outputs", []):
                output.get("data", {}).pop(VEGA_LITE, None)
        nbformat.write(notebook, SAMPLES / path.name)


if __name__ == "__main__":
    main()
