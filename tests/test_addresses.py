"""Reports go to any address, made here or by a cluster: all are there, none twice, none half, whoever dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import fsspec
import nbformat
import pytest
import small_reports

from yusuan.model import YusuanError
from yusuan.report import run
from yusuan.report.address import Address, place, put
from yusuan.report.index import write_index
from yusuan.report.inputs import signature
from yusuan.report.make import write
from yusuan.report.notes import Notes
from yusuan.report.plan import Job

SUBJECTS = [(f"某市{who}局", 2030) for who in "甲乙丙丁戊己庚辛"]


def test_an_address_is_a_folder_here_or_a_store_elsewhere(tmp_path: Path):
    assert place("out") == place(Path("out")) == Path("out")
    assert place(f"file://{tmp_path}/out") == tmp_path / "out"
    there = place("memory://out/a") / "b.txt"
    assert isinstance(there, Address) and there.name == "b.txt" and str(there).endswith("out/a/b.txt")
    put(there, b"1")
    assert fsspec.filesystem("memory").cat_file("/out/a/b.txt") == there.read_bytes() == b"1"
    for address in ("nowhere://a", "gs://bucket/a"):  # unknown; not installed
        with pytest.raises(YusuanError, match=address.partition(":")[0]):
            place(address)


def test_a_store_holds_reports_with_what_is_noted_of_them(tmp_path: Path):
    data = small_reports.data(tmp_path / "data", SUBJECTS[:1])
    path = small_reports.notebook(tmp_path / "n.ipynb", "1 + 1")
    sign, output = signature(data, []), place("memory://reports")
    job = Job(path, *SUBJECTS[0], {"lang": "zh"}, output / "某市甲局-2030")
    notes = Notes(output, sign)
    assert notes.result(job) is None
    made = write(job, ["html"], nbformat.read(path, as_version=4), "")
    assert [file.name for file in made.files] == ["n.ipynb", "n.html"]
    assert made.files[1].read_bytes().rstrip().endswith(b"</html>")
    notes.keep(made)
    assert Notes(output, sign).result(job) == made
    write_index(output, Notes(output, sign).folders, "zh")
    assert "某市甲局" in (output / "index.html").read_bytes().decode()
    made.files[0].fs.rm_file(made.files[0].path)
    assert Notes(output, sign).result(job) is None
    assert {path.name for path in tmp_path.iterdir()} == {"data", "n.ipynb"}


def test_a_bucket_is_a_site_and_what_is_there_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anyone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    try:
        store = fsspec.filesystem("s3")
        store.mkdir("bucket")
        data = small_reports.data(tmp_path / "data", SUBJECTS[:2])
        notebook = str(small_reports.notebook(tmp_path / "n.ipynb", "department"))
        asked = {"everything": True, "data_dir": data, "output": "s3://bucket/reports", "pictures": False}
        results = run([notebook], jobs=2, **asked)
        made = _all(store)
        assert [result.error for result in results] == ["", ""]
        assert len(made) == 2 * 3 + 2 + 1, "report, notebook and notes of each; script and font; index"
        for page in [path for path in made if path.endswith(".html")]:
            with urlopen(store.url(page)) as seen:
                assert seen.headers["Content-Type"] == "text/html", "a browser shows it, and does not save it"
        assert run([notebook], **asked) == results
        changed = {path for path, at in _all(store).items() if at != made[path]}
        assert changed <= {"bucket/reports/index.html"}
    finally:
        server.stop()


def _all(store: fsspec.AbstractFileSystem) -> dict[str, datetime]:
    """When each file of the bucket was written."""
    store.invalidate_cache()
    return {path: found["LastModified"] for path, found in store.find("bucket", detail=True).items()}


def test_a_cluster_makes_every_report_once_though_a_worker_dies(tmp_path: Path):
    from distributed import Client, LocalCluster

    data = small_reports.data(tmp_path / "data", SUBJECTS)
    log = "open(f'{data_dir}/log', 'a').write(f'{department}\\n')\nimport time\ntime.sleep(0.2)"
    notebooks = [str(small_reports.notebook(tmp_path / f"{name}.ipynb", log)) for name in ("a", "b")]
    output, folder = f"dir://out::file://{tmp_path}", tmp_path / "out"
    asked = {"everything": True, "data_dir": data, "output": output, "pictures": False}
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        process_ids = client.run(os.getpid)

        def kill_one() -> None:
            while len(list(folder.glob("*/*.html"))) < 3:
                time.sleep(0.02)
            os.kill(next(iter(process_ids.values())), signal.SIGKILL)

        killer = threading.Thread(target=kill_one, daemon=True)
        killer.start()
        results = run(notebooks, scheduler=cluster.scheduler_address, **asked)
        killer.join(timeout=1)
        assert not killer.is_alive(), "no worker was killed"
    assert [result.error for result in results] == [""] * 16
    assert len({result.job.key for result in results}) == 16
    pages = list(folder.glob("*/*.html"))
    assert len(pages) == 16 and all(page.read_text("utf-8").rstrip().endswith("</html>") for page in pages)
    assert (folder / "index.html").read_text("utf-8").count('scope="row"') == len(SUBJECTS)
    made = (data / "log").read_text("utf-8").splitlines()
    assert 16 <= len(made) <= 16 + 4, "only what the dead worker had in hand is made again"
    assert run(notebooks, **asked) == results, "made by a cluster, left as it is by this machine"
    assert (data / "log").read_text("utf-8").splitlines() == made
