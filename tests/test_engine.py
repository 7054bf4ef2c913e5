"""The engine `yusuan` gives the outputs of Papermill's own, in a fresh process for each notebook."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import nbformat
import papermill
import pytest
import small_reports
from conftest import ROOT
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from yusuan.report.engine import YusuanEngine

EDGES = [
    "1 + 1",
    "import sys\nprint('out')\nsys.stdout.flush()\nprint('err', file=sys.stderr)",
    "%time x = 1",
    "%%capture caught\nprint('hidden')",
    "caught.stdout",
    "import asyncio\nawait asyncio.sleep(0.01)\nasyncio.get_running_loop().is_running()",
    "from IPython.display import HTML, Image, Markdown, clear_output, display\n"
    "handle = display('first', display_id='d')\nprint('between')\ndisplay(HTML('<b>b</b>'), Markdown('*m*'))",
    "handle.update(HTML('<i>later</i>'))",
    "print('gone')\nclear_output()\nprint('kept')",
    "print('gone too')\nclear_output(wait=True)\nHTML('kept too')",
    "# only a comment",
    "7;",
    "class Bytes:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n        return {'image/png': b'ab'}\nBytes()",
    "type(get_ipython()).__name__, sys.stdout.encoding",
    "import multiprocessing\nwith multiprocessing.Pool(1) as pool:\n    print(pool.map(abs, [-1]))",
    "!echo from a program",
    "import warnings\nwarnings.warn('careful')",
    "In[2][:10], _, len(Out)",
    "display({'text/plain': 'p', 'application/json': {'a': (1, 2)}}, raw=True)",
    "import pandas as pd\npd.DataFrame({'甲': [1.5, None]})",
    "from IPython.display import publish_display_data\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(30))",
    "try:\n    input('name? ')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "%%bash\necho from bash",
    "%%html\n<u>h</u>",
    "def inner():\n    return {}['missing']\n\ntry:\n    inner()\nexcept KeyError:\n    get_ipython().showtraceback()",
]
# Cells that fail, in a notebook that says they may.
FAILING = [
    "class Odd:\n    def _repr_html_(self):\n        raise ValueError('in a display')\nOdd()",
    "def deep(n):\n    return 1 / n\n\ndeep(0)",
    "a b",
    "import sys\nsys.exit(3)",
    "sys.exit()",
    "raise SystemError('数') from ValueError('原因')",
    "%no_such_magic",
]

NORMAL = [
    (re.compile(r"ipykernel_\d+"), "ipykernel_N"),
    (re.compile(r"0x[0-9a-f]+"), "0xN"),
    (re.compile(r"(CPU times|Wall time):[^\\]*"), r"\1"),
    (re.compile(r"\b\d+ [µμn]s\b"), "T"),
]


def execute(notebook: Path, engine: str | None, **options) -> NotebookNode:
    """The executed notebook, partial where a cell failed."""
    output = notebook.with_suffix(f".{engine}.ipynb")
    quiet = {} if engine else {"extra_arguments": ["--IPKernelApp.log_level=40"]}
    with contextlib.suppress(PapermillExecutionError):
        papermill.execute_notebook(
            str(notebook), str(output), engine_name=engine, progress_bar=False, **quiet, **options
        )
    return nbformat.read(output, as_version=4)


def told(notebook: NotebookNode) -> list:
    """What a notebook shows, without what differs from one run to the next; streams of a cell merged by name."""
    cells = []
    for cell in notebook.cells:
        outputs: list[dict] = []
        streams: dict[str, str] = {}
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                streams[output.name] = streams.get(output.name, "") + output.text.replace("\r\n", "\n")
            else:
                outputs.append(dict(output))
        text = json.dumps([streams, outputs], ensure_ascii=False, sort_keys=True)
        for pattern, plain in NORMAL:
            text = pattern.sub(plain, text)
        status = cell.metadata["papermill"]["status"] if "papermill" in cell.metadata else ""
        cells.append((cell.source, cell.get("execution_count"), status, json.loads(text)))
    return [notebook.metadata.get("language_info"), *cells]


def test_edge_cases_give_the_outputs_of_a_kernel(tmp_path: Path):
    path = small_reports.notebook(tmp_path / "edges.ipynb", *EDGES, *FAILING, "1 / 0", "'never'")
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.source in FAILING:
            cell.metadata.tags = ["raises-exception"]
    nbformat.write(notebook, path)
    for ours, theirs in zip(told(execute(path, "yusuan")), told(execute(path, None)), strict=True):
        assert ours == theirs


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_our_notebooks_give_the_outputs_of_a_kernel(tmp_path: Path, path: Path):
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    ours, theirs = (told(execute(copy, engine, cwd=ROOT)) for engine in ("yusuan", None))
    assert ours == theirs


def test_streams_keep_their_order_and_programs_their_output(tmp_path: Path):
    source = (
        "import os, sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\nos.system('echo d')\nprint('e')"
    )
    cell = execute(small_reports.notebook(tmp_path / "order.ipynb", source), "yusuan").cells[-1]
    streams = [(output.name, output.text) for output in cell.outputs if output.output_type == "stream"]
    assert streams == [("stdout", "a\n"), ("stderr", "b\n"), ("stdout", "c\nd\ne\n")]


def test_nothing_is_carried_from_one_notebook_to_the_next(tmp_path: Path):
    look = (
        "import os, random, sys\nimport altair as alt, numpy as np, pandas as pd, yusuan.charts.theme\n"
        "state = ['kept' in dir(pd), os.environ.get('KEPT'), os.getcwd(), pd.options.display.max_rows, alt.theme.active,"
        " alt.renderers.active, 'kept' in globals(), int in get_ipython().display_formatter.formatters['text/html']"
        ".type_printers]\nprint(state)"
    )
    change = (
        "pd.kept = kept = 1\nos.environ['KEPT'] = '1'\nos.chdir('/')\npd.options.display.max_rows = 3\n"
        "alt.theme.enable('dark')\nalt.renderers.enable('svg')\nalt.Chart = None\n"
        "get_ipython().display_formatter.formatters['text/html'].for_type(int, str)"
    )
    path = small_reports.notebook(
        tmp_path / "state.ipynb", look, change, "print(random.random(), np.random.rand())"
    )
    first, second = execute(path, "yusuan"), execute(path, "yusuan")
    cells = [[cell for cell in notebook.cells if cell.cell_type == "code"] for notebook in (first, second)]
    assert cells[0][1].outputs == cells[1][1].outputs
    assert cells[0][3].outputs[0].text != cells[1][3].outputs[0].text
    numbers = [set(notebook[3].outputs[0].text.split()) for notebook in cells]
    assert not numbers[0] & numbers[1]


def test_a_cell_that_kills_its_process_or_hangs_leaves_what_was_done(tmp_path: Path):
    for name, source, error in (
        ("kill", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", DeadKernelError),
        ("hang", "import time\ntime.sleep(60)", CellTimeoutError),
        ("quit", "quit()", DeadKernelError),
    ):
        path = small_reports.notebook(tmp_path / f"{name}.ipynb", "'before'", source, "'never'")
        with pytest.raises(error):
            execute(path, "yusuan", execution_timeout=2)
        partial = nbformat.read(path.with_suffix(".yusuan.ipynb"), as_version=4)
        assert "before" in str(partial.cells[2].outputs)


def test_another_kernel_is_left_to_papermill_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog
):
    asked = []
    monkeypatch.setattr(
        "papermill.engines.NBClientEngine.execute_managed_notebook", lambda *a, **k: asked.append(a[1])
    )
    path = small_reports.notebook(tmp_path / "other.ipynb", "1")
    with caplog.at_level("WARNING", logger="papermill"):
        for _ in range(2):
            papermill.execute_notebook(
                str(path), None, engine_name="yusuan", kernel_name="julia", progress_bar=False
            )
    assert asked == ["julia", "julia"]
    assert [record.message for record in caplog.records].count(
        "engine yusuan: the kernel 'julia' is not ours; Papermill's own engine takes over"
    ) == 1


def test_papermill_knows_the_engine():
    assert papermill.engines.papermill_engines.get_engine("yusuan") is YusuanEngine
