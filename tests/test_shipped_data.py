"""The data folder that is shipped loads, belongs together, and holds figures, codes and names but no sentence."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from yusuan.loading import Data, load
from yusuan.store import FRAMES


@pytest.fixture(scope="module")
def shipped() -> Data:
    return load(ROOT / "data")


def test_the_reference_document_is_there(shipped: Data):
    row = shipped.sources.set_index("source_id").loc["深圳市宝安区政务服务数据管理局（本级）-2023-budget"]
    assert (row["year"], row["unit"], row["phase"]) == (2023, "万元", "budget")
    cells = shipped.cells[shipped.cells["source_id"] == row.name]
    total = cells[(cells["table"] == "balance") & (cells["name"] == "支出总计")]
    assert total["amount_yuan"].tolist() == [56_650_000]


def test_every_file_belongs_to_a_disclosure(shipped: Data):
    expected = {f"{id_}.{kind}.csv" for id_ in shipped.sources["source_id"] for kind in FRAMES}
    assert {path.name for path in (ROOT / "data" / "figures").iterdir()} == expected


def test_each_disclosure_says_where_it_was_published(shipped: Data):
    assert (shipped.sources["public_source"] != "").all()


@pytest.mark.parametrize("kind", FRAMES)
def test_no_sentence_is_shipped(shipped: Data, kind: str):
    texts = set(getattr(shipped, kind).select_dtypes("str").stack().unique())
    assert not [text for text in texts if re.search(r"[。！？；](?!…$)", text) or len(text) > 90]


def test_no_document_is_shipped():
    named = re.compile(r"\.(?:pdf|docx?|xlsx?|html?|txt)$")
    assert not [
        path for path in (ROOT / "data").rglob("*") if named.search(path.name) and path.name != "OFL.txt"
    ]
