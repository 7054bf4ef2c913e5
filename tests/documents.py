"""Small disclosures that tests write themselves: the Shenzhen template as tab-separated text."""

from __future__ import annotations

from pathlib import Path


def text(
    department: str = "青石市石桥区档案局", year: int = 2031, basic: int = 310, project: int = 90
) -> str:
    """A disclosure of one department with one 项 of expenditure; all its totals hold."""
    total = basic + project
    head = f"\n部门名称：{department}\n\n单位：万元\n\n"
    rows = [("201", "一般公共服务支出"), ("20126", "档案事务"), ("2012601", "行政运行")]
    functions = "\n".join(f"\t{code}\t{name}\t{total:,}\t{basic:,}\t{project:,}" for code, name in rows)
    return (
        f"{year} 年{department}部门预算\n\n"
        f"第二部分 部门预算收支总体情况\n\n"
        f"{year} 年{department}部门预算收入 {total:,} 万元，比 {year - 1} 年增加 40 万元，增长 11%。"
        f"{year} 年部门预算支出 {total:,} 万元，比 {year - 1} 年增加 40 万元，增长 11%。\n\n"
        f"表 1\n\n收支总表\n{head}"
        f"收 入\t\t支 出\t\n项 目\t{year} 年预算数\t项 目\t{year} 年预算数\n"
        f"一、财政拨款\t{total:,}\t一、一般公共服务支出\t{total:,}\n"
        f"本年收入合计\t{total:,}\t本年支出合计\t{total:,}\n收入总计\t{total:,}\t支出总计\t{total:,}\n\n"
        f"表 7\n\n一般公共预算支出表（按功能分类）\n{head}"
        f"预算单位\t科目编码\t科目名称\t支出总计\t基本支出\t项目支出\n"
        f"{department}\t\t\t{total:,}\t{basic:,}\t{project:,}\n{functions}\n"
    )


def write(path: Path, **what: str | int) -> Path:
    """Write a disclosure (see `text`) to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(**what), "utf-8")  # type: ignore[arg-type]
    return path
