"""What a budget counts and what it says it has not, as data: people, units, vehicles, equipment, targets, absences.

Written for normalised prose, as `patterns` is. A pattern has a figure `n` and unit `u`, and `name`, `entity` or `over`
(a threshold in 万元) where it tells them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .patterns import MONEY, NUMBER


@dataclass(frozen=True, slots=True)
class Count:
    """A counted thing. In a sentence that speaks of a plan, `planned` measures become `new_…`."""

    topic: str
    measure: str
    pattern: re.Pattern[str]
    planned: bool = False


_N = r"(?P<n>\d[\d,]*)"
_IS = r"(?:共计|共有|共|合计|总数|有|为|是|：)*"
_PEOPLE = rf"{_IS}{_N}(?P<u>人(?!次)|名)"
_ORGAN = r"(?<=[。：；\n.])(?P<entity>[^，。；：、\d\n.]{4,45})"
_OFFICE = r"(?P<u>(?:个|处)(?=(?:内设)?(?:机构|处（室）|处室|科（室）|科室|部门|科|处|部(?!门)|室)(?:[，。；：（和]|\n|$)))"
_POST = r"(?:行政|事业|参公|工勤|政法专项)"
_KIND = r"(?:机要|应急|执法|特种|离退休|老干部|部级|副部|省部级|领导|主要|岗位|业务|一般|行政执法|其他)"
_OVER = r"单(?:价|位价值)(?:在)?(?P<over>\d+)万元?(?:（含）)?以上的?"
_SETS = r"(?P<u>台（件、套）|台（套）|台/套|台套|台|套)"
_CAR_LEAD = r"(?:共有|实有|购置|新增|保有|采购|[，；]|(?<!一般)(?<!的)公务|的公务(?=用车保有)|(?<![一-鿿])(?=车辆)|(?=车辆保有))"

COUNTS = tuple(
    Count(topic, measure, re.compile(words), planned)
    for topic, planned, patterns in (
        ("staff", False, (
            ("units", rf"共(?:有)?{_N}(?P<u>家|个)(?:基层)?(?:预算)?单位"),
            ("sections", rf"(?:{_ORGAN}下设[^。；：\n]*?，?)?共(?:有)?{_N}{_OFFICE}"),
            ("sections", rf"(?:{_ORGAN})?设(?:[^。；：\n\d]*?等)?{_N}{_OFFICE}"),
            ("sections", rf"(?:{_ORGAN})?内设机构(?:共|有)?{_N}(?P<u>个)"),
            ("posts", rf"人员(?:等)?(?:共计|共|合计){_N}(?P<u>人|名)"),
            ("posts", rf"(?P<name>{_POST}?(?:人员)?编制)(?:人?数|总数|人员)?{_PEOPLE}"),
            ("employed", r"(?P<name>实有(?:在编|在职)?人员|在编(?:在职)?(?:人员|人数)|在职(?:在编)?(?:人员|人数|职工)|(?<![一-鿿])在职|实有(?:人数)?|现有人员"
                         rf"|{_POST}(?:在职|在编)?人员){_PEOPLE}"),
            ("dispatched", rf"(?P<name>(?:劳务)?派遣(?:制)?(?:人员|员工|用工|工作人员|工)?)(?:人数)?{_PEOPLE}"),
            ("contracted", r"(?P<name>(?:编外|临聘|外聘|聘用|雇用|雇员|合同制|政府购买服务)(?:聘用|合同制)?(?:人员|员工|职工)?)"
                           rf"(?:人数)?{_PEOPLE}"),
            ("retired_cadre", rf"离休(?:人员|干部)?{_PEOPLE}"),
            ("retired", rf"(?<!离)退休(?:人员|干部)?{_PEOPLE}"),
            ("retired_all", rf"离退休(?:人员|干部)?{_PEOPLE}"),
        )),
        ("assets", True, (
            ("vehicles", rf"{_CAR_LEAD}(?:公务|机动)?(?:用)?车(?:辆)?(?:共有|共|为|总数|数量?|保有量)*{_N}(?P<u>辆|台)(?!（套）|/套)"),
            ("vehicles_by_kind", rf"(?<=[：，、（；中有])(?P<name>{_KIND}[一-鿿（）]{{0,18}}用车){_N}(?P<u>辆|台)"),
            ("equipment", rf"{_OVER}(?:大型|通用|专用)*的?设备(?:等[^，。；\d]{{0,8}})?(?:（不含车辆）)?{_N}{_SETS}"),
        )),
        ("assets", False, (
            ("buildings", r"房屋(?:建筑)?(?:总?面积)?(?:为|共|：)*(?P<n>\d[\d,]*(?:\.\d+)?)(?P<u>平方米)"),
        )),
        ("performance", False, (
            ("targets_level1", rf"(?<!\d){_N}(?P<u>个)一级项目"),
            ("targets_level1", rf"一级(?:预算)?项目(?:绩效目标)?{_IS}{_N}(?P<u>个)"),
            ("targets_level2", rf"(?<!\d){_N}(?P<u>个)二级项目"),
            ("targets_level2", rf"二级(?:预算)?项目(?:绩效目标)?{_IS}{_N}(?P<u>个)"),
            ("targets", rf"(?<!\d){_N}(?P<u>个)项目(?=[^，。；：\n\d]{{0,16}}绩效(?:目标|管理|自评))"),
            ("targets", rf"(?:绩效(?:目标)?(?:管理)?的(?:预算)?项目|项目绩效目标|项目支出绩效目标){_IS}{_N}(?P<u>个)"),
            ("targets", rf"绩效(?:目标|管理|自评)[^，。；\n]{{0,8}}，涉及(?:预算)?项目{_IS}{_N}(?P<u>个)"),
        )),
        ("three_public", False, (
            ("reception_batches", rf"接待(?!人)[^，。；\n\d]{{0,12}}(?:{NUMBER}(?:{MONEY})（)?{_N}(?P<u>个?批次|批)"),
            ("reception_batches", rf"接待(?:批次数?|(?:国内)?(?:公务)?(?:来访)?团组){_IS}{_N}(?P<u>[个次批])"),
            ("reception_batches", rf"国内(?:公务)?接待{_N}(?P<u>次)"),
            ("reception_visitors", rf"(?:接待|批次?|来宾|外宾)[，、（]?[^，。；\n\d]{{0,10}}{_N}(?P<u>人次|人)"),
            ("overseas_groups", rf"(?:出国|(?<!来访)团组)[^，。；\n\d]{{0,18}}团?组?{_N}(?P<u>个团组|个|批次|次(?!数))(?!月)"),
            ("overseas_persons", rf"(?:出国|团组|个)[，、（；]?[^，。；\n\d接访]{{0,12}}{_N}(?P<u>人次)"),
        )),
    )
    for measure, words in patterns
)  # fmt: skip
ORGAN = re.compile(r"^(?!本|我|（).*(?:[局委办署厅院会室处站队校馆所部心关台团社园库场]|）)$")
UNIT = re.compile(
    rf"(?:\d{{1,2}}[.、]|（\d{{1,2}}）)?(?P<entity>[^，。；：、\d\n.]{{3,45}}?)(?:[，：]|(?={_POST}?(?:人员)?编制|实有|在职|在编))"
)  # whose staff a list counts
PLANNED = re.compile(r"计划|拟|(?:安排|预算)购置|预算安排|新增(?!资产)")
# What a planned purchase costs stands behind its count.
COST = re.compile(
    rf"[、，](?:购置|采购)?(?:费用?|经费|金额|预算|资金|共|合计|共计)*(?P<n>{NUMBER})(?P<u>{MONEY})"
)
BOUGHT = re.compile(r"购置|新增|采购")
OF_POSTS = re.compile(rf"(?P<kind>{_POST})(?:人员)?编制[^，。；、]*[，、]$")  # then 实有 is of that kind
BEFORE = re.compile(r"年初")  # a count of another date

_ABSENT = r"(?:政府性基金|国有资本经营|上级专项转移支付)(?:预算)?(?:财政)?(?:拨款)?(?:收入|支出)?(?:安排的)?(?:支出|预算)*"
ABSENT = re.compile(
    rf"(?<!有)(?:无|没有|未安排|未使用|未有)(?:使用|安排)?(?P<list>{_ABSENT}(?:(?:和|及|与|、|，|或){_ABSENT})*)"
)
ABSENT_ONE = re.compile(_ABSENT)

# What the goals of a form count: the staff that no post is for, and a target with its sign.
STAFF = tuple(count for count in COUNTS if count.measure in ("dispatched", "contracted"))
TARGET = re.compile(
    r"(?<![^，。；、：\n])(?P<name>[^，。；、：\d\n≥≤><＝=]{4,30}?)(?P<sign>[≥≤><＝=]+|不少于|不低于|不超过|达到)"
    r"(?P<n>\d[\d,]*(?:\.\d+)?)(?P<u>%|[万亿]?(?:人次|[人名户家个件次场期份台套辆条篇项批所处吨亩棵株天元]|公里|(?:平方|立方)?米))"
)
