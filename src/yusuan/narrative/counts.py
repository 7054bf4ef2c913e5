"""What a budget counts and what it says it has not, as data: people, units, vehicles, equipment, targets, absences.

Written for normalised prose, as `patterns` is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .patterns import MONEY, NUMBER


@dataclass(frozen=True, slots=True)
class Count:
    """A counted thing: its figure `n`, unit `u`, and its `name` or `entity` where the pattern has them.

    In a sentence that speaks of a plan, `planned` measures become `new_…`.
    """

    topic: str
    measure: str
    pattern: re.Pattern[str]
    planned: bool = False


_PEOPLE = r"(?P<u>人|名)"
_CARS = r"(?:共有|共|为|总数|数量?|保有量)*(?P<n>\d+)(?P<u>辆|台)(?!（套）|/套)"
_KIND = r"(?:机要|应急|执法|特种|离退休|老干部|部级|副部|省部级|主要|岗位|业务|一般|行政执法|其他)"
_OFFICE = r"(?:个|处)(?=(?:内设)?(?:机构|处（室）|处室|科（室）|科室|部门|科|处|部(?!门)|室)(?:[，。；：（和]|\n|$))"

COUNTS = (
    Count("staff", "units", re.compile(r"共(?:有)?(?P<n>\d+)(?P<u>家|个)(?:基层)?(?:预算)?单位")),
    Count(
        "staff",
        "sections",
        re.compile(
            rf"(?:(?<=[。：；\n.])(?P<entity>[^，。；：、\d\n.]{{4,45}})下设[^。；：\n]*?，?)?共(?:有)?(?P<n>\d+)(?P<u>{_OFFICE})"
        ),
    ),
    Count(
        "staff",
        "sections",
        re.compile(
            rf"(?:(?<=[。：；\n.])(?P<entity>[^，。；：、\d\n.]{{4,45}}))?设(?P<n>\d+)(?P<u>{_OFFICE})"
        ),
    ),
    Count(
        "staff",
        "sections",
        re.compile(
            r"(?:(?<=[。：；\n.])(?P<entity>[^，。；：、\d\n.]{4,45}))?内设机构(?:共|有)?(?P<n>\d+)(?P<u>个)"
        ),
    ),
    Count("staff", "posts", re.compile(rf"人员(?:等)?(?:共计|共|合计)(?P<n>\d+){_PEOPLE}")),
    Count(
        "staff",
        "posts",
        re.compile(
            rf"(?P<name>(?:行政|事业|参公|工勤|政法专项)?(?:人员)?编制)(?:人?数|总数|人员)?(?:为|共|：)*(?P<n>\d+){_PEOPLE}"
        ),
    ),
    Count(
        "staff",
        "employed",
        re.compile(
            rf"(?P<name>实有(?:在编|在职)?人员|在编(?:在职)?(?:人员|人数)|在职(?:在编)?(?:人员|人数|职工)|实有人数|现有人员)(?:为|共|：)*(?P<n>\d+){_PEOPLE}"
        ),
    ),
    Count(
        "staff",
        "dispatched",
        re.compile(
            rf"(?P<name>(?:劳务)?派遣(?:制)?(?:人员|员工|用工|工作人员|工)?)(?:人数)?(?:为|共计|共|有|：)*(?P<n>\d+){_PEOPLE}"
        ),
    ),
    Count(
        "staff",
        "contracted",
        re.compile(
            rf"(?P<name>(?:编外|临聘|外聘|聘用|雇用|雇员|合同制|政府购买服务)(?:聘用|合同制)?(?:人员|员工|职工)?)(?:人数)?(?:为|共计|共|有|：)*(?P<n>\d+){_PEOPLE}"
        ),
    ),
    Count("staff", "retired_cadre", re.compile(rf"离休(?:人员|干部)?(?:共|为)?(?P<n>\d+){_PEOPLE}")),
    Count("staff", "retired", re.compile(rf"(?<!离)退休(?:人员)?(?:共|为)?(?P<n>\d+){_PEOPLE}")),
    Count("staff", "retired_all", re.compile(rf"离退休(?:人员)?(?:共|为)?(?P<n>\d+){_PEOPLE}")),
    Count(
        "assets",
        "vehicles",
        re.compile(
            rf"(?:共有|实有|购置|新增|保有|采购|[，；]|(?<!一般)(?<!的)公务|的公务(?=用车保有))(?:公务|机动)?(?:用)?车(?:辆)?{_CARS}"
        ),
        planned=True,
    ),
    Count(
        "assets",
        "vehicles_by_kind",
        re.compile(rf"(?<=[：，、（；中])(?P<name>{_KIND}[一-鿿（）]{{0,18}}用车)(?P<n>\d+)(?P<u>辆|台)"),
        planned=True,
    ),
    Count("assets", "buildings", re.compile(r"房屋(?:面积)?(?P<n>\d[\d,]*(?:\.\d+)?)(?P<u>平方米)")),
    Count(
        "assets",
        "equipment",
        re.compile(
            r"单(?:价|位价值)(?:在)?(?P<over>\d+)万元?(?:（含）)?以上的?(?:大型|通用|专用)*的?设备(?:等[^，。；\d]{0,8})?(?:（不含车辆）)?"
            r"(?P<n>\d+)(?P<u>台（件、套）|台（套）|台/套|台套|台|套)"
        ),
        planned=True,
    ),
    Count("performance", "targets_level1", re.compile(r"(?<!\d)(?P<n>\d+)(?P<u>个)一级项目(?:绩效目标)?")),
    Count("performance", "targets_level2", re.compile(r"(?<!\d)(?P<n>\d+)(?P<u>个)二级项目(?:绩效目标)?")),
    Count(
        "performance",
        "targets",
        re.compile(r"(?<!\d)(?P<n>\d+)(?P<u>个)项目绩效目标"),
    ),
    Count(
        "performance",
        "targets",
        re.compile(
            r"(?:绩效(?:目标)?(?:管理)?的(?:预算)?项目|项目绩效目标|项目支出绩效目标)(?:共|共计|为)*(?P<n>\d+)(?P<u>个)"
        ),
    ),
    Count(
        "three_public",
        "reception_batches",
        re.compile(r"接待(?!人)[^，。；\n\d]{0,12}(?P<n>\d[\d,]*)(?P<u>个?批次|批)"),
    ),
    Count(
        "three_public",
        "reception_batches",
        re.compile(r"接待批次数?(?:为|共|：)*(?P<n>\d[\d,]*)(?P<u>[个次批])"),
    ),
    Count(
        "three_public",
        "reception_visitors",
        re.compile(r"(?:接待|批次?)[，、（]?[^，。；\n\d]{0,10}(?P<n>\d[\d,]*)(?P<u>人次|人)"),
    ),
    Count(
        "three_public",
        "overseas_groups",
        re.compile(r"(?:出国|(?<!来访)团组)[^，。；\n\d]{0,18}团?组?(?P<n>\d+)(?P<u>个团组|个|批次)(?!月)"),
    ),
    Count(
        "three_public",
        "overseas_persons",
        re.compile(r"(?:出国|团组|个)[，、（；]?[^，。；\n\d接访]{0,12}(?P<n>\d+)(?P<u>人次)"),
    ),
)
ORGAN = re.compile(r"^(?!本|我|（).*(?:[局委办署厅院会室处站队校馆所部心关]|）)$")
PLANNED = re.compile(r"计划|拟|(?:安排|预算)购置|预算安排|新增(?!资产)")
# What a planned purchase costs stands behind its count.
COST = re.compile(
    rf"[、，](?:购置|采购)?(?:费|经费|金额|预算|资金|共|合计|共计)*(?P<n>{NUMBER})(?P<u>{MONEY})"
)
BOUGHT = re.compile(r"购置|新增|采购")
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
