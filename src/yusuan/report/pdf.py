"""A page as PDF, printed by the Chromium of the system: A4, with an outline, its text can be selected."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from yusuan.model import YusuanError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
TIMEOUT = 120  # seconds
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=15000", "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)  # fmt: skip


def browser() -> str:
    """The command of a browser that prints. Raises YusuanError that says what to install."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise YusuanError("--to pdf needs Chromium or Chrome; on Debian: apt-get install chromium")


def print_pdf(html: Path) -> bytes:
    """The page of this file as PDF. Raises YusuanError when the browser does not print it."""
    with tempfile.TemporaryDirectory(prefix="yusuan-") as folder:
        output = Path(folder) / "page.pdf"
        places = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={output}", html.resolve().as_uri()]
        short = {name: value for name, value in os.environ.items() if name != "TMPDIR"}  # for its socket
        try:
            subprocess.run(
                [browser(), *FLAGS, *places], env=short, capture_output=True, timeout=TIMEOUT, check=False
            )
            return output.read_bytes()
        except (subprocess.TimeoutExpired, FileNotFoundError) as error:
            raise YusuanError(f"{html}: the browser did not print it") from error
