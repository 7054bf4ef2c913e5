"""What budget tables look like, declared as data: kinds by title, columns by header words.

The code that applies these (tables, columns, cells) is generic; a new template is a new row here. Patterns are
regular expressions on text without white space (`names.clean_name`). In each list the first that matches wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One kind of table: the titles it goes by, and what its figures are when no column says it.

    `fund` is the fund of every figure that no column assigns to another; `measure` likewise for plain 合计/预算数
    columns; `shape` names how rows are read: `rows` (a label, then amounts; two-up tables come apart by themselves)
    or `form` (label and value pairs, indicator trees).
    """

    kind: str
    title: str
    fund: str = "all"
    measure: str = "total"
    shape: str = "rows"


def first_of(*rows: tuple[str, str]) -> Callable[[str], str]:
    """Tells the key of the first pattern that is found in a text, "" for none."""
    patterns = [(key, re.compile(pattern)) for key, pattern in rows]

    @lru_cache(maxsize=1 << 12)
    def key_of(text: str) -> str:
        return next((key for key, pattern in patterns if pattern.search(text)), "")

    return key_of


_GENERAL = r"一般公共(?:财政)?预算"

TABLES = [
    TableSpec("key_project", r"重点项目(?!.*绩效目标表).*表"),
    TableSpec("performance", r"绩效(?:目标|指标|自评|信息)|绩效表", shape="form"),
    TableSpec("three_public", r"政府性基金.*三公", fund="government_fund"),
    TableSpec("three_public", r"国有资本.*三公", fund="state_capital"),
    TableSpec("three_public", r"三公|行政经费", fund="general_public"),
    TableSpec("training", r"培训费明细|会议费明细|会议费、?培训费"),
    TableSpec("operating_information", r"机构运行信息"),
    TableSpec("medium_term", r"中期(?:财政)?规划", measure="project"),
    TableSpec("procurement", r"采购"),
    TableSpec("purchased_services", r"购买服务"),
    TableSpec("assets", r"资产(?:配置|购置|占[有用]|情况)"),
    TableSpec("transfers", r"转移支付"),
    TableSpec("debt", r"债务|政府债券"),
    TableSpec("fees", r"非税收入|行政事业性收费"),
    TableSpec("operating_cost", r"机关运行经费"),
    TableSpec("carryover", r"结转资金|上年结转.*支出"),
    TableSpec("function_by_economic", r"政府性基金.*分类汇总表.*经济", fund="government_fund"),
    TableSpec("government_fund", r"政府性基金", fund="government_fund"),
    TableSpec("state_capital", r"国有资本(?:经营)?", fund="state_capital"),
    TableSpec("general_by_function", rf"{_GENERAL}.*拨款收入支出(?!.*总)", "general_public"),
    TableSpec("fiscal_appropriation", r"(?:财政|预算)拨款(?:收支|收入支出)"),
    TableSpec("function_by_economic", rf"{_GENERAL}.*基本支出表[-—－]", "general_public", "basic"),
    TableSpec("function_by_economic", rf"{_GENERAL}.*分类汇总表.*经济", "general_public"),
    TableSpec("function_by_economic", r"分类汇总表.*经济"),
    TableSpec("general_basic_by_function", rf"(?:{_GENERAL}|财政拨款).*基本支出.*功能", "general_public", "basic"),
    TableSpec("general_project_by_economic", rf"(?:{_GENERAL}|财政拨款).*项目支出.*经济", "general_public", "project"),
    TableSpec("general_project", rf"{_GENERAL}.*项目支出", "general_public", "project"),
    TableSpec("general_basic_by_economic", rf"{_GENERAL}.*基本支出", "general_public", "basic"),
    TableSpec("fiscal_basic_by_economic", r"财政拨款.*基本支出", "fiscal", "basic"),
    TableSpec("general_by_economic", rf"{_GENERAL}.*经济分类", "general_public"),
    TableSpec("general_by_function", rf"{_GENERAL}.*支出", "general_public"),
    TableSpec("fiscal_by_economic", r"财政拨款.*支出.*经济分类", "fiscal"),
    TableSpec("fiscal_by_function", r"财政拨款.*支出", "fiscal"),
    TableSpec("special_account", r"(?:财政)?专户(?:管理)?(?:资金|拨款|收入).*(?:支出|表)", "special_account"),
    TableSpec("basic_expenditure", r"基本支出.*表", measure="basic"),
    TableSpec("project_expenditure", r"(?:项目(?:及其他)?支出|项目支出及其他支出|专项业务经费(?:支出)?|专项资金|项目).*表",
              measure="project"),
    TableSpec("balance", r"(?:收支|收入支出).*表"),
    TableSpec("revenue", r"收入.*表"),
    TableSpec("expenditure_by_economic", r"支出.*经济(?:分类|科目).*表"),
    TableSpec("expenditure", r"支出.*表"),
]  # fmt: skip

_TITLES = [(re.compile(spec.title), spec) for spec in TABLES]

OTHER = TableSpec("other", r"")

# Tables whose rows are projects or purchases: whatever their names, they stand beside each other.
LISTS = frozenset(
    ("project_expenditure", "general_project", "key_project", "performance", "procurement", "purchased_services",
     "assets", "transfers", "medium_term", "training", "other")
)  # fmt: skip

# Tables that stand in the text without a title: told by header words that all must be there.
UNTITLED = [(kind, tuple(map(re.compile, patterns))) for kind, patterns in (
    ("three_public", (r"因公出国", r"公务接待", r"^公务用车购置及运行")),
    ("key_project", (r"项目", r"预算数|金额|资金", r"绩效目标")),
    ("procurement", (r"采购(?:品目|物品|目录|项目)", r"金额|[合总]计|资金")),
    ("training", (r"培训名称|会议名称", r"金额")),
    ("performance", (r"项目名称", r"自评分数|自评得分|绩效得分")),
)]  # fmt: skip

# A line that can be the title of a table, and one that only numbers it.
TITLE = re.compile(r"^.{2,60}表(?:[-—－]+[^。；，]{2,30})?(?:[（(【\[][^。；]*[）)】\]])?$")
NUMBER = re.compile(
    r"^(?:附?[件表]?)?(?:部门|预算|单位|财决|GK)?(?:公开|预算)?"
    r"(?P<number>表[\d０-９]{1,2}(?:[-—－]\d{1,2})?|[\d０-９]{1,2}(?:[-—－]\d{1,2})?表"
    r"|表[一二三四五六七八九十]{1,3}(?=[:：、.．]|$)|附表[一二三四五六七八九十]{1,3})[:：、.．]?"
)
NUMBER_IN_BRACKETS = re.compile(r"（(?P<number>(?:预算|公开)?表[\d]{1,2})）")
COUNTED = re.compile(
    r"（(?P<unit>个|辆|人|人次|人数|批次|批|次|台|套|件|台[，（、/]?套）?|平方米|家|户|天|%|名|百?万元|[百千亿]?元)）$"
)
UNIT = re.compile(r"(?:金额)?单位[：:]?(?:人民币)?（?(?P<unit>百万元|万元|千元|亿元|元)")
UNIT_IN_BRACKETS = re.compile(r"（(?:单位：)?(?P<unit>百?万元|[百千亿]?元|%)）")
NOTE = re.compile(r"^(?:备?注|说明)[：:\d]")
NAMED = re.compile(
    r"^(?:预算|编制|填报)?(?:部门|单位)(?:（单位）)?(?:名称)?[：:](?!(?:人民币)?[百千]?[万亿]?元)(?P<name>[^，。；、：]{2,40}?)(?:（公章）)?(?:\d{4}年度?)?(?:金额)?(?:单位[：:].*)?$"
)

TOTAL_ROW = re.compile(
    r"^(?:合计|总计|金额合计|小计|共计|(?:本年)?(?:收入|支出)(?:合计|总计|小计)|收支总计|.*(?:经费|支出|收入)合计|汇总)[：:]?$"
)
MARKER_ROW = re.compile(r"^(?:\*+|栏次|行次|列次|序号|[\dA-Z]{1,3}|\d{1,2}=[\d+\-=]+|[—-]*)$")


# What a column holds, by the words of its head: the role of a column of labels; "" for amounts.
role_of = first_of(
    ("ignore", r"^(?:备注|说明|行次|序号|栏次|表格为空的理由|是否空表|.*绩效目标|主要内容|.*项目简介|指标(?:解释|值)|权重|.*理由|用途|绩效指标|备注说明|规格型号|计量单位|实施采购时间|时间|项目类别|资金性质|类型|购买服务内容|采购目录|采购方式|采购组织.*|是否.*|立项依据.*|项目概况|测算依据.*|.*分值.*|执行率.*)$"),
    ("class", r"^(?:.*(?:编码|代码))?类$"),
    ("section", r"^款$"),
    ("item", r"^项$"),
    ("entity_code", r"^(?:.{0,6}(?:部门|单位)(?:（单位）|（部门）)?)?(?:编码|代码)$"),
    ("code2", r"^政府(?!购买|采购).*(?:编码|代码)$"),
    ("name2", r"^政府.*(?:名称|科目)$"),
    ("code", r"^.*(?:编码|代码)$|^科目$"),
    ("period", r"^(?:年度|年份)$"),
    ("project", r"^.*项目名称$|^项目单位名称$|^任务名称$|^专项名称$|^(?:培训|会议|活动)名称$|^采购项目$|^预算项目$|^(?:政府)?购买(?:服务)?项目(?:名称)?$|^采购品目.*$|^(?:采购)?(?:物品|货物|服务|品目)名称$|^采购内容$|^(?:一级|二级|三级)项目(?:名称)?$"),
    ("name", r"^.*(?:科目|分类).*名称.*$|^(?:部门|单位)(?:名称)?（.*(?:项目|科目).*）(?:名称)?$|^支出项目类别.*$|^部门预算支出经济(?:分类)?科目$"
                 r"|^单位名称（(?:科目|项目)）$|^(?:收入|支出)?(?:项目|科目)(?:名称)?(?:（.*）)?$|^.*(?:功能|经济).*(?:科目|分类)(?:（.*）)?$|^名称$|^项目(?:（.*）)?$|^功能科目$|^支出用途$|^科目$|^支出科目$"),
    ("entity", r"^(?:预算|二级预算|部门预算|基层|填报|项目)?(?:单位|部门)(?:（单位）|（部门）)?(?:名称)?$|^项目单位$|^资金使用单位$"),
    ("name", r"^.{1,8}名称$"),
)  # fmt: skip

# What is measured, and of which fund.
measure_of = first_of(
    ("quantity", r"数量$"),
    ("unit_price", r"单价$"),
    ("project", r"采购项目来源"),
    ("adjusted_budget", r"(?:全年|调整后?)预算数?$"),
    ("procurement_small_micro", r"小型|小微|微型"),
    ("procurement_sme", r"中小企业"),
    ("procurement", r"采购(?:项目|金额|预算|支出)?"),
    ("overseas_research", r"科研因公出国"),
    ("overseas", r"出国|出境"),
    ("reception", r"公务接待|接待费"),
    ("vehicle_purchase", r"(?:^|车(?:辆)?)购置(?:费用|费|经费|支出|税)?$"),
    ("vehicle_operation", r"^(?!.*购置).*车(?:辆)?.*运行|^运行"),
    ("vehicle", r"公务用车|车购置"),
    ("meeting", r"会议费"),
    ("training", r"培训费"),
    ("three_public", r"三公"),
    ("personnel", r"人员(?:经费|支出|类)"),
    ("public", r"公用(?:经费|支出|类)|日常公用"),
    ("reserve", r"机动经费|预留"),
    ("operating", r"(?:事业单位)?经营支出|^经营支出"),
    ("subsidy_to_affiliates", r"对附属单位(?:的)?补助"),
    ("remitted_upward", r"上缴上级|上缴.*支出"),
    ("carry_forward", r"结转下年|年末结转|年终结转"),
    ("operating_cost", r"机关运行经费"),
    ("basic", r"基本支出"),
    ("project", r"项目支出|专项业务经费|其他特定|特定目标类|项目经费"),
    ("excluding_investment", r"扣除.*基建"),
    ("special_funds", r"专项资金"),
    ("headcount", r"^人数$"),
    ("score", r"自评分数|得分"),
    ("of_which_education", r"其中.*教育收费"),
)  # fmt: skip

fund_of = first_of(
    ("general_public", r"公共(?:财政)?预算|公共财政|经费拨款"),
    ("government_fund", r"政府性?基金|^基金(?:预算|拨款|收入)"),
    ("state_capital", r"国有资本|国资预算"),
    ("special_account", r"专户"),
    ("operating_income", r"(?:事业单位)?经营(?:服务)?收入"),
    ("business", r"事业(?:预算)?收入"),
    ("superior_subsidy", r"上级补助"),
    ("affiliate", r"附属单位(?:上缴|缴款)|对附属单位上缴"),
    ("account_balance", r"实户资金|账户资金"),
    ("surplus", r"(?:使用|动用|用)非财政拨款|非财政拨款结余|事业基金弥补|历年结余"),
    ("carryover", r"上年(?:度)?(?:结转|结余)|年初结转|财政拨款结转|结转结余"),
    ("own_funds", r"单位资金"),
    ("this_year", r"^本年收入|^当年预算|^.{0,3}[当本]年(?:财政拨款|拨款)|^编制预算"),
    ("fiscal", r"财政拨款|政府预算拨款|预算拨款"),
    ("other", r"其[他它](?:收入|资金)"),
)  # fmt: skip

# Words that make a row a header although they name neither a label nor a measure.
HEADER_WORDS = re.compile(
    r"^(?:收入|支出|合计|总计|小计|其中.*|金额|预算数?|决算数?|执行数|年初预算数?|预算金额.*|本年(?:预算|收入|支出).*|上年|当年|"
    r"\d{4}年.*|.*增减.*|项目金额|数量|人数|资金总额.*|总(?:额|金额|价|价款)|统计数|人员经费|公用经费|年度资金总额.*|.*(?:预算数|决算数|执行数).*|一般公共预算.*|"
    r"财政拨款.*|单位资金|人员支出|行次|栏次|收支项目|.*(?:支出总计|收入总计)|项目|比例|增长率?.*|%|一级指标|二级指标|三级指标|指标值|目标值)$"
)

# Classes of the economic classification as heads of columns: each is a measure by its own name.
ECONOMIC_CLASS = re.compile(
    r"^(?:机关)?(?:工资福利|商品和服务|资本性|其[他它]资本性|对个人和家庭的?补助|对(?:事业单位|企业)(?:经常性|资本性)?的?补助|"
    r"对社会保障基金补助|债务(?:利息及费用|还本)|转移性|其[他它](?=支出))(?:支出)?(?:（.*）)?$"
)

PREVIOUS = re.compile(r"上年(?:度)?(?:预算|执行|完成|决算|数|$)|(?:执行|决算|完成)数|去年")
CHANGE = re.compile(r"增减|增加额|增\(?（?减|变动|变化|比(?:上年|较)|比\d{4}年")
CHANGE_PCT = re.compile(r"%|％|百分比|增减率|增幅|增长率|比例")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?")


@lru_cache(maxsize=1 << 12)
def kind_of(title: str) -> TableSpec | None:
    """The first spec whose title pattern a title matches; None for an unknown kind."""
    return next((spec for pattern, spec in _TITLES if pattern.search(title)), None)
