"""What a document is: department, region, year, phase and unit, from its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from .model import Line
from .names import clean_name, plain_name
from .tables import specs
from .tables.specs import kind_of
from .tables.stitching import Table

_TITLE = re.compile(
    r"(?P<before>.{0,40}?)(?P<year>(?:19|20)\d{2})年?度?(?P<after>.{0,50}?)(?P<kind>预算|决算)"
)
_NO_TITLE = re.compile(
    r"^目录$|概况$|：|^[一二三四五六七八九十]+、"
)  # where no title begins, unless it is all on that line
_PART_OF_TEXT = re.compile(r"^(?:第[一二三四五六七八九十]+部分[：、]?|附件[\d-]*(?:[：、]|$))")
_YEARLESS = re.compile(r"[^\d。；，：]{2,40}(?:预算|决算)(?:公开|说明|报告)*")
_ONLY_YEAR = re.compile(r"（?(?:19|20)\d{2}年?度?）?")
_CHINESE_YEAR = re.compile(r"二[○〇零oO][○〇零oO一二三四五六七八九]{2}(?=年)")
_AROUND_NAME = re.compile(r"^(?:.*[预决]算.*)?（(.*)）$|^.{0,6}(?:部门|单位)(?:名称)?：|(?:概况|：)$")
_CHINESE_DIGITS = {
    **dict.fromkeys("○〇零oO", "0"),
    **{d: str(i) for i, d in enumerate("一二三四五六七八九", 1)},
}
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_ORGAN = re.compile(
    r"[厅局院委办会处署部室司团校所站馆库队社台中心]）?$|（本级）$|（汇总）$|委员会$|街道$|检察院$|法院$|政府$"
)
_OFFICE = re.compile(
    r"^.{2,12}[省市区县州旗].{2,20}(?:局|委员会|办公室|厅|院|处|中心|街道办事处|人民政府)(?:（本级）|（汇总）)?$"
)
# Organisations whose name stands before that of their place, autonomous prefectures by their short names, national organs.
_ORGANISATION = (
    r"中共|中国共产党|(?:中国)?(?:共产主义青年团|共青团)|政协|中国人民政治协商会议|(?:中国)?(?:民革|民盟|民建|民进|民主促进会"
    r"|民主同盟|民主建国会|国民党革命委员会|农工(?:民主)?党|致公党)|九三学社|台盟"
)
_PREFECTURES = (
    r"(?:恩施|湘西|阿坝|甘孜|凉山|黔东南|黔西南|黔南|楚雄|红河|文山|西双版纳|大理|德宏|怒江|迪庆|临夏|甘南|海北|黄南|海南|果洛"
    r"|玉树|海西|昌吉|博尔塔拉|巴音郭楞|克孜勒苏|伊犁|延边)"
)
_NATIONAL = re.compile(
    r"^(?:国家|中华|中央|中共中央|国务院|最高人民|全国|审计署|海关总署|新华通讯社"
    r"|(?:外交|国防|教育|科学技术|工业和信息化|公安|民政|司法|财政|人力资源和社会保障|自然资源|生态环境|住房和城乡建设|交通运输"
    r"|水利|农业农村|商务|文化和旅游|应急管理|退役军人事务)部"
    r"|中国(?!.*(?:大学|(?<!科)学院))(?!(?:（|共产党|共产主义|人民政治|民|国民党|农工|致公)))"
)
_REGION = re.compile(
    rf"^(?:{_ORGANISATION})?(?!自治区)(?P<region>"
    r"(?P<province>[^省市区县]{2,3}省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:北京|上海|天津|重庆)市|新疆生产建设兵团)?"
    r"(?P<city>[^省市区县]{2,6}?(?:市|盟|地区)|[^省市区县]{2,12}?自治州(?:[^省市区县]{2,6}?市)?"
    rf"|{_PREFECTURES}州(?:[^省市区县]{{2,6}}?市)?)?"
    r"(?:[^省市区县]{2,6}?(?:经济|高新|产业|工业)[^省市区县]{0,6}区|[^省市区县]{2,12}?自治县|[^省市区县]{1,6}?(?:县|旗|(?<![社园景校地])区))?)"
)
_PART = re.compile(
    r"^[-•·—]?(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、]|附?[表件]\d+(?:[-—]\d+)?[.、：:]?)"
)


def _arabic_year(text: str) -> str:
    """二〇二四年 as 2024年."""
    return _CHINESE_YEAR.sub(lambda match: "".join(_CHINESE_DIGITS[c] for c in match[0]), text)


def title_of(lines: Sequence[Line], tables: Sequence[Table]) -> tuple[str, int | None, str]:
    """(title, year, phase) from the first lines that speak of a year's 预算 or 决算.

    A title may be broken over lines: up to four are read as one.
    """
    texts = [_arabic_year(_PART_OF_TEXT.sub("", clean_name(line.text))) for line in lines[:60]]
    for n, (above, below) in enumerate(pairwise(texts)):
        if _YEARLESS.fullmatch(above) and _ONLY_YEAR.fullmatch(below):
            texts[n : n + 2] = below + above, ""  # a cover: the title, and its year below
    for start in range(len(texts)):
        if _NO_TITLE.search(texts[start]) and not _TITLE.search(texts[start]):
            continue
        for count in range(1, min(5, len(texts) - start + 1)):
            joined = "".join(texts[start : start + count])
            if count > 1 and _names_an_organ(texts[start + count - 1]):
                break  # a title by itself: what is above it (the name of a sheet, 附件) is no part of it
            match = _TITLE.search(joined)
            if match and len(joined) < 80 and not re.search(r"[。；，]", joined):
                phase = "final" if match["kind"] == "决算" else "budget"
                end = start + count
                while (
                    end < len(texts)
                    and end - start < 4
                    and len("".join(texts[start : end + 1])) < 60
                    and re.search(r"部门预?$|预$|管理$|^.{0,8}局.*(?:预算|决算)$", "".join(texts[start:end]))
                    and re.match(r"^.{0,20}(?:算|部门预算|部门决算)$", texts[end])
                ):
                    end += 1
                return "".join(texts[start:end]), int(match["year"]), phase
    headings = [t.title for t in tables] + [
        clean_name(cell) for t in tables for row in t.header for cell in row if cell
    ]
    years = Counter(int(y) for text in headings for y in YEAR.findall(text))
    phase = "final" if sum("决算" in text for text in headings) > len(tables) / 2 else "budget"
    body = Counter(int(y) for line in lines for y in YEAR.findall(clean_name(line.text)))
    year = (years or body).most_common(1)
    return "", year[0][0] if year else None, phase


def _names_an_organ(line: str) -> bool:
    """Whether a line is a title that says whose it is, so that it needs nothing from above."""
    match = _TITLE.search(line)
    return bool(match and _ORGAN.search(re.sub(r"(?:部门|单位)+$", "", match["before"] + match["after"])))


def department_of(title: str, lines: Sequence[Line], tables: Sequence[Table]) -> str:
    """The department: what most tables name above themselves, else what the title says, else a line 单位名称：…"""
    named = Counter(t.department for t in tables if t.department and not re.search(r"元|^\d+$", t.department))
    if named:
        return re.sub(r"^[\[【（]?\d{3,}[\]】）]?[-—_]?", "", named.most_common(1)[0][0])
    for line in lines:
        match = specs.NAMED.match(clean_name(line.text))
        if match and _ORGAN.search(match["name"]):
            return match["name"]
    before = re.sub(r"^(?:关于|[一二三四五六七八九十]+、)|(?:关于)?(?:19|20)\d{2}.*$", "", title)
    if len(before) >= 4 and _ORGAN.search(before):
        return before
    bare = re.sub(r"(?:19|20)\d{2}年?度?", "", title)
    bare = re.sub(
        r"(?:(?<=[省市县区])[省市县区]本级)?(?:部门|单位|整体支出)*(?:“三公”经费)?(?:财政拨款)?(?:综合)?(?:预算|决算)(?:信息)?(?:公开)?(?:说明|情况说明|报告|草案)?.*$",
        "",
        bare,
    )
    bare = re.sub(r"^关于", "", bare).strip("：:·.（")
    if len(bare) >= 3 and _REGION.sub("", bare, count=1) not in ("", "本级"):
        return bare
    heads = (_PART_OF_TEXT.sub("", clean_name(line.text)) for line in lines[:40])
    names = (_AROUND_NAME.sub(r"\1", head) for head in heads)
    return next(
        (name for name in names if 4 <= len(name) <= 30 and _ORGAN.search(name)),
        bare if len(bare) >= 3 else "",
    )


def region_of(department: str, title: str = "") -> str:
    """City and county as a department's name begins with them, or its province; 中央 for a national office; "" if unknown.

    One spelling for one place: the province only where no city is named, an autonomous prefecture by its short name.
    """
    for text in (department, re.sub(r"^(?:19|20)\d{2}年?度?", "", title)):
        if _NATIONAL.match(text):
            return "中央"
        match = _REGION.match(text)
        if match and match["region"]:
            region = (
                match["region"].removeprefix(match["province"] or "") if match["city"] else match["region"]
            )
            return re.sub(rf"^({_PREFECTURES})(?!州).*?自治州", r"\1州", region)
    return ""


def promised_titles(lines: Sequence[Line]) -> tuple[str, ...]:
    """The titles of tables that the contents list, in order, each once: lines ending in 表 before the first table
    that are numbered like contents."""
    found: list[str] = []
    for line in lines:
        text = re.sub(r"[.…·\s—-]*\d*$", "", clean_name(line.text))
        if not _PART.match(text) or len(text) > 60:
            continue
        bare = plain_name(_PART.sub("", text))
        bare = specs.NUMBER.sub("", bare)
        if specs.TITLE.match(bare) and kind_of(bare) and bare not in found:
            found.append(bare)
    return tuple(found)


def unit_of(tables: Sequence[Table], lines: Sequence[Line]) -> str:
    """The money unit that most tables print; else the one that the text uses most; "" where none is printed."""
    units = Counter(t.unit for t in tables if t.unit)
    if not units:
        units = Counter(m["unit"] for line in lines if (m := specs.UNIT.search(clean_name(line.text))))
    if not units:
        units = Counter(
            u for line in lines for u in re.findall(r"\d(百?万元|[百千亿]?元)", clean_name(line.text))
        )
    return units.most_common(1)[0][0] if units else ""
