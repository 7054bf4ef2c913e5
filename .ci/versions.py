"""What requirements.lock holds and when it was published, oldest first: to look at where pip-audit has no data."""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"

with tempfile.TemporaryDirectory() as folder:
    dated = Path(folder) / "pylock.toml"
    uv = str(Path(sys.executable).with_name("uv"))
    options = ["--quiet", "--no-deps", "--universal", "--python-version", "3.11", "--format", "pylock.toml"]
    subprocess.run([uv, "pip", "compile", *options, str(LOCK), "--output-file", str(dated)], check=True)
    packages = tomllib.loads(dated.read_text("utf-8"))["packages"]
rows = []
for package in packages:
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    dates = [file["upload-time"].date().isoformat() for file in files if "upload-time" in file]
    rows.append((min(dates, default="no date"), package["name"], package["version"]))
for date, name, version in sorted(rows):
    print(f"{date}  {name} {version}")
print(f"{len(rows)} packages; above them is what pip-audit said")
