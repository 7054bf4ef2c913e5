"""Sentences as the budgets and final accounts of many provinces write them say what they say, and nothing else.

All are made up, with figures of their own. A claim is written `topic/name.measure@period figure+unit`; what is not
named is nothing, `amount` and `current`.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest

from yusuan.model import Line
from yusuan.narrative import claims

CLAIM = re.compile(
    r"(?P<topic>[a-z_]+)(?:/(?P<name>[^. @]+))?(?:\.(?P<measure>[a-z_0-9]+))?(?:@(?P<period>[a-z_]+))? "
    r"(?P<value>-?[\d.]+)(?P<unit>.+)"
)

BUDGET = {
    # Totals
    "2031年部门收入总计4,310.25万元，支出总计4,310.25万元，较上年增加310.25万元，增长7.8%。": (
        "income 4310.25万元; expenditure 4310.25万元; income@change 310.25万元; expenditure@change 310.25万元; "
        "income@change_pct 7.8%; expenditure@change_pct 7.8%"
    ),
    "本部门2031年收入预算为96.5万元，支出预算为96.5万元，与上年相比减少3.5万元，下降3.5%，主要原因是人员减少。": (
        "income 96.5万元; expenditure 96.5万元; income@change -3.5万元; expenditure@change -3.5万元; "
        "income@change_pct -3.5%; expenditure@change_pct -3.5%"
    ),
    "2031年收入预算70万元，支出预算60万元，较上年增加5万元。": (
        "income 70万元; expenditure 60万元; expenditure@change 5万元"
    ),
    "按照综合预算的原则，云岭市气象局所有收入和支出均纳入部门预算管理。2031年收支总预算1,880.40万元，比2030年增加80万元。": (
        "income 1880.4万元; expenditure 1880.4万元; income@change 80万元; expenditure@change 80万元"
    ),
    "2031年收入预算1.35亿元，其中：一般公共预算拨款收入1.2亿元，占88.89%；事业收入1500万元，占11.11%。": (
        "income 1.35亿元; income/一般公共预算拨款收入 1.2亿元; income/一般公共预算拨款收入@share_pct 88.89%; "
        "income/事业收入 1500万元; income/事业收入@share_pct 11.11%"
    ),
    "2031年支出预算8,431,200元，其中：基本支出6,431,200元，项目支出2,000,000元。": (
        "expenditure 8431200元; expenditure/基本支出 6431200元; expenditure/项目支出 2000000元"
    ),
    "2031年本年收入合计5 600.70千元，其中：财政拨款收入5，600．70千元。": (
        "income/本年收入 5600.7千元; income/财政拨款收入 5600.7千元"
    ),
    "2031年一般公共预算支出为920万元，由2030年的900万元增加到920万元，增加20万元，增长2.2%。": (
        "expenditure/一般公共预算支出 920万元; expenditure/一般公共预算支出@previous 900万元; "
        "expenditure/一般公共预算支出 920万元; expenditure/一般公共预算支出@change 20万元; "
        "expenditure/一般公共预算支出@change_pct 2.2%"
    ),
    "2031年支出总预算660万元，上年600万元，增加60万元，增幅10%。": (
        "expenditure 660万元; expenditure@previous 600万元; expenditure@change 60万元; expenditure@change_pct 10%"
    ),
    "收入预算合计880万元，较上年预算数增加约30万元，增长约3.5%。": (
        "income 880万元; income@change 30万元; income@change_pct 3.5%"
    ),
    "2031年基本支出预算340万元（其中：人员经费300万元（含离退休费20万元），公用经费40万元），较上年增加10万元。": (
        "expenditure/基本支出 340万元; block/人员经费 300万元; block/公用经费 40万元; expenditure/基本支出@change 10万元"
    ),
    "一般公共服务支出（类）统计信息事务（款）行政运行（项）2031年预算数为150.3万元，比上年执行数增加10.3万元，增长7.36%。": (
        "expenditure/一般公共服务支出-统计信息事务-行政运行 150.3万元; "
        "expenditure/一般公共服务支出-统计信息事务-行政运行.amount_on_execution@change 10.3万元; "
        "expenditure/一般公共服务支出-统计信息事务-行政运行.amount_on_execution@change_pct 7.36%"
    ),
    "政府性基金预算支出0万元，与上年相比无变化。": (
        "expenditure/政府性基金预算支出 0万元; expenditure/政府性基金预算支出@change 0万元"
    ),
    "2031年项目支出预算210.08万元，比上年预算增加0.08万元，与上年基本一致。": (
        "expenditure/项目支出 210.08万元; expenditure/项目支出@change 0.08万元"
    ),
    "上年结转收入12.6万元，较上年减少7.4万元，下降37%。": (
        "income/上年结转收入 12.6万元; income/上年结转收入@change -7.4万元; income/上年结转收入@change_pct -37%"
    ),
    "2031年收入总预算520万元，较2030年的500万元增加20万元，增长4%。": (
        "income 520万元; income@previous 500万元; income@change 20万元; income@change_pct 4%"
    ),
    "支出总预算 1 234.5 万元，较上年增长 5.2%。": "expenditure 1234.5万元; expenditure@change_pct 5.2%",
    "2031年预算支出总额为415万元，较上年预算数400万元增加15万元，增幅为3.75%。": (
        "expenditure 415万元; expenditure@previous 400万元; expenditure@change 15万元; expenditure@change_pct 3.75%"
    ),
    "2031年部门总收入320万元，其中：事业收入20万元；部门总支出320万元。与上年相比，收入支出均增加20万元，增长6.67%。": (
        "income 320万元; income/事业收入 20万元; expenditure 320万元; income@change 20万元; expenditure@change 20万元; "
        "income@change_pct 6.67%; expenditure@change_pct 6.67%"
    ),
    "收入预算200万元。其中：一般公共预算拨款190万元，增加5万元；其他收入10万元，减少1万元。": (
        "income 200万元; income/一般公共预算拨款 190万元; income/一般公共预算拨款@change 5万元; income/其他收入 10万元; "
        "income/其他收入@change -1万元"
    ),
    "支出预算50万元，比2030年执行数48万元增加2万元；比2029年增加6万元，增长13.6%。": (
        "expenditure 50万元; expenditure.amount_on_execution@previous 48万元; "
        "expenditure.amount_on_execution@change 2万元"
    ),
    "公务用车购置费25万元，公务用车运行维护费8万元，与上年相比分别增加25万元、减少1万元。": (
        "three_public.vehicle_purchase 25万元; three_public.vehicle_operation 8万元; "
        "three_public.vehicle_purchase@change 25万元; three_public.vehicle_operation@change -1万元"
    ),
    # 三公
    "2031年“三公”经费预算18万元，其中：因公出国（境）费0万元，公务接待费3万元，公务用车购置及运行维护费15万元"
    "（其中：公务用车购置费0万元，公务用车运行维护费15万元）。": (
        "three_public.total 18万元; three_public.overseas 0万元; three_public.reception 3万元; "
        "three_public.vehicle 15万元; three_public.vehicle_purchase 0万元; three_public.vehicle_operation 15万元"
    ),
    "公务接待费预算2.6万元，其中：国内接待费2.6万元（18批次、130人次），外宾接待费0万元。": (
        "three_public.reception 2.6万元; three_public.reception_domestic 2.6万元; three_public.reception_batches 18批次; "
        "three_public.reception_visitors 130人次; three_public.reception_foreign 0万元"
    ),
    "公务接待费1.5万元，与上年持平。因公出国（境）费用4万元，较上年增长5.2%。": (
        "three_public.reception 1.5万元; three_public.reception@change 0万元; three_public.overseas 4万元; "
        "three_public.overseas@change_pct 5.2%"
    ),
    "公务用车运行维护费6.3万元，与上年一致；公务用车购置费18万元，上年无此项预算。": (
        "three_public.vehicle_operation 6.3万元; three_public.vehicle_operation@change 0万元; "
        "three_public.vehicle_purchase 18万元"
    ),
    "“三公”经费财政拨款预算由2030年的20万元减少到2031年的16万元，减少4万元，下降20%。": (
        "three_public.total@previous 20万元; three_public.total 16万元; three_public.total@change -4万元; "
        "three_public.total@change_pct -20%"
    ),
    "公务接待费从上年的3万元减少至2.4万元，下降20%。": (
        "three_public.reception@previous 3万元; three_public.reception 2.4万元; three_public.reception@change_pct -20%"
    ),
    "2031年“三公”经费预算数为25,300元，比2030年预算数减少1,200元，主要原因是压减公务接待费。": (
        "three_public.total 25300元; three_public.total@change -1200元"
    ),
    "公务接待费0.8万元，上年0.8万元，与上年预算持平。": (
        "three_public.reception 0.8万元; three_public.reception@previous 0.8万元; three_public.reception@change 0万元"
    ),
    "（一）因公出国（境）费用：2031年预算安排5万元，比2030年减少1万元，降低16.7%。": (
        "three_public.overseas 5万元; three_public.overseas@change -1万元; three_public.overseas@change_pct -16.7%"
    ),
    "公务用车购置及运行费12万元，比上年减少0.5万元，其中：公务用车运行费12万元，比上年减少0.5万元；公务用车购置费0万元，与上年相同。": (
        "three_public.vehicle 12万元; three_public.vehicle@change -0.5万元; three_public.vehicle_operation 12万元; "
        "three_public.vehicle_operation@change -0.5万元; three_public.vehicle_purchase 0万元; "
        "three_public.vehicle_purchase@change 0万元"
    ),
    "2031年“三公”经费预算较上年没有增减变化。": "",
    "三公经费预算总额7万元，较上年未发生变化。": "three_public.total 7万元; three_public.total@change 0万元",
    "公务接待费4万元，较上年下降约10%，预计接待40批次、320人次。": (
        "three_public.reception 4万元; three_public.reception@change_pct -10%; three_public.reception_batches 40批次; "
        "three_public.reception_visitors 320人次"
    ),
    "2031年会议费预算3.2万元，比上年减少0.3万元；培训费预算5万元，与上年持平。": (
        "expenditure/会议费 3.2万元; expenditure/会议费@change -0.3万元; expenditure/培训费 5万元; "
        "expenditure/培训费@change 0万元"
    ),
    # Operating cost, procurement
    "机关运行经费预算120.6万元，较上年预算增加20.6万元，增长20.6%，主要是物业费增加。": (
        "operating_cost 120.6万元; operating_cost@change 20.6万元; operating_cost@change_pct 20.6%"
    ),
    "2031年本部门机关运行经费财政拨款预算88万元，比2030年预算减少2万元，下降2.22%。": (
        "operating_cost 88万元; operating_cost@change -2万元; operating_cost@change_pct -2.22%"
    ),
    "机关运行经费66万元，增长10%。": "operating_cost 66万元; operating_cost@change_pct 10%",
    "2031年政府采购预算总额345万元，其中：政府采购货物预算45万元、政府采购工程预算100万元、政府采购服务预算200万元。": (
        "procurement.total 345万元; procurement.goods 45万元; procurement.works 100万元; procurement.services 200万元"
    ),
    "2031年安排政府采购预算77万元，其中货物类7万元、工程类0万元、服务类70万元。": (
        "procurement.total 77万元; procurement.goods 7万元; procurement.works 0万元; procurement.services 70万元"
    ),
    "政府采购预算50万元，其中：货物20万元，工程10万元，服务20万元。": (
        "procurement.total 50万元; procurement.goods 20万元; procurement.works 10万元; procurement.services 20万元"
    ),
    "面向中小企业采购预算40万元，占政府采购预算的80%，其中：面向小微企业采购预算24万元，占60%。": (
        "procurement.procurement_sme 40万元; procurement.procurement_sme@share_pct 80%; "
        "procurement.procurement_small_micro 24万元; procurement.procurement_small_micro@share_pct 60%"
    ),
    "预留面向中小企业采购的项目预算总额31万元，其中预留给小微企业的采购预算19万元。": (
        "procurement.procurement_sme 31万元; procurement.procurement_small_micro 19万元"
    ),
    # Assets
    "截至2030年12月31日，本部门共有车辆9辆，其中：主要领导干部用车1辆、机要通信用车2辆、应急保障用车1辆、执法执勤用车0辆、"
    "特种专业技术用车3辆、离退休干部用车0辆、其他用车2辆；单位价值100万元以上设备（不含车辆）4台（套）。": (
        "assets.vehicles 9辆; assets/主要领导干部用车.vehicles_by_kind 1辆; assets/机要通信用车.vehicles_by_kind 2辆; "
        "assets/应急保障用车.vehicles_by_kind 1辆; assets/执法执勤用车.vehicles_by_kind 0辆; "
        "assets/特种专业技术用车.vehicles_by_kind 3辆; assets/离退休干部用车.vehicles_by_kind 0辆; "
        "assets/其他用车.vehicles_by_kind 2辆; assets.equipment_1m 4台（套）"
    ),
    "本单位占用房屋面积2,345.67平方米，其中办公用房1,200平方米；公务用车3辆。": (
        "assets.buildings 2345.67平方米; assets.vehicles 3辆"
    ),
    "房屋建筑面积5600平方米，单价50万元（含）以上通用设备6台（套），单价100万元（含）以上专用设备1台（套）。": (
        "assets.buildings 5600平方米; assets.equipment_500k 6台（套）; assets.equipment_1m 1台（套）"
    ),
    "固定资产总额1,650.9万元，其中房屋及构筑物800万元。2031年拟购置单位价值100万元以上大型设备2台（套）。": (
        "assets.fixed_assets 1650.9万元; assets.new_equipment_1m 2台（套）"
    ),
    "截至2030年底，我局车辆保有量为6辆。": "assets.vehicles 6辆",
    # Performance
    "2031年纳入绩效目标管理的项目共15个，涉及一般公共预算拨款640万元。": (
        "performance.targets 15个; performance 640万元"
    ),
    "本部门设置绩效目标的项目：一级项目6个，二级项目14个，涉及资金580万元。": (
        "performance.targets_level1 6个; performance.targets_level2 14个; performance 580万元"
    ),
    "2031年对8个项目实行绩效目标管理，涉及财政资金275万元。": "performance.targets 8个; performance 275万元",
    "其中：5个一级项目、11个二级项目编制了绩效目标，涉及预算资金300万元。": (
        "performance.targets_level1 5个; performance.targets_level2 11个; performance 300万元"
    ),
    # Staff
    "本单位编制45名，其中行政编制30名、事业编制15名；实有在职人员41人，其中：行政人员28人，事业人员13人；离退休人员22人。": (
        "staff.posts 45名; staff/行政编制.posts 30名; staff/事业编制.posts 15名; staff/实有在职人员.employed 41人; "
        "staff/行政人员.employed 28人; staff/事业人员.employed 13人; staff.retired_all 22人"
    ),
    "人员编制60人，实有人数58人，离休1人、退休17人。": (
        "staff.posts 60人; staff/实有人数.employed 58人; staff.retired_cadre 1人; staff.retired 17人"
    ),
    "我局在职人员33人，其中行政人员33人。": "staff/在职人员.employed 33人; staff/行政人员.employed 33人",
    "机关行政编制25人，工勤编制3人，现有在编人员26人，退休人员9人。": (
        "staff/行政编制.posts 25人; staff/工勤编制.posts 3人; staff/在编人员.employed 26人; staff.retired 9人"
    ),
    "核定编制80名，年末实有人员76人，遗属补助人员2人。": "staff.posts 80名; staff/实有人员.employed 76人",
    # As other provinces write them
    "1.因公出国（境）费用。2031年预算数0.00万元，与2030年预算数0.00万元持平。": (
        "three_public.overseas 0万元; three_public.overseas@previous 0万元; "
        "three_public.overseas@change 0万元"
    ),
    "2031年填报绩效目标的预算项目23个，占全部预算项目23个的100%。填报绩效目标的项目支出预算1,2"
    "50.00万元，占本部门全部项目支出预算的100%。": "performance.targets 23个; performance 1250万元; performance@share_pct 100%",
    "我部门履行一般行政管理职能、维持机关日常运转而开支的机关运行经费，合计145.2万元。": "operating_cost 145.2万元",
    "截至2030年8月31日，本部门共有一般公务用车3辆、一般执法执勤用车2辆、特种专业技术用车1辆、其他用"
    "车0辆；单价100万元（含）以上设备（不含车辆）2台（套）。": (
        "assets/一般公务用车.vehicles_by_kind 3辆; assets/一般执法执勤用车.vehicles_by_kind 2辆; "
        "assets/特种专业技术用车.vehicles_by_kind 1辆; assets/其他用车.vehicles_by_kind 0辆; "
        "assets.equipment_1m 2台（套）"
    ),
    "2031年度，本部门整体支出纳入绩效目标管理，涉及财政性资金1,880.25万元；本部门共9个项目纳入绩"
    "效目标管理，涉及财政性资金合计345.6万元，占财政性资金（人员类和运转类中的公用经费项目支出除外）总额"
    "的比例为100%。": (
        "performance/整体支出纳入绩效目标管理，涉及财政性资金 1880.25万元; "
        "performance.targets 9个; performance 345.6万元; performance@share_pct 100%"
    ),
    "2031年，云岭市气象局收入预算为980.5万元，比上年增加30.5万元，主要原因是人员经费增加。其中："
    "一般公共预算拨款收入900万元，政府性基金预算拨款收入0万元，财政专户拨款收入20万元，事业收入0万元，"
    "其他收入10.5万元，单位结余结转资金50万元。相应安排支出预算980.5万元，比上年增加30.5万元，"
    "其中：基本支出700万元，项目支出280.5万元。": (
        "income 980.5万元; income@change 30.5万元; income/一般公共预算拨款收入 900万元; "
        "income/政府性基金预算拨款收入 0万元; income/财政专户拨款收入 20万元; "
        "income/事业收入 0万元; income/其他收入 10.5万元; income/单位结余结转资金 50万元; "
        "expenditure 980.5万元; expenditure@change 30.5万元; expenditure/基本支出 700万元; "
        "expenditure/项目支出 280.5万元"
    ),
    "2031年本部门财政拨款安排“三公”经费28.5万元，比上年减少1.5万元，下降5%，主要原因是严控支出"
    "。其中：因公出国（境）费0万元，比上年增加（减少）0万元；公务用车购置及运行维护费25万元（公务用车购置"
    "费18万元，比上年增加18万元，增长100%；公务用车运行维护费7万元，比上年减少1万元，下降12.5%"
    "）；公务接待费3.5万元，比上年增加0.5万元，增长16.67%。": (
        "three_public.total 28.5万元; three_public.total@change -1.5万元; "
        "three_public.total@change_pct -5%; three_public.overseas 0万元; "
        "three_public.overseas@change 0万元; three_public.vehicle 25万元; "
        "three_public.vehicle_purchase 18万元; three_public.vehicle_purchase@change 18万元; "
        "three_public.vehicle_purchase@change_pct 100%; three_public.vehicle_operation 7万元; "
        "three_public.vehicle_operation@change -1万元; "
        "three_public.vehicle_operation@change_pct -12.5%; three_public.reception 3.5万元; "
        "three_public.reception@change 0.5万元; three_public.reception@change_pct 16.67%"
    ),
    "1.一般公共服务支出（201）财政事务（06）行政运行（01）：2031年预算数为420.3万元，比上年"
    "执行数减少12.5万元，下降2.89%，主要原因是：人员减少。": (
        "expenditure/一般公共服务支出-财政事务-行政运行 420.3万元; "
        "expenditure/一般公共服务支出-财政事务-行政运行.amount_on_execution@change -12.5万元; "
        "expenditure/一般公共服务支出-财政事务-行政运行.amount_on_execution@change_pct -2.89%"
    ),
    "云岭市气象局2031年“三公”经费财政拨款预算数为13.6万元，其中：因公出国（境）费0万元，公务用车购"
    "置0万元，公务用车运行费13.2万元，公务接待费0.4万元。2031年“三公”经费财政拨款预算比上年减少"
    "1.4万元，其中：因公出国（境）费增加0万元，主要原因是未安排；公务用车购置费为0，未安排预算；公务用车"
    "运行费减少1.3万元，主要原因是压减；公务接待费减少0.1万元，主要原因是压减。": (
        "three_public.total 13.6万元; three_public.overseas 0万元; "
        "three_public.vehicle_purchase 0万元; three_public.vehicle_operation 13.2万元; "
        "three_public.reception 0.4万元; three_public.total@change -1.4万元; "
        "three_public.overseas@change 0万元; three_public.vehicle_operation@change -1.3万元; "
        "three_public.reception@change -0.1万元"
    ),
    "因公出国（境）费、公务接待费、公务用车购置及运行维护费分别为1万元、2万元、3万元。": "three_public.overseas 1万元; three_public.reception 2万元; three_public.vehicle 3万元",
    "基本支出和项目支出分别为100万元和50万元，分别占66.67%和33.33%。": (
        "expenditure/基本支出 100万元; expenditure/项目支出 50万元; "
        "expenditure/基本支出@share_pct 66.67%; expenditure/项目支出@share_pct 33.33%"
    ),
    "采购限额标准：货物、服务100万元，工程项目200万元以上的应当政府采购；单项或批量金额达到50万元以上"
    "的货物。": "",
    "部门机构设置：内设办公室、人事科、财务科等8个科室，下属单位5个，其中：参公单位1个，事业单位4个。": "staff.sections 8个",
    "全市收入预算总计350亿元的编制审核由我局负责。": "",
    "2031年收入预算500万元，其中财政拨款480万元（含提前下达转移支付20万元），其他20万元。": "income 500万元; income/财政拨款 480万元",
    "2031年机关运行经费100万元，2030年为110万元，2029年为105万元，减少10万元。": "operating_cost 100万元; operating_cost@previous 110万元",
    "学院2031年收入预算8.5亿元，其中：教育收费收入（财政专户）1.2亿元，科研事业收入5,000万元，"
    "财政拨款收入5.5亿元。": "income 8.5亿元; income/科研事业收入 5000万元; income/财政拨款收入 5.5亿元",
    "2031年支出预算为500万元，与2030年支出预算480万元相比，增加20万元，增长4.17%。": (
        "expenditure 500万元; expenditure@previous 480万元; expenditure@change 20万元; "
        "expenditure@change_pct 4.17%"
    ),
    "2031年政府采购预算65.5万元，比上年减少4.5万元，其中：货物15.5万元，比上年减少4.5万元；"
    "服务50万元，与上年持平。": (
        "procurement.total 65.5万元; procurement.total@change -4.5万元; "
        "procurement.goods 15.5万元; procurement.goods@change -4.5万元; "
        "procurement.services 50万元; procurement.services@change 0万元"
    ),
    "公务用车购置及运行费12万元（其中：购置费0万元，运行费12万元）。": (
        "three_public.vehicle 12万元; three_public.vehicle_purchase 0万元; "
        "three_public.vehicle_operation 12万元"
    ),
    "政府采购预算123万元。其中：货物类100万元；服务类23万元。比上年减少7万元，下降5.38%。": (
        "procurement.total 123万元; procurement.goods 100万元; procurement.services 23万元; "
        "procurement.total@change -7万元; procurement.total@change_pct -5.38%"
    ),
    "2010301行政运行500.5万元，比上年减少10万元。": "expenditure/行政运行 500.5万元; expenditure/行政运行@change -10万元",
    "2030年本部门决算支出2,000万元，其中基本支出1,500万元，项目支出500万元。": "",
    "本部门行政编制30名、实有人数28名；工勤编制2名、实有2名；退休人员15名。": (
        "staff/行政编制.posts 30名; staff/行政实有人数.employed 28名; staff/工勤编制.posts 2名; "
        "staff/工勤实有.employed 2名; staff.retired 15名"
    ),
    "公务接待费预算3万元（上年为4万元），减少1万元，下降25%。": (
        "three_public.reception 3万元; three_public.reception@previous 4万元; "
        "three_public.reception@change -1万元; three_public.reception@change_pct -25%"
    ),
    "2031年政府采购预算总额6万元：政府采购货物预算1万元、政府采购工程预算2万元、政府采购服务预算3万元"
    "；其中一般公共预算拨款政府采购5万元：政府采购货物预算1万元、政府采购工程预算1万元、政府采购服务预算3"
    "万元。": (
        "procurement.total 6万元; procurement.goods 1万元; procurement.works 2万元; "
        "procurement.services 3万元; procurement/一般公共预算拨款政府采购.total 5万元; "
        "procurement/一般公共预算拨款政府采购.goods 1万元; "
        "procurement/一般公共预算拨款政府采购.works 1万元; "
        "procurement/一般公共预算拨款政府采购.services 3万元"
    ),
    "2031年计划更新公务用车1辆，公务用车购置费18万元，单位公务用车保有量6辆。": "assets.new_vehicles 1辆; three_public.vehicle_purchase 18万元; assets.vehicles 6辆",
    "（1）社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）307.91万元。": "expenditure/社会保障和就业支出-行政事业单位养老支出-行政单位离退休 307.91万元",
    "2031年编制绩效目标的一级预算项目15个。": "performance.targets_level1 15个",
    "2031年“三公”经费预算8万元，其中：局机关“三公”经费预算5万元，云岭市气象台“三公”经费预算3万元，比上年减少1万元。": (
        "three_public.total 8万元"
    ),
    "1.财政拨款收入50万元。其中（1）一般公共预算收入50万元，比上年增加2万元。2.代发资金1万元。与上年相比减少3万元。": (
        "income/财政拨款收入 50万元; income/一般公共预算收入 50万元; income/一般公共预算收入@change 2万元"
    ),
    # Nothing to claim
    "全市一般公共预算收入增长5.2%，新增贷款3亿元。": "",
    "采购预算在200万元以上的货物和服务项目，400万元以上的工程项目应当预留份额，预留比例不低于30%。": "",
}  # fmt: skip

FINAL = {
    "2031年度收入总计4,310.25万元，支出总计4,310.25万元。与2030年度相比，收入、支出总计各增加310.25万元，增长7.8%。": (
        "income 4310.25万元; expenditure 4310.25万元; income@change 310.25万元; expenditure@change 310.25万元; "
        "income@change_pct 7.8%; expenditure@change_pct 7.8%"
    ),
    "2031年度一般公共预算财政拨款支出年初预算为500万元，支出决算为480万元，完成年初预算的96%。": (
        "expenditure/一般公共预算财政拨款支出 500万元; expenditure/一般公共预算财政拨款支出 480万元; "
        "expenditure/一般公共预算财政拨款支出@completion_pct 96%"
    ),
    "1.教育支出（类）进修及培训（款）培训支出（项）。年初预算为6万元，支出决算为5.1万元，完成年初预算的85%，"
    "决算数小于年初预算数的主要原因是培训减少。": (
        "expenditure/教育支出-进修及培训-培训支出 6万元; expenditure/教育支出-进修及培训-培训支出 5.1万元; "
        "expenditure/教育支出-进修及培训-培训支出@completion_pct 85%"
    ),
    "住房公积金（项）年初预算30万元，决算31.5万元，完成预算的105%。": (
        "expenditure/住房公积金 30万元; expenditure/住房公积金 31.5万元; expenditure/住房公积金@completion_pct 105%"
    ),
    "2031年度“三公”经费财政拨款支出预算为10万元，支出决算为8.2万元，完成预算的82%，比上年减少0.8万元，下降8.89%。": (
        "three_public.total 10万元; three_public.total 8.2万元; three_public.total@completion_pct 82%; "
        "three_public.total@change -0.8万元; three_public.total@change_pct -8.89%"
    ),
    "公务接待费支出决算0.9万元，其中：国内接待费支出0.9万元，共接待国内来访团组21个、来宾168人次；国（境）外接待费支出0万元。": (
        "three_public.reception 0.9万元; three_public.reception_domestic 0.9万元; three_public.reception_batches 21个; "
        "three_public.reception_visitors 168人次; three_public.reception_foreign 0万元"
    ),
    "公务用车购置及运行费支出决算为9.6万元，完成预算的80%，其中：公务用车购置支出为0万元，公务用车运行支出9.6万元，"
    "主要用于燃料费、维修费。公务用车保有量4辆。": (
        "three_public.vehicle 9.6万元; three_public.vehicle@completion_pct 80%; three_public.vehicle_purchase 0万元; "
        "three_public.vehicle_operation 9.6万元; assets.vehicles 4辆"
    ),
    "因公出国（境）费支出决算3.3万元，占40.2%，全年安排因公出国（境）团组2个，累计5人次。": (
        "three_public.overseas 3.3万元; three_public.overseas@share_pct 40.2%; three_public.overseas_groups 2个; "
        "three_public.overseas_persons 5人次"
    ),
    "2031年度机关运行经费支出101.5万元，比2030年度增加1.5万元，增长1.5%。": (
        "operating_cost 101.5万元; operating_cost@change 1.5万元; operating_cost@change_pct 1.5%"
    ),
    "本部门2031年度政府采购支出总额300万元，其中：政府采购货物支出60万元、政府采购工程支出0万元、政府采购服务支出240万元。"
    "授予中小企业合同金额270万元，占政府采购支出总额的90%，其中：授予小微企业合同金额135万元，占授予中小企业合同金额的50%。": (
        "procurement.total 300万元; procurement.goods 60万元; procurement.works 0万元; procurement.services 240万元; "
        "procurement.procurement_sme 270万元; procurement.procurement_sme@share_pct 90%; "
        "procurement.procurement_small_micro 135万元; procurement.procurement_small_micro@share_pct 50%"
    ),
    "2031年度收入合计760万元，其中：财政拨款收入750万元，占98.68%；其他收入10万元，占1.32%。": (
        "income 760万元; income/财政拨款收入 750万元; income/财政拨款收入@share_pct 98.68%; income/其他收入 10万元; "
        "income/其他收入@share_pct 1.32%"
    ),
    "本年支出合计755万元，其中：基本支出500万元，占66.23%；项目支出255万元，占33.77%；经营支出0万元，占0%。": (
        "expenditure/本年支出 755万元; expenditure/基本支出 500万元; expenditure/基本支出@share_pct 66.23%; "
        "expenditure/项目支出 255万元; expenditure/项目支出@share_pct 33.77%; expenditure/经营支出 0万元; "
        "expenditure/经营支出@share_pct 0%"
    ),
    "组织对2031年度12个项目开展绩效自评，涉及资金340万元，占项目支出总额的100%。": (
        "performance.targets 12个; performance 340万元; performance@share_pct 100%"
    ),
    "年末财政拨款结转和结余45万元，较上年增加5万元。": (
        "expenditure/年末财政拨款结转和结余 45万元; expenditure/年末财政拨款结转和结余@change 5万元"
    ),
    "基本支出480万元，其中：人员经费430万元，主要包括基本工资、津贴补贴、奖金；公用经费50万元，主要包括办公费、水费、电费。": (
        "expenditure/基本支出 480万元; block/人员经费 430万元; block/公用经费 50万元"
    ),
    "1.因公出国（境）经费支出0万元，完成预算0%。全年安排因公出国（境）团组0次，出国（境）0人。因公出国"
    "（境）支出决算与2030年度持平。": (
        "three_public.overseas 0万元; three_public.overseas@completion_pct 0%; "
        "three_public.overseas_groups 0次; three_public.overseas@change 0万元"
    ),
    "2031年度预算收入2,345.6万元，决算收入2,400万元，完成预算的102.32%。": "income 2345.6万元; income 2400万元; income@completion_pct 102.32%",
    "财政拨款收入决算1,234.5万元，支出决算1,200万元，年末结转34.5万元。": "income/财政拨款收入 1234.5万元",
}  # fmt: skip


def said(text: str, phase: str = "budget") -> pd.DataFrame:
    ids = {"source_id": "s", "region": "", "department": "云岭市气象局", "year": 2031, "phase": phase}
    return claims([Line(text, 1)], ids)


def expected(written: str) -> list[tuple[object, ...]]:
    found = []
    for each in filter(None, written.split("; ")):
        m = CLAIM.fullmatch(each)
        assert m, each
        found.append((m["topic"], m["name"] or "", m["measure"] or "amount", m["period"] or "current",
                      float(m["value"]), m["unit"]))  # fmt: skip
    return found


CASES = [("budget", *each) for each in BUDGET.items()] + [("final", *each) for each in FINAL.items()]


@pytest.mark.parametrize(("phase", "text", "written"), CASES, ids=[text[:24] for _, text, _ in CASES])
def test_a_sentence_says_what_it_says_and_nothing_else(phase: str, text: str, written: str) -> None:
    table = said(text, phase)
    table = table[~table["topic"].isin(["block_item", "absent"])]
    rows = table[["topic", "name", "measure", "period", "value", "unit"]].itertuples(index=False)
    assert [tuple(row) for row in rows] == expected(written)


def test_the_staff_of_each_unit_of_a_list_is_its_own() -> None:
    table = said(
        "云岭市气象台，事业编制12名，实有在职人员10人；云岭市人影中心，事业编制9名，实有在职人员8人。"
    )
    assert table["entity"].tolist() == ["云岭市气象台"] * 2 + ["云岭市人影中心"] * 2


def test_a_reason_ends_before_the_number_of_the_next_item() -> None:
    table = said("（1）行政运行（2010101）5万元，较上年增加1万元，原因是调资；2.住房公积金（2210201）2万元。")
    assert table["reason"].tolist() == ["", "调资", ""]
