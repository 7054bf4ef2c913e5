"""What all tests share: the corpus of published documents, where it lies beside the project, and a browser, where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

# Set by .ci/run: a test that asks for one of these and is skipped, for whatever reason, then fails.
REQUIRED = {name for name in ("corpus", "chromium") if os.environ.get(f"YUSUAN_{name.upper()}_REQUIRED")}

# What the tests prove does not depend on how busy the machine is.
settings.register_profile("yusuan", deadline=None)
settings.load_profile("yusuan")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published documents; the test is skipped where it is not there."""
    if not CORPUS.is_dir():
        pytest.skip(f"no published documents at {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; the test is skipped where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium on this system (Debian: apt-get install chromium)")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test of the corpus or the browser fails where that is required; each of the corpus that ran is counted."""
    report = yield
    asked = set(getattr(item, "fixturenames", ()))
    for name in REQUIRED & asked:
        if report.skipped:
            report.outcome = "failed"
            report.longrepr = f"a test was skipped although the {name} is required: {report.longrepr}"
    if "corpus" in asked:
        report.user_properties.append(("corpus", report.when == "call" and report.passed))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the corpus is required, a run in which no test read it is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if "corpus" in REQUIRED and reporter is not None and not hasattr(session.config, "workerinput"):
        passed = [("corpus", True) in report.user_properties for report in reporter.stats.get("passed", [])]
        if session.exitstatus == pytest.ExitCode.OK and not any(passed):
            reporter.write_line("no test read the corpus although it is required", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
