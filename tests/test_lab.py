"""A person's path in JupyterLab: open the notebook, choose a department, run all, brush the chart, see its list follow,
save. Needs Chromium; where there is none, the test is skipped and says so.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from playwright.sync_api import Error, Page, sync_playwright
from test_browser import FLAGS

from yusuan import store

pytestmark = pytest.mark.xdist_group("browser")

OTHER = "长春市信访局"
WAIT = 120_000  # milliseconds; a busy machine is slow


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of JupyterLab, as `yusuan lab` starts it, on a small copy of the project, and its folder."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "00_explore.ipynb", folder / "notebooks")
    sources = store.read_sources(ROOT / "data")
    chosen = sources[sources["department"].eq(OTHER)]
    for source_id in chosen["source_id"]:
        (folder / "data" / "figures").mkdir(parents=True, exist_ok=True)
        store.write_figures(folder / "data", source_id, store.read_figures(ROOT / "data", source_id))
    store.write_sources(folder / "data", chosen)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}", "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    places = {
        f"JUPYTER_{kind}_DIR": str(folder / f".{kind.lower()}") for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | places, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}/lab/tree/notebooks/00_explore.ipynb", folder
        finally:
            server.terminate()
            server.wait(30)


def opened(page: Page, address: str) -> None:
    """The page at an address, as soon as its server is up."""
    for _ in range(WAIT // 1000):
        try:
            page.goto(address, wait_until="commit")
            return
        except Error as error:
            if "ERR_CONNECTION_REFUSED" not in str(error):
                raise
            page.wait_for_timeout(500)
    raise AssertionError("JupyterLab did not start")


def test_a_person_opens_chooses_runs_brushes_and_saves(chromium: str, lab: tuple[str, Path]):
    address, folder = lab
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(WAIT)
        opened(page, address)
        parameters = page.locator(".jp-CodeCell .cm-content", has_text="department: str")
        parameters.wait_for()
        # What is run before the kernel is there may never run.
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for()
        for old, new in (
            ("department: str", f'department: str = "{OTHER}"'),
            ("year: int", "year: int = 2026"),
        ):
            parameters.locator(".cm-line", has_text=old).first.click()
            page.keyboard.press("Home")
            page.keyboard.press("Shift+End")
            page.keyboard.type(new)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        chart = page.locator(".vega-embed canvas, .vega-embed svg.marks").first
        chart.wait_for()
        page.get_by_text("出自这些文件").wait_for()
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box
        below = {
            "x": box["x"],
            "y": box["y"] + box["height"] * 0.6,
            "width": box["width"],
            "height": box["height"] * 0.35,
        }
        before = page.screenshot(clip=below)
        page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.12)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.3, steps=4)
        page.mouse.up()
        page.wait_for_timeout(500)
        assert page.screenshot(clip=below) != before, "the list shows what is brushed"
        page.keyboard.press("Control+s")
        page.wait_for_function(
            "!document.querySelector('.lm-TabBar-tab.jp-mod-dirty, .lm-mod-current.jp-mod-dirty')"
        )
        page.wait_for_timeout(500)
        browser.close()
    saved = nbformat.read(folder / "notebooks" / "00_explore.ipynb", as_version=4)
    shown = [output for cell in saved.cells for output in cell.get("outputs", [])]
    assert any(OTHER in str(output) for output in shown) and not [
        o for o in shown if o.output_type == "error"
    ]
