"""What the text of a budget may say of money, as data: the grammar of its sentences on one page.

    phrase      subject GAP sum tail*             公务接待费 预算数为 2万元 …
    tail        comparison | RATIOS | RESTATED    ，比上年减少1万元 | ，占5% | ，上年预算数3万元
    comparison  base [sum] change [reason]        较2023年预算数 3万元 减少1万元，下降33%，主要原因是…
              | base same | from-to               与上年持平 | 由上年的3万元减少到2万元，…
    change      direction sum [direction percent] | direction percent

Patterns are written for prose that `text` has normalised: no spaces, half-width digits, full-width punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

NUMBER = r"(?<![\d.,])(?<!\d，)-?\d[\d,]*(?:\.\d+)?"
MONEY = r"(?:百?万元|[百千亿]?元)(?!/)|万(?=[，。；、）])"
SUM = re.compile(rf"(?P<n>{NUMBER})(?P<u>{MONEY})(?!（含）以|以[上下])")
_QUOTE = r"[“”\"'‘’]?"
_YEAR = r"(?:19|20)\d{2}年"
_BEFORE = rf"{_YEAR}|上一?年|去年"

# Words that may stand between a subject and its figure without changing what is said.
_FILL = (
    rf"(?:{_YEAR}度?|纳入|年初|财政拨款|一般公共预算|当年|本年|全年|部门|单位|拟|预算|决算|安排|支出|收入|经费|费用|资金|拨款"
    r"|总额|金额|总数|数|合计|共计|共有|共|总计|计划|均|为|是|：|人民币|¥|（本级）|（含[^（）\n]{1,20}）|（详见[^（）\n]{1,20}）)"
)
# A heading that ends like a sentence: “公务接待费。2024年预算数5万元”, “行政运行（项）。年初预算为500万元”.
_HEADED = rf"(?:{_YEAR}度?)?(?:年初|支出)?(?:预算|决算)(?:数|为|安排)"
GAP = rf"(?:。(?={_HEADED})|{_FILL}){{0,10}}"
SENTENCE_END = re.compile(rf"\n|。(?!{_HEADED})")  # no subject reaches over it


def plain(name: str) -> str:
    """One spelling for a block or a class that is written in several."""
    name = re.sub(r"费(?:财政拨款)?预算$", "费", name)
    name = re.sub(r"^(.+?)(?:支出)?（类）(?:支出)?$", r"\1支出", name)
    name = re.sub(r"^本年(收入|支出)[合小]计$", r"本年\1", name)
    return re.sub(r"^对个人和家庭的?补助(?:支出)?$", "对个人和家庭的补助支出", name)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sum of money is said of: `words` are the regular expression of its name in the text, `near` of what its
    sentence must have said before.

    With `named`, the matched words are the name of the claim; `topics` are two where one figure speaks of both sides,
    and "" where the side is that of the sum before it in the sentence.
    """

    topics: tuple[str, ...]
    measure: str
    words: str
    named: bool = False
    near: str = ""

    def name(self, words: str) -> str:
        """The name that the words which matched give the claim."""
        return plain(words) if self.named else ""


def sign(direction: str | None) -> int:
    """What 增加 or 减少 makes of a figure."""
    return -1 if direction and direction.startswith(("减", "下降", "降", "压减")) else 1


@cache
def spoken(words: str, then: str) -> re.Pattern[str]:
    """A subject, nothing but filling words behind it, and what follows; a year may stand before it (上年结转 is none)."""
    return re.compile(
        rf"(?:(?P<y>{_YEAR}|上一?年(?!结)|去年)[^，。；：\n\d]{{0,40}}?)?(?P<s>{words})(?P<gap>{GAP}){then}"
    )


_FUND = (
    r"一般公共预算(?:财政)?(?:当年)?(?:财政)?(?:拨款)?|(?:政府性|(?<!政府性))基金(?:预算)?(?:当年)?(?:财政)?(?:拨款)?"
    r"|国有资本经营(?:预算)?(?:当年)?(?:财政)?(?:拨款)?|财政拨款|财政补助"
)
_CLASSES = (
    "一般公共服务|外交|国防|公共安全|教育|科学技术|文化旅游体育与传媒|文化体育与传媒|社会保障和就业|卫生健康"
    "|医疗卫生与计划生育|节能环保|城乡社区|农林水|交通运输|资源勘探工业信息等|资源勘探信息等|商业服务业等|金融|援助其他地区"
    "|自然资源海洋气象等|国土海洋气象等|住房保障|粮油物资储备|灾害防治及应急管理"
)
_TOTALS = r"收(?:入)?、?支(?:出)?(?:总预算|预算总计|总计|预算)(?:总计)?|预算收支|(?:部门|单位)预算总(?:额|计)"
_OF_ALL = r"(?<!公共)(?<!基金)(?<!经营)(?<!全[国省市区县])"  # a total is of no fund alone, and of no place
_OWN = r"(?<!结[余转]的)"  # not what a carry-over consists of
_INCOMES = (
    rf"{_OWN}(?:{_FUND}|事业单位经营|(?:教育|科研)?事业|经营|上级补助|附属单位上缴|其他(?:来源)?)收入|{_OWN}财政专户(?:管理(?:资金|事业)|核拨|拨款)(?:收入)?"
    rf"|(?:财政)?专户管理的[^，。；：\d]{{2,6}}收入|(?<![初末])(?:{_FUND})结转(?:和?结余)?|年初结转和结余"
    r"|(?:使用|动用)?非财政拨款结余|单位结余结转资金|(?<!含)上年结转(?:结余)?(?:收入|资金)?"
)
_SPENDINGS = (
    rf"(?:{_FUND})(?:安排)?(?:基本|项目)?(?:预算)?支出|(?:基本|(?<!目标的)项目|事业单位经营|上缴上级|对附属单位补助|经营)支出"
    rf"|(?<!其他)(?:工资福利|商品和服务)支出|单位预留机动经费|一般公共预算当年(?:财政)?拨款(?!收入)"
    rf"|(?:{_CLASSES})(?:（类）支出|支出（类）支出|支出（类）|支出)|(?:年终|年末)(?:财政拨款)?结转和?结余(?:资金)?|结转下年"
)
_OF_SENTENCE = rf"{_OWN}(?:(?:一般公共预算)?财政拨款|一般公共预算(?:拨款)?|(?:政府性基金|国有资本经营)(?:预算)?(?:财政)?(?:拨款)?|其他资金)"
BLOCK = r"(?:在职)?人员(?:支出|经费)|(?:日常)?公用(?:支出|经费)|对个人和家庭的?补助(?:支出)?"
_FIRMS_SHARE = r"(?:预留|采购|的|政府|项目|合同|份额)*"
_TO_FIRMS = r"(?:面向|预?留给?|授予|给予?|向)"
_SMALL = r"(?:小型(?:和|、|与|及)?微型|小微|微型|小型)企业"
_CAR = r"公务(?:用)?车"
_COST = r"(?:费用|费|经费)"
_MANAGED = r"(?:项目|当年|财政性|财政拨款|财拨|一般公共预算|预算|财政)*"

SUBJECTS = (
    Subject(("income", "expenditure"), "amount", _TOTALS),
    Subject(("income", "expenditure"), "amount", rf"(?:{_FUND})(?:{_TOTALS})", named=True),
    Subject(("income",), "amount", rf"{_OF_ALL}(?:总|预算)收入|(?<!全[国省市区县])收入(?:总计|总预算|预算|合计)"),
    Subject(("expenditure",), "amount", rf"{_OF_ALL}(?<!支出)(?:总|预算)支出|(?<!转移支付)支出(?:总计|总预算|预算|合计)"),
    Subject(("income",), "amount", r"本年收入(?:合计)?(?!预算)", named=True),  # without what is carried over: no total
    Subject(("expenditure",), "amount", r"本年支出(?:合计)?(?!预算)", named=True),
    Subject(("income",), "amount", _INCOMES, named=True),
    Subject(("expenditure",), "amount", _SPENDINGS, named=True),
    Subject(("",), "amount", _OF_SENTENCE, named=True),
    Subject(("expenditure",), "amount", r"委托业务费|(?:会议费|培训费|差旅费)(?:财政拨款)?预算|(?<=安排)(?:会议费|培训费)",
            named=True),
    Subject(("block",), "amount", BLOCK, named=True),
    Subject(("procurement",), "total", r"政府采购(?:项目)?"),
    Subject(("procurement",), "total", rf"(?:{_FUND})(?:安排)?的?政府采购(?:项目)?", named=True, near="政府采购"),
    *(
        Subject(("procurement",), measure, words, near=near)
        for measure, word in (("goods", "货物"), ("works", "工程"), ("services", "服务"))
        for words, near in (
            (rf"(?:政府采购|拟采购|拟购买){word}(?:类)?|{word}(?:类?采购|类?项目|类)", ""),
            (rf"(?:(?<=[：，；（中])|(?<=元、)){word}(?=(?:预算|支出|为)*\d)", "采购"),
        )
    ),
    Subject(("procurement",), "procurement_sme", rf"{_TO_FIRMS}中小企业{_FIRMS_SHARE}"),
    Subject(("procurement",), "procurement_small_micro", rf"{_TO_FIRMS}{_SMALL}{_FIRMS_SHARE}"),
    Subject(("three_public",), "total", rf"{_QUOTE}三公{_QUOTE}经费{_QUOTE}(?!的)"),
    Subject(("three_public",), "overseas", rf"因公(?:临时)?出国（境）{_COST}?"),
    Subject(("three_public",), "reception", rf"公务接待{_COST}?"),
    Subject(("three_public",), "reception_domestic", rf"国内(?:公务)?接待{_COST}?"),
    Subject(("three_public",), "reception_foreign", rf"(?:外宾|外事|国（境）外)(?:公务)?接待{_COST}?"),
    Subject(("three_public",), "vehicle",
            rf"{_CAR}购置{_COST}?(?:及|和|、|与)(?:公务用车)?运(?:行(?:及)?(?:维护)?|维){_COST}?|{_CAR}费(?:用)?"),
    Subject(("three_public",), "vehicle_purchase", rf"{_CAR}购置{_COST}?"),
    Subject(("three_public",), "vehicle_operation",
            rf"(?<!购置及)(?:{_CAR}|公务车用车)运(?:行(?:及)?(?:维护)?|维){_COST}?"),
    Subject(("three_public",), "vehicle_purchase", rf"(?<=[：，、；（中])(?<!辆，)购置{_COST}", near="公务用车"),
    Subject(("three_public",), "vehicle_operation", rf"(?<=[：，、；（中])运行(?:维护)?{_COST}", near="公务用车"),
    Subject(("operating_cost",), "amount", rf"机关运行{_COST}(?:，合计)?"),
    Subject(("assets",), "fixed_assets", r"(?<!购置)(?<!其他)固定资产(?:总?金额|总量|总额|总值)?"),
    Subject(("assets",), "new_fixed_assets", r"(?:拟|计划)?购置固定资产"),
    Subject(("performance",), "amount", rf"整体支出[^，。；\n\d]{{0,12}}绩效[^，。；\n\d]{{0,12}}，涉及{_MANAGED}资金", named=True),
    Subject(("performance",), "amount", rf"(?:涉及|(?<=个[，、])){_MANAGED}(?:资金|拨款|预算)(?:合计)?|(?<=绩效目标的)项目支出", near="绩效"),
)  # fmt: skip

# What every sentence has that speaks of a topic: the others need not be looked through for it.
ABOUT = {
    topic: re.compile(words)
    for topic, words in (
        ("three_public", "三公|公务|出国|接待|团组|来宾|外宾|批"), ("procurement", "采购|购买|企业|货物|工程|服务"), ("performance", "绩效|项目"),
        ("assets", "车|设备|房屋|资产"), ("operating_cost", "运行"),
    )
}  # fmt: skip

# Of a comparison alone, where no figure of its own shows which total is meant: “收入较上年减少5万元”.
COMPARED_SUBJECTS = tuple(
    Subject((topic,), "amount", rf"(?:(?<![\u4e00-\u9fff])|(?<=[年度门位])){word}")
    for topic, word in (("income", "收入"), ("expenditure", "支出"))
)
ALL_SUBJECTS = (*SUBJECTS, *COMPARED_SUBJECTS)

# A functional class in words: “类（款）项” in brackets, joined by dashes in quotes, or behind its code.
_BEGINS = r"(?<![^\d.、。）；，：\n])"
CLASSIFIED = tuple(
    re.compile(rf"{pattern}(?:支出)?{GAP}(?P<n>{NUMBER})(?:为)?(?P<u>{MONEY})")
    for pattern in (
        r"“(?P<name>(?!三公)[^“”\n。，；]{2,90})”(?:科目|（[类款项]）)?",
        rf"{_BEGINS}(?P<name>[^\n，。；：\d“”（）][^\n，。；：\d“”]{{1,40}}(?:（类）[^\n，。；：“”]{{1,40}})?（款）[^\n，。；：“”]{{1,40}}（项）)",
        r"(?<![\d-])(?:\d{3,7}-|2\d{6})(?P<name>[^\n，。；：\d]{2,40}?)",
        r"(?<![\d-])\d{3,7}（(?P<name>[^\n，。；：\d（）]{2,40})）",
        rf"{_BEGINS}(?P<name>[^\n，。；：\d“”（）]{{2,30}}(?:（\d+）[^\n，。；：\d“”（）]{{2,30}}){{0,2}})（(?:\d{{2,7}}|项)）",
    )
)
CLASS = re.compile(r"（[类款项]）|支出|-|（\d{3,7}）|\d{3,7}（|^2\d{6}")

# A unit's budget and the blocks it consists of; then each block again, with what it pays for.
UNIT_BUDGET = re.compile(
    rf"(?P<entity>[^，。；：\n]{{2,130}}?)预算(?:总额|支出|为)*(?P<n>{NUMBER})(?P<u>{MONEY})，(?:主要)?包括：?"
    r"(?=[^。\n]{0,300}项目支出\d)"
)
BLOCK_PARAGRAPH = re.compile(
    rf"（[一二三四五六七八九]）(?P<name>[^，。；：\n（）]{{2,20}}?)(?P<n>{NUMBER})(?P<u>{MONEY})"
)
INCLUDES = re.compile(r"[，。]?(?:主要|具体)?包括：?")
OF_WHICH = re.compile(r"。其中[，：]")
PROJECTS = re.compile(rf"项目支出{NUMBER}(?:{MONEY})，(?:主要|具体)?包括：?")
PROJECT = re.compile(
    rf"(?<=[。：\n])(?P<no>\d{{1,2}}[.、]|（\d{{1,2}}）)?(?P<name>[^，。；：\n]{{2,60}}?)(?:预算)?(?P<n>{NUMBER})(?P<u>{MONEY})"
)
NOT_AN_ITEM = re.compile(
    r"主要|其中|用于|含|包括|共|约|预算|合计|按|为|由|根据|年|并|支付|预计|已|需|占|比|较|与|上年(?!结转项目)|缺口|尾款$|\d{4}年预算"
)

# A sentence of one fund: “政府性基金预算财政拨款年初结转和结余0万元，本年收入5万元”.
OF_FUND = re.compile(r"[^，。]*?(?P<fund>(?:政府性基金|国有资本经营)预算(?:财政拨款)?)(?!总|收支)")
OPENS = re.compile(
    rf"(?:\d{{1,2}}[.、]|（[一-鿿\d]{{1,3}}）)?{_YEAR}(?!\d|末|底)"
)  # a sentence, and so its parts
PLANNED = re.compile(r"(?<!公共)(?<!基金)(?<!经营)预算")
EXECUTION = re.compile(r"执行|决算")

# What is said of a sum that was just named, by period: “，占本年支出的69.57%”, “，完成年初预算的104%”, “，较预算数减少2万元”.
_DIRECTION = r"(?:增加|增长|上升|提高|增幅|减少|下降|降低|压减|减低|[减降]幅)"
RATIOS = {
    "share_pct": re.compile(
        rf"[，（、]占[^，。；（）\n\d]{{0,30}}?(?:（[^（）\n]*）[^，。；（）\n\d]{{0,12}}?)?的?(?:比例|比重)?(?:约|为)?(?P<n>{NUMBER})(?P<u>%)"
    ),
    "completion_pct": re.compile(
        rf"[，（、](?:预算)?完成(?:率)?[^，。；（）\n\d]{{0,12}}?(?:为)?(?:{NUMBER}(?:{MONEY}))?的?(?P<n>{NUMBER})(?P<u>%)"
    ),
    "deviation": re.compile(
        rf"[，。；（](?:支出)?(?:决算数?)?(?:比|较)(?:年初|全年|调整后?)?预算数?(?:{NUMBER}(?:{MONEY}))?(?:相比，?)?(?P<d>{_DIRECTION})了?(?P<n>{NUMBER})(?P<u>{MONEY})"
    ),
}
# "，上年预算数9.23万元", "，2023年预算安排2.63万元", "，支出决算为2万元", "，上年3万元": the subject is the sentence's.
RESTATED = re.compile(
    rf"(?<=[，；。（、])(?P<year>(?:{_BEFORE})(?:当年|年初|度)*)?"
    rf"(?:(?:财政拨款)?(?:年初|全年|收入|支出)*(?:预算|决算|执行)(?:执行|安排|批复|数|为|收入|支出)*|(?<=[上去一]年)为?|(?<=年)为)(?P<n>{NUMBER})(?P<u>{MONEY})"
)

# "比上年（45,557.68万元）增加5,478.54万元，增长12.03%", "与上年持平", "比上年执行数增加8.56%", "同比减少5万元".
_ABOUT = r"(?:了|约|为|达)*"
_REMARK = r"(?:（[^（）\n\d]*）)?"
_PERCENT = rf"(?:同比)?(?P<dp>{_DIRECTION}){_DIRECTION}?(?:率|幅度|比例)?{_ABOUT}(?P<q>{NUMBER})%"
_CHANGE = (
    rf"(?P<d>{_DIRECTION})(?:{_DIRECTION}|[（/]{_DIRECTION}）?(?=0))?{_ABOUT}"
    rf"(?:(?P<n>{NUMBER})(?P<u>{MONEY})(?:{_REMARK}[，、（]?{_PERCENT})?|(?P<q2>{NUMBER})%)"
)
# “基本持平” is no zero.
SAME = (
    r"(?:无|没有|未发生)(?:增减)?变[化动]|(?:无|没有)增减|(?<!基本)(?:保持)?(?<!基本)(?:持平|相同|一致|不变)"
)
_YEAR_BEFORE = (
    rf"(?P<base>{_BEFORE})(?:（(?!{NUMBER}{MONEY})[^（）\n]{{1,15}}）)?(?P<basis>[^，。；\n\d]{{0,25}}?)"
)
_BASE = rf"(?:(?:(?<=。)预算数)?(?:比|较|与|和|同比){_YEAR_BEFORE}|同比(?![上去12与]))"
_OF_BOTH = r"(?:，(?:财政拨款|收入?|、|支出?|总计|预算|各|均|都)*)?"
COMPARISON = re.compile(
    rf"{_BASE}(?:的?（?(?P<p>{NUMBER})(?P<pu>{MONEY})(?:（[^（）\n]*）)?）?(?:相比)?)?(?:{_OF_BOTH}{_CHANGE}|，?(?:相比，?)?(?P<same>{SAME}))"
)
FROM_TO = re.compile(
    rf"(?:由|从){_YEAR_BEFORE}(?P<p>{NUMBER})(?P<pu>{MONEY}){_DIRECTION}(?:到|至|为)(?:{_YEAR}|本年)?[^，。；\n\d]{{0,12}}?"
    rf"(?P<c>{NUMBER})(?P<cu>{MONEY})(?:[，、（]{_CHANGE})?"
)
# "其中：基本支出减少6万元", in a sentence that has said with which year it compares.
BASE = re.compile(_BASE)
FURTHER = re.compile(_CHANGE)
BARE = re.compile(rf"(?:（[^（）\n]*）)?，{_CHANGE}")  # right behind a sum: “机关运行经费66万元，增长10%”
WHY = re.compile(r"因|由于|主要")
# Figures in the order of their subjects: “分别为1万元、2万元”, “，比上年分别增加2万元、3万元”, “，分别占60%和40%”.
EACH = re.compile(r"分别(?!各)")
ONE_EACH = re.compile(rf"(?P<d>{_DIRECTION})?{_ABOUT}(?P<n>{NUMBER})(?P<u>{MONEY}|%)")
_ALL_EACH = r"(?P<list>{0}(?:[、，和及与]{{1,2}}{0})+)".format(re.sub(r"\(\?P<.>", "(?:", ONE_EACH.pattern))
EACH_SUM = re.compile(rf"(?P<subjects>[^。；：\n\d]{{4,80}})分别{GAP}{_ALL_EACH}")
EACH_SAID = re.compile(rf"[，、；：（](?P<lead>[^，。；\n]{{0,20}}?分别[^，。；、\n\d]{{0,20}}?){_ALL_EACH}")
BOTH = re.compile(r"收(?:入)?、?支")
BESIDE = re.compile(rf"[，、；和]?{GAP}")  # between two totals that a comparison speaks of as one

_REASON = r"(?:原因主要|主要原因|原因)(?:说明)?"
REASON = re.compile(
    r"[，。；]?(?:（[^（）\n]*）)?[，。]?(?:(?:增加|减少|增长|下降|上升|增减|变化|变动)(?:变化|变动)?的?)?"
    rf"{_REASON}(?:是|为|：|，|在于|如下)*(?P<reason>[^。\n]+)"
    r"|[，。；](?:主要)(?:是|因为|由于|系)(?!用于|指)：?，?(?:因为?|由于)?(?P<reason2>[^。\n]+)"
)
NEXT = re.compile(
    r"[，；：、（]*(?:其中[，：]?|[；。]\d{1,2}[.、]?|[；。]?（\d{1,2}）)?$"
)  # is no part of a reason
TOTAL_REASON = re.compile(
    r"预算收支(?:增加|减少|增减|变动|变化)*的?(?:主要)?原因(?:说明)?(?:是|为|：|，)+(?P<reason>[^\n]{1,2000}(?=\n)|[^。\n]+)"
)

KEY_PROJECT_COLUMNS = {
    "name": re.compile(r"^(?:一级|二级)?项目(?:名称)?$"),
    "amount": re.compile(r"^预算(?:数|金额)(?:（(?:单位：)?(?P<u>万元|元|亿元)）)?$"),
    "target": re.compile(r"绩效目标"),
}
KEY_PROJECT_ENTITY = re.compile(r"单位名称")
