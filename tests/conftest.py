"""What all tests share: the corpus of published documents, where it lies beside the project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

# Set by .ci/run where the corpus is there: a test on it that is skipped, for whatever reason, then fails.
REQUIRED = bool(os.environ.get("YUSUAN_CORPUS_REQUIRED"))

# What the tests prove does not depend on how busy the machine is.
settings.register_profile("yusuan", deadline=None)
settings.load_profile("yusuan")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published documents; the test is skipped where it is not there."""
    if not CORPUS.is_dir():
        pytest.skip(f"no published documents at {CORPUS}")
    return CORPUS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test of the corpus fails where the corpus is required; each that ran is counted."""
    report = yield
    if "corpus" in getattr(item, "fixturenames", ()):
        if REQUIRED and report.skipped:
            report.outcome = "failed"
            report.longrepr = f"a corpus test was skipped although the corpus is required: {report.longrepr}"
        report.user_properties.append(("corpus", report.when == "call" and report.passed))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the corpus is required, a run in which no test read it is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRED and reporter is not None and not hasattr(session.config, "workerinput"):
        passed = [("corpus", True) in report.user_properties for report in reporter.stats.get("passed", [])]
        if session.exitstatus == pytest.ExitCode.OK and not any(passed):
            reporter.write_line("no test read the corpus although it is required", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
