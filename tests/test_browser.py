"""A report in a real browser asks for nothing, draws every chart, cuts no label, and reads well on a phone.

Needs Chromium; where there is none, each test here is skipped and says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

import pytest
import small_reports
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from yusuan.report import assets, run

pytestmark = pytest.mark.xdist_group("browser")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
DEPARTMENT = "某市<script>document.title='acted'</script>甲局"

# Texts of a drawing that stick out of it: they would be cut off.
CLIPPED = """() => [...document.querySelectorAll(".vega-embed svg.marks")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
      || box.bottom > frame.bottom + 1);
  }).map((text) => text.textContent);
})"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports: a small notebook for three departments, and the shipped notebooks on the shipped data."""
    folder = tmp_path_factory.mktemp("browser")
    subjects = [(DEPARTMENT, 2030), ("某市乙局", 2030), ("某市丙局", 2031)]
    data_dir = small_reports.data(folder / "data", subjects)
    table = "pd.DataFrame({'项目': [department * 3, '乙'], '金额（万元）': ['1,234', '5.60']})"
    stderr = "import sys; print('警告：一行', file=sys.stderr)"
    notebook = small_reports.notebook(folder / "small.ipynb", small_reports.CHART, table, stderr, "## 来源")
    results = run([str(notebook)], everything=True, data_dir=data_dir, output=folder / "out")
    shipped = sorted(map(str, (ROOT / "notebooks").glob("*.ipynb")))
    if shipped:
        results += run(shipped, data_dir=ROOT / "data", output=folder / "out")
    assert [result.line for result in results if result.error] == []
    return folder / "out"


@pytest.fixture(scope="module")
def reports(output: Path) -> list[Path]:
    """The pages to look at: one of the small ones, and one of each shipped notebook."""
    small, *others = sorted(output.glob("*/small.html")), *sorted(output.glob("*/[0-9]*.html"))
    return [next(path for path in small if "script" in path.parent.name), *others]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page, fails on errors of its scripts and on any request but for the file itself and those of its site."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    errors: list[str] = []

    def look(path: Path, **settings) -> Page:
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(path.as_uri())
        if settings.get("java_script_enabled", True) and path.name != "index.html":
            page.wait_for_function(
                "!document.querySelector('figure.chart') || document.documentElement.dataset.drawn"
            )
        own = (path.as_uri(), (path.parents[1] / assets.FOLDER).as_uri(), "data:")
        asked[:] = [url for url in asked if not url.startswith(own)]
        return page

    yield look
    for context in contexts:
        context.close()
    assert asked == [] and errors == []


def test_a_site_works_from_a_host_and_asks_nobody_else(output: Path, browser: Browser):
    handler = partial(SimpleHTTPRequestHandler, directory=str(output))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_port}/"
        page, asked = browser.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        path = next(output.glob("*乙局*/small.html"))
        assert path.stat().st_size < 50_000 < (output / assets.FOLDER / assets.names()[0]).stat().st_size
        page.goto(host + quote(str(path.relative_to(output))))
        page.wait_for_function("document.documentElement.dataset.drawn")
        assert (
            page.evaluate("[...document.fonts].find((f) => f.family.includes('Yusuan Sans')).status")
            == "loaded"
        )
        outside = "fetch('https://example.org/').then(() => 'allowed', () => 'refused')"
        assert page.evaluate(outside) == "refused"
        assert {url for url in asked if not url.startswith((host, "data:"))} == set()
        page.close()
        server.shutdown()


def test_every_chart_is_drawn_without_a_request_and_no_label_is_cut(
    reports: list[Path], opened: Callable[..., Page]
):
    for path in reports:
        page = opened(path, viewport={"width": 1000, "height": 800})
        charts = page.locator("figure.chart").count()
        assert charts and page.locator("figure.chart .vega-embed svg.marks").count() == charts, path.stem
        assert page.evaluate(CLIPPED) == [], path.stem


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    reports: list[Path], output: Path, opened: Callable[..., Page], scheme: Literal["light", "dark"]
):
    for path in [*reports, output / "index.html"]:
        page = opened(path, color_scheme=scheme)
        # A page lets nothing be fetched, not even its own style by a script.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in serious] == [], path.stem


def test_a_figure_in_focus_tells_where_it_is_from(reports: list[Path], opened: Callable[..., Page]):
    page = opened(
        next(path for path in reports if path.stem.startswith("10")), viewport={"width": 390, "height": 800}
    )
    figure = page.locator("td .figure").first
    figure.focus()
    shown = figure.evaluate(
        "(e) => { const s = getComputedStyle(e, '::after'); return [s.content, s.position, s.bottom]; }"
    )
    assert "第 89 行" in shown[0] and shown[1:] == ["fixed", "0px"]
    page.emulate_media(media="print")
    assert page.locator("ol.notes").first.is_visible()


def test_a_keyboard_goes_through_a_page_in_reading_order(
    reports: list[Path], output: Path, opened: Callable[..., Page]
):
    """Each stop shows its focus and none stands above the one before; after the last the page is left."""
    for path in [*(path for path in reports if path.stem.startswith("00")), output / "index.html"]:
        page, stops = opened(path, viewport={"width": 1280, "height": 900}), []
        for _ in range(500):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => { const e = document.activeElement, box = e.getBoundingClientRect();
                return e === document.body ? null : { outline: getComputedStyle(e).outlineStyle,
                  top: box.top + scrollY, bottom: box.bottom + scrollY, is: e.outerHTML.slice(0, 80) }; }"""
            )
            if stop is None:
                break
            stops.append(stop)
        assert 20 < len(stops) < 500, "no trap"
        assert {stop["outline"] for stop in stops} == {"solid"}
        above = [b["is"] for a, b in pairwise(stops) if b["bottom"] < a["top"] and b["top"] > 20]
        assert above == [], path.stem


def test_a_keyboard_tells_what_hovering_tells_and_sorts_the_index(
    reports: list[Path], output: Path, opened: Callable[..., Page]
):
    page = opened(reports[0])
    page.locator(".drawing").first.focus()
    tip, told = page.locator("#vg-tooltip-element.visible"), []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        told.append(tip.inner_text())
    assert len(set(told)) == 3 and all("科目" in text for text in told)
    page.keyboard.press("ArrowLeft")
    assert tip.inner_text() == told[1]
    page.keyboard.press("Tab")
    assert not tip.is_visible()
    index = opened(output / "index.html")
    index.locator("thead button").nth(2).focus()
    index.keyboard.press("Enter")
    assert index.locator("thead th").nth(2).get_attribute("aria-sort") == "ascending"


def test_a_phone_needs_no_scrolling_for_a_chart_of_rows(reports: list[Path], opened: Callable[..., Page]):
    page = opened(
        next(path for path in reports if path.stem.startswith("10")), viewport={"width": 390, "height": 800}
    )
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.drawing')].filter((d) => d.scrollWidth > d.clientWidth).length"
        )
        == 0
    )


def test_it_reads_well_on_a_phone(reports: list[Path], output: Path, opened: Callable[..., Page]):
    for path in [*reports, output / "index.html"]:
        page = opened(path, viewport={"width": 390, "height": 844}, is_mobile=True, device_scale_factor=2)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path.stem
        assert page.evaluate(CLIPPED) == [], path.stem
        lines = page.evaluate(  # of figures; what their row is about may take more
            """[...document.querySelectorAll('.frame td.number')].map((cell) => {
              const text = document.createRange();
              text.selectNodeContents(cell);
              return text.getBoundingClientRect().height / 21;
            })"""
        )
        assert path.stem == "index" or all(line < 2.5 for line in lines), path.stem


def test_chinese_comes_from_the_font_in_the_page(
    reports: list[Path], output: Path, opened: Callable[..., Page]
):
    for path in [*reports, output / "index.html"]:
        page = opened(path)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        session = page.context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        query = {
            "nodeId": root,
            "selector": "h1, h2, p, li, td, th, pre, code, figcaption, svg text, summary, label",
        }
        nodes = session.send("DOM.querySelectorAll", query)["nodeIds"]
        chinese = page.evaluate(
            f"[...document.querySelectorAll({query['selector']!r})].map((e) => /[\\u4e00-\\u9fff]/.test(e.textContent))"
        )
        used = set()
        for node in [node for node, wanted in zip(nodes, chinese, strict=True) if wanted][:150]:
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            used |= {(font["familyName"], font["isCustomFont"]) for font in fonts}
        # Code has Latin letters of the system; no other font may have been asked for Chinese.
        assert ("Yusuan Sans", True) in used, path.stem
        assert {name for name, custom in used if not custom} <= {"DejaVu Sans Mono", "Liberation Mono"}, (
            path.stem
        )


def test_pictures_stand_in_where_scripts_are_off(reports: list[Path], opened: Callable[..., Page]):
    page = opened(reports[0], java_script_enabled=False)
    assert page.locator("figure.chart img").count() == 1
    assert page.locator("figure.chart img").bounding_box()["width"] > 300
    assert page.locator("figure.chart img").get_attribute("alt") == f"{DEPARTMENT}的三项支出"


def test_a_chart_tells_its_figures_and_saves_in_chinese(reports: list[Path], opened: Callable[..., Page]):
    page = opened(reports[0])
    page.hover(".vega-embed .mark-rect path >> nth=0")
    assert "科目" in page.locator("#vg-tooltip-element").inner_text()
    assert "存为 SVG" in page.locator(".vega-actions").first.text_content()


def test_a_name_cannot_act_and_the_policy_holds(reports: list[Path], opened: Callable[..., Page]):
    page = opened(reports[0])
    assert page.title() != "acted" and DEPARTMENT in page.locator("main").inner_text()


def test_the_policy_stops_scripts_and_requests(reports: list[Path], browser: Browser):
    page = browser.new_page()
    page.goto(reports[0].as_uri())
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    page.evaluate(
        """async () => { const script = document.createElement("script"); script.textContent = "window.ran = 1";
        document.body.append(script); await fetch("https://example.org/").catch(() => 0); }"""
    )
    assert page.evaluate("window.ran") is None
    told = [text for text in stopped if "Content Security Policy" in text]
    assert any("script-src" in text for text in told) and any("example.org" in text for text in told)
    page.close()


def test_the_index_finds_and_sorts(output: Path, opened: Callable[..., Page]):
    page = opened(output / "index.html")
    page.fill("#search", "乙局")
    found = page.locator("#reports tbody tr:visible")
    assert found.count() == 1 and found.inner_text().strip().startswith("某市乙局")
    page.fill("#search", "")
    for order in ("2030", "2031"):
        page.click("#reports thead button >> text=年份")
        visible = page.locator("#reports tbody tr td:nth-child(3)").all_inner_texts()
        assert visible == sorted(visible, reverse=order == "2031")
    for worst in ("", "宝安区"):  # by the state of its document, the one with contradictions last, then first
        page.click("#reports thead button >> text=前后不符")
        assert worst in page.locator("#reports tbody tr").first.inner_text()
    for link in page.locator("#reports tbody a").all():
        assert (output / unquote(link.get_attribute("href") or "")).is_file()


def test_a_dark_page_and_a_printed_one_can_be_read(reports: list[Path], opened: Callable[..., Page]):
    page = opened(reports[0], color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.querySelector('.vega-embed svg.marks text')).fill")
    page.emulate_media(media="print", color_scheme="dark")
    assert (
        page.locator("figure.chart img").is_visible()
        and not page.locator(".vega-embed svg.marks").first.is_visible()
    )
    light = opened(reports[0], color_scheme="light")
    assert dark != light.evaluate(
        "getComputedStyle(document.querySelector('.vega-embed svg.marks text')).fill"
    )
    light.emulate_media(media="print")
    assert (
        light.locator(".vega-embed svg.marks").first.is_visible()
        and not light.locator("details.code").first.is_visible()
    )
