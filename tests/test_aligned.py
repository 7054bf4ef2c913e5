"""Tables that only columns of text hold together: heads that group and wrap, labels around their figures."""

from __future__ import annotations

import typesetter

from yusuan.model import Grid, Line
from yusuan.readers.text import read_text


def rows(text: str) -> list[tuple[str | None, ...]]:
    """The rows of the only grid in a text, wrapped cells as one word."""
    (grid,) = [block for block in read_text(text, "f") if isinstance(block, Grid)]
    return [tuple(cell and cell.replace("\n", "") for cell in row) for row in grid.rows]


GROUPS = """\
支出总表
单位：万元
                                                       其中：
   科目编码      科目名称          合计                                    专项
                                              基本支出        项目支出
  201        档案事务           120.00         80.00        40.00       10.00
  20126      整理             120.00         80.00        40.00       10.00
"""


def test_a_group_is_over_the_columns_that_stand_lower() -> None:
    assert rows(GROUPS) == [
        ("科目编码", "科目名称", "合计", "其中：", None, "专项"),
        (None, None, None, "基本支出", "项目支出", None),
        ("201", "档案事务", "120.00", "80.00", "40.00", "10.00"),
        ("20126", "整理", "120.00", "80.00", "40.00", "10.00"),
    ]


def test_words_wrapped_in_the_middle_of_their_cells() -> None:
    head = [
        ("项目类别", "总计", "财政拨款", None, None, "财政专户\n管理资金", "单位资金", None, "上年结余、\n结转"),
        (None, None, "小计", "一般公共\n预算拨款", "政府性基金\n预算拨款", None, "事业单位\n经营收入", "上级补助\n收入", None),
    ]  # fmt: skip
    body = [("档案整理经费", "3,072.01", "72.01", "72.01", *["0.00"] * 4, "5.00")] * 2
    grid = Grid(tuple(map(tuple, head + body)), (1, 2, 3, 4))
    text = typesetter.as_layout([Line("单位：万元", 1), grid]).decode()
    assert rows(text)[:2] == [tuple(cell and cell.replace("\n", "") for cell in row) for row in head]


NARROW = """\
单位：万元
   单位名称      合计      公用费用 人员费用 档案整理费 网络运行费
   档案局    1,234.00       0.00    0.00     5.00     6.00
   档案馆    1,234.00       0.00    0.00     5.00     6.00
"""


def test_words_of_neighbours_with_one_space_between_them() -> None:
    assert rows(NARROW)[0] == ("单位名称", "合计", "公用费用", "人员费用", "档案整理费", "网络运行费")


LABELS = """\
单位：万元
   科目编码       科目名称            合计        基本支出
                机关事业单位基本养
  2080505                      201.65     201.65
                老保险缴费
                机关事业单位职业年
  2080506                       87.16      87.16
                金缴费
  2080507     事业单位离退休          84.39      84.39
  2080599     其他行政事业单位养老      84.39      84.39
              支出
  210         卫生健康支出           84.39      84.39
"""


def test_a_label_stands_around_its_figures_or_goes_on_below_them() -> None:
    assert [row[:3] for row in rows(LABELS)[1:]] == [
        ("2080505", "机关事业单位基本养老保险缴费", "201.65"),
        ("2080506", "机关事业单位职业年金缴费", "87.16"),
        ("2080507", "事业单位离退休", "84.39"),
        ("2080599", "其他行政事业单位养老支出", "84.39"),
        ("210", "卫生健康支出", "84.39"),
    ]


def test_rows_without_figures_stay_rows() -> None:
    text = "单位：万元\n  项目           金额\n一、财政拨款      120.00\n二、事业收入\n三、其他收入\n四、上年结转        5.00\n"
    assert [row[0] for row in rows(text)[1:]] == [
        "一、财政拨款",
        "二、事业收入",
        "三、其他收入",
        "四、上年结转",
    ]


def test_numbers_of_columns_are_no_figures() -> None:
    text = "单位：万元\n   项目     行次       金额\n   栏次                1\n一、拨款     1      120.00\n二、其他     2        5.00\n"
    assert rows(text) == [("项目", "行次", "金额"), ("一、拨款", "1", "120.00"), ("二、其他", "2", "5.00")]


def test_decimals_a_line_below_their_figure_belong_to_it() -> None:
    def ladder(label: str, *figures: str) -> str:
        """Each figure begins on the line that ends the one before, as `pdftotext -layout` may set them."""
        text, at = label.ljust(22), 22
        for figure in figures:
            whole, decimals = figure.split(".")
            text += f"{whole:>8}\n{' ' * (at + 7)}.{decimals}"
            at += 10
        return text + "\n"

    text = "单位：万元\n 科目编码      科目名称      合计     基本支出    项目支出\n"
    text += ladder(" 201      档案事务", "7,686.68", "6,231.00", "1,455.68") + ladder(
        " 20126    整理", "96.66", "96.66"
    )
    assert rows(text)[1:] == [
        ("201", "档案事务", "7,686.68", "6,231.00", "1,455.68"),
        ("20126", "整理", "96.66", "96.66", ""),
    ]
    (line,) = read_text("2031年收入预算7,686\n              .68万元，增长2%。\n", "f")
    assert isinstance(line, Line) and line.text == "2031年收入预算7,686.68万元，增长2%。"


GOALS = """\
单位：万元
项目名称          合计       基本支出                绩效目标
合计          1,012.50   1,007.50
                                    整理本馆馆藏档案，一年之内不少于十万
档案整理经费       500.00     500.00    卷，其中民国时期的档案不少于一万卷，让
                                    读者能够在阅览室里查阅。
                                    把馆藏的照片逐张扫描，建立可以检索的
   民国照片与底片
               507.50    507.50 数据库，并向社会公众开放，供人查阅
数字化经费                               ，照片一张不丢，完好率达到百分之百。
\f项目名称         合计      基本支出             绩效目标
                                  购置书架与恒温恒湿设备各十台，用来改善
   库房改造
              5.00      0.00      库房条件，使档案保存得更久，并且通过消
（续建）经费                            防检查，由本市消防部门派人到馆内逐间库
                                  房验收。
书架               2.00      2.00
"""


def test_prose_beside_figures_goes_with_its_row_and_a_head_is_known_again() -> None:
    grids = [block for block in read_text(GOALS, "f") if isinstance(block, Grid)]
    texts = [[tuple(cell and cell.replace("\n", "") for cell in row) for row in grid.rows] for grid in grids]
    assert [rows[0] for rows in texts] == [("项目名称", "合计", "基本支出", "绩效目标")] * 2
    assert [row[:3] for rows in texts for row in rows[1:]] == [
        ("合计", "1,012.50", "1,007.50"),
        ("档案整理经费", "500.00", "500.00"),
        ("民国照片与底片数字化经费", "507.50", "507.50"),
        ("库房改造（续建）经费", "5.00", "0.00"),
        ("书架", "2.00", "2.00"),
    ]
    goals = "".join(row[3] or "" for rows in texts for row in rows[1:])
    assert goals.startswith("整理本馆") and goals.endswith("房验收。") and "照片一张不丢" in goals


def test_a_page_without_a_head_stands_in_the_columns_of_the_page_before() -> None:
    text = """\
单位：万元
  科目编码      科目名称          合计       基本支出      项目支出      经营支出
  201        档案事务         120.00      80.00      40.00       1.00
  20126      整理           120.00      80.00      40.00       1.00
\f  208        养老            20.00                 20.00
  20805      离退休           20.00                 20.00
"""
    grids = [block for block in read_text(text, "f") if isinstance(block, Grid)]
    assert grids[1].rows == (
        ("208", "养老", "20.00", "", "20.00", ""),
        ("20805", "离退休", "20.00", "", "20.00", ""),
    )


TIGHT = """\
单位：万元
科目编码 科目名称                   合计 基本支出 项目支出 上缴上级支出 事业单位经营支出
         合计                 2,991.19 1,702.94 1,288.25
     201 一般公共服务支出           2,662.59 1,374.34 1,288.25
 2010301 行政运行                 648.30 648.30
 2010302 一般行政管理事务           1,288.25          1,288.25
"""
WRAPPED = """\
单位：万元
单位名称   合计          一般公共预 政府性基金 国有资本经                 其他收入
                        算         预算      营预算
合计     66,307.98   46,402.33    0.00         1.00                 5.00
商务局    64,704.94   44,802.72    0.00         1.00                 5.00
"""


def test_words_of_a_head_have_the_room_that_they_take_on_paper() -> None:
    """One space stands between them, and a letter as wide as two digits counts for one."""
    head, total, *body = rows(TIGHT)
    assert head[:5] == ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    assert total[:5] == ("", "合计", "2,991.19", "1,702.94", "1,288.25")
    assert body[0][:5] == ("201", "一般公共服务支出", "2,662.59", "1,374.34", "1,288.25")
    assert body[2][:5] == ("2010302", "一般行政管理事务", "1,288.25", "", "1,288.25")
    assert rows(WRAPPED)[0] == (
        "单位名称",
        "合计",
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
        "其他收入",
    )


def test_a_short_end_of_the_prose_beside_figures_is_no_column() -> None:
    text = GOALS.replace("507.50 数据库，并向社会公众开放，供人查阅", "507.50  供人查阅").replace(
        "照片一张不丢", "到馆"
    )
    assert text != GOALS
    found = [block for block in read_text(text, "f") if isinstance(block, Grid)]
    assert {len(grid.rows[0]) for grid in found} == {4}


LEFT = """\
单位：万元
科目编码                         合计              基本支出            项目支出            经营支出
类       款       项
201                       4,891.73        2,569.67        2,322.06
201     03                3,314.78        2,249.87        1,064.91
201     03      01        1,278.14        1,278.14
"""


def test_heads_at_the_left_of_their_columns_and_figures_at_the_right() -> None:
    assert [row[3:] for row in rows(LEFT)[1:]] == [
        ("4,891.73", "2,569.67", "2,322.06", ""), ("3,314.78", "2,249.87", "1,064.91", ""), ("1,278.14", "1,278.14", "", ""),
    ]  # fmt: skip


NUMBERED = """\
单位：万元
项目                              本年支出合计 基本支出 项目支出
功能分类科目编码 科目名称
栏次                                        1        2     3
             合计                    2,724.37 2,628.32 96.05
         201 一般公共服务支出              2,188.75 2,092.70 96.05
     2010301 行政运行                  1,512.31 1,512.31
"""


def test_a_line_of_numbers_does_not_part_a_head_from_its_figures() -> None:
    found = rows(NUMBERED)
    assert "栏次" not in {cell for row in found for cell in row} and found[0][2:] == (
        "本年支出合计",
        "基本支出",
        "项目支出",
    )
    assert found[-2] == ("201", "一般公共服务支出", "2,188.75", "2,092.70", "96.05")


SPREAD = """\
单位：万元
  类    款   项  单位代码   科目名称        合计     基本支出
201            012001  档案事务       120.00     80.00
201    26      012001  档案管理       120.00     80.00
201    26   01 012001  整理         120.00     80.00
"""


def test_a_part_of_a_code_stands_apart_from_the_code_of_a_unit_beside_it() -> None:
    assert [row[:4] for row in rows(SPREAD)[1:]] == [
        ("201", "", "", "012001"), ("201", "26", "", "012001"), ("201", "26", "01", "012001")
    ]  # fmt: skip


PAIRS = """\
单位：万元
               部门预算支出经济分类                  政府预算支出经济分类                 一般公共预算基本支出
    科目编码               科目名称         科目编码           科目名称   合计             人员经费         公用经费
301        工资福利支出             501          机关工资福利支出          590.28         590.28
30101      基本工资               501          机关工资福利支出          128.67         128.67
"""


def test_a_group_parts_no_code_from_its_name() -> None:
    groups, heads, *_ = rows(PAIRS)
    assert groups[:3] == ("部门预算支出经济分类", None, "政府预算支出经济分类")
    assert heads[:4] == ("科目编码", "科目名称", "科目编码", "科目名称")
