"""The data folder gives back what was put in, keeps no sentences, and tells every damage in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import documents
import pandas as pd
import pytest
import small_reports
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan import loading, store
from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, Disclosure, YusuanError, frame
from yusuan.packing import pack
from yusuan.reading import read

REASON = "根据实际情况和合同约定，每年有所增加。"


@pytest.fixture(scope="module")
def disclosure(tmp_path_factory: pytest.TempPathFactory) -> Disclosure:
    read_in = read(documents.write(tmp_path_factory.mktemp("store") / "a.txt"))
    ids = read_in.cells.loc[0, store.ID_COLUMNS].to_dict()
    claims = [
        {"topic": "income", "measure": "amount", "period": "current", "value": 400.0, "quantum": 1.0,
         "amount_yuan": 4e6, "quantum_yuan": 1e4, "printed": "400", "unit": "万元", "line": 5, "reason": REASON},
        {"topic": "block_item", "name": "津贴补贴", "parent": "人员支出", "line": 7},
    ]  # fmt: skip
    return replace(read_in, claims=frame([ids | row for row in claims], CLAIM_COLUMNS))


@pytest.fixture
def folder(tmp_path: Path, disclosure: Disclosure) -> Path:
    packed = pack(disclosure, "abc", "1")
    (tmp_path / "figures").mkdir()
    store.write_figures(tmp_path, packed.row["source_id"], packed.files)
    store.write_sources(tmp_path, pd.DataFrame([packed.row]))
    return tmp_path


def test_loading_gives_back_the_frames(folder: Path, disclosure: Disclosure):
    data = loading.load(folder)
    pd.testing.assert_frame_equal(data.cells, disclosure.cells)
    pd.testing.assert_frame_equal(data.claims, disclosure.claims.drop(columns="reason"))
    assert len(data.sources) == 1 and data.sources["year"].tolist() == [2031]
    assert "1 disclosures, 2031–2031: 18 cells, 2 claims" in repr(data)


def test_only_what_is_asked_for_is_read(tmp_path: Path):
    subjects = [("深圳市甲局", 2030), ("深圳市甲局", 2031), ("深圳市宝安区乙局", 2031)]
    folder = small_reports.data(tmp_path, subjects)
    sources = store.read_sources(folder)
    sources["region"] = sources["source_id"].map(
        {"d0": "广东省深圳市", "d1": "广东省深圳市", "d2": "深圳市宝安区"}
    )
    store.write_sources(folder, sources)

    def ids(**asked: object) -> list[str]:
        return sorted(loading.load(folder, **asked).cells["source_id"].unique())

    assert ids() == ["d0", "d1", "d2"]
    assert ids(department="深圳市甲局", year=2031) == ["d1"]
    assert ids(region="深圳市") == ["d0", "d1", "d2"] and ids(region="宝安区") == ["d2"]
    assert ids(region="深圳市", year=2031) == ["d1", "d2"]
    store.figures_file(folder, "d2", "cells").unlink()
    assert ids(year=2030) == ["d0"]
    with pytest.raises(YusuanError, match="no department 甲 in it; there are: 深圳市甲局, "):
        ids(department="甲", year=2031)
    with pytest.raises(YusuanError, match="no year 2029 of 深圳市甲局 in it; there are: 2030, 2031"):
        ids(department="深圳市甲局", year=2029)


def test_a_disclosure_comes_back_without_its_sentences(folder: Path, disclosure: Disclosure):
    back = loading.load(folder).disclosure(disclosure.meta.source_id)
    assert back.meta == replace(
        disclosure.meta, tables=tuple(replace(table, notes=()) for table in disclosure.meta.tables)
    )
    pd.testing.assert_frame_equal(back.cells, disclosure.cells)
    pd.testing.assert_frame_equal(
        back.claims, disclosure.claims.assign(reason=pd.Series(["", ""], dtype="str"))
    )
    with pytest.raises(YusuanError, match="no disclosure 'x'"):
        loading.load(folder).disclosure("x")


def test_no_sentence_is_written(disclosure: Disclosure):
    prose = "提高服务水平，改善办事环境，让群众满意。其余各项工作有序推进"
    cells = disclosure.cells.copy()
    cells.loc[0, ["name", "printed"]] = [f"产出/质量/{prose}", prose]
    files = pack(replace(disclosure, cells=frame(cells.to_dict("records"), CELL_COLUMNS)), "abc", "1").files
    text = b"".join(files.values()).decode()
    assert prose not in text and REASON not in text
    assert f"产出/质量/{prose[:20]}…" in text


def test_content_is_the_same_whatever_order_and_place_and_differs_with_a_figure(disclosure: Disclosure):
    def content(cells: pd.DataFrame) -> str:
        return pack(replace(disclosure, cells=cells), "abc", "1").row["content"]

    cells = disclosure.cells
    moved = cells.assign(page=3, line=cells["line"] + 7).iloc[::-1].reset_index(drop=True)
    assert content(moved) == content(cells)
    changed = cells.copy()
    changed.loc[4, "amount_yuan"] += 10_000
    assert content(changed) != content(cells)


@pytest.mark.parametrize("kind", store.FRAMES)
def test_changed_or_missing_figures_are_told(folder: Path, disclosure: Disclosure, kind: str):
    file = store.figures_file(folder, disclosure.meta.source_id, kind)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    with pytest.raises(YusuanError, match=r"changed or cut off since it was written; .* ingest a\.txt again"):
        loading.load(folder)
    file.unlink()
    with pytest.raises(YusuanError, match=rf"{kind}\.csv: missing"):
        loading.load(folder)
    file.write_bytes(whole)
    assert len(loading.load(folder).cells) == 18


@pytest.mark.parametrize(
    "damage",
    [lambda t: t[:40], lambda t: b"\xff\xfe\x00" + t, lambda t: t.replace(b"2031,", b"year,"), lambda t: b"",
     lambda t: t + t.splitlines()[1], lambda t: t.replace("青石市石桥区档案局-2031".encode(), b"../x"),
     lambda t: t.replace(b",18,", b",,"), lambda t: t.replace(b",2031,", b",2031.5,"), lambda t: t.replace(b",2031,", b",inf,")],
    ids=["cut", "binary", "no year", "empty", "twice", "climbs out", "no number", "half a year", "no end"],
)  # fmt: skip
def test_a_damaged_list_is_told_in_one_line(folder: Path, damage):
    path = folder / "sources.csv"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(YusuanError, match=r"sources\.csv: damaged") as told:
        loading.load(folder)
    assert "\n" not in str(told.value)


def test_a_list_that_counts_other_figures_than_there_are_is_told(folder: Path):
    """Of each disclosure: one too few here and one too many there are as many in all."""
    one = store.read_sources(folder)
    store.write_figures(folder, "another", store.read_figures(folder, one.loc[0, "source_id"]))
    for cells in ([17, 18], [17, 19]):
        store.write_sources(folder, pd.concat([one, one.assign(source_id="another")]).assign(cells=cells))
        with pytest.raises(YusuanError, match=r"sources\.csv says 1[79] cells of \S+ where there are 18"):
            loading.load(folder)


def test_a_folder_without_data_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(YusuanError, match="yusuan ingest"):
        loading.load(tmp_path)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a"
    store.write_whole(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("yusuan.store.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@given(st.text(max_size=300))
def test_any_text_becomes_a_safe_file_name(text: str):
    name = store.safe_name(text)
    assert store.safe_name(name) == name
    assert 0 < len(name) <= 60 and len(name.encode()) < 240
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t ') and not name.startswith((".", "-"))


def test_long_names_stay_apart():
    assert store.safe_name("局" * 80 + "一") != store.safe_name("局" * 80 + "二")


@settings(max_examples=30)
@given(st.lists(st.floats(allow_infinity=False, width=64), min_size=1, max_size=20))
def test_amounts_come_back_to_the_last_bit(amounts: list[float]):
    kept = frame([{"amount_yuan": amount} for amount in amounts], CELL_COLUMNS)
    data = store.to_csv(kept[store.kept_columns("cells")])
    sources = pd.DataFrame([{column: "" for column in store.ID_COLUMNS} | {"cells": len(amounts)}])
    back = loading._gather("cells", [data], sources)
    pd.testing.assert_series_equal(back["amount_yuan"], kept["amount_yuan"], check_exact=True)


def test_a_final_account_keeps_the_budget_beside_it(tmp_path: Path, disclosure: Disclosure):
    cells = disclosure.cells.assign(phase=["budget", *["final"] * (len(disclosure.cells) - 1)]).astype(
        {"phase": "str"}
    )
    final = replace(disclosure, cells=cells, meta=replace(disclosure.meta, phase="final"))
    packed = pack(final, "abc", "1")
    (tmp_path / "figures").mkdir()
    store.write_figures(tmp_path, packed.row["source_id"], packed.files)
    store.write_sources(tmp_path, pd.DataFrame([packed.row]))
    assert list(loading.load(tmp_path).cells["phase"]) == list(cells["phase"])
