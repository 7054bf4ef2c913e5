"""Printed names, cleaned: one spelling for one thing, without changing what is said."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN_GAP = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_NUMBERING = re.compile(
    r"^(?:其中[:：]?)?(?:[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]、?|\d{1,2}[、.．](?!\d)|[①-⑳])+"
)


@lru_cache(maxsize=1 << 14)
def clean_name(text: str | None) -> str:
    """A name as printed, less what typesetting put in: line breaks and spaces go (kept between Latin words),
    digits become half-width, brackets full-width; what is invisible or turns the direction of writing goes, too."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _TAG.sub("", text or "")))
    text = _LATIN_GAP.sub("\0", text)
    text = "".join(text.split()).replace("\0", " ")
    return text.replace("(", "（").replace(")", "）").replace(":", "：").replace(",", "，")


@lru_cache(maxsize=1 << 14)
def plain_name(name: str) -> str:
    """A cleaned name without its numbering: 一、一般公共服务支出 and （一）一般公共服务支出 are one thing."""
    return _NUMBERING.sub("", re.sub(r"^其中：", "", name))


@lru_cache(maxsize=1 << 14)
def numbering_level(name: str) -> int | None:
    """How deep the numbering of a name says it stands: 一、 is 1, （一） and 1. are 2, （1） is 3; None without one."""
    name = re.sub(r"^其中：", "", name)
    if re.match(r"^[一二三四五六七八九十]+[、.．]", name):
        return 1
    if re.match(r"^（[一二三四五六七八九十]+）|^\d{1,2}[、.．](?!\d)", name):
        return 2
    if re.match(r"^（\d{1,2}）|^[①-⑳]", name):
        return 3
    return None
