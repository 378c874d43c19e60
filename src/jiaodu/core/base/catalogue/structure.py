"""Problems of structure: successors, groups, comparisons over splits. Floor: core.base."""

from __future__ import annotations

from collections.abc import Mapping

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: Mapping[str, Entry] = {
    "V32": Entry(
        "error",
        Text("{unit} 在 {group} 的撤销日期 {day} 不晚于生效日期", "{unit} leaves {group} on {day}, not after it joins"),
        Text("它从未在组内", "it would never have been in the group"),
        Text("更正日期", "correct the dates"),
    ),
    "V33": Entry(
        "error",
        Text(
            "{unit} 在 {day} 同时属于 {groups},而“{kind}”不允许重叠",
            "on {day} {unit} is in {groups} at once, and “{kind}” does not allow that",
        ),
        Text("它会在每个组里各算一次", "it would count once in each group"),
        Text(
            "给前一条写上撤销日期;确可重叠的,在分组类型中写 overlap: true",
            "close the earlier row; where groups may overlap, the kind says overlap: true",
        ),
    ),
    "V34": Entry(
        "error",
        Text(
            "机构 {org} 的承继机构“{text}”读不懂:{detail}", "the successors “{text}” of {org} cannot be read: {detail}"
        ),
        Text("历年数归到哪里由它决定", "they decide where the figures of earlier years are counted"),
        Text(
            "写代码,用、分隔;要写份额就全写,合计为 1,如 A:0.6、B:0.4",
            "write codes separated by 、, with shares for all that add up to 1, or for none: A:0.6、B:0.4",
        ),
    ),
    "V35": Entry(
        "warning",
        Text("机构 {org} 的承继机构 {successor} 没有登记", "the successor {successor} of {org} is not registered"),
        Text("它以前的数仍算在自己名下和原上级", "its earlier figures stay its own and count under its old parent"),
        Text("登记承继机构,或更正代码", "register the successor, or correct the code"),
    ),
    "V36": Entry(
        "warning",
        Text(
            "机构 {org} 的承继机构 {successor} 不在同一层级({level})",
            "the successor {successor} of {org} is of another level ({level})",
        ),
        Text("在本层级没有可以比较的单位", "at its own level there is no unit to compare with"),
        Text("核对承继机构代码", "check the successor's code"),
    ),
    "V37": Entry(
        "error",
        Text("机构 {org} 的承继机构“{text}”与撤销日期不符", "the successors “{text}” of {org} do not fit its closing"),
        Text(
            "撤销的机构不能承继自己;没有撤销的机构分出一部分后,自己也是承继者",
            "a closed unit cannot carry itself on; one that stays open after giving a part away is among its successors",
        ),
        Text(
            "撤销的,写撤销日期和别的机构;继续存在的,把自己也列入,如 {org}:0.7、新机构:0.3",
            "closed: give the day and other units; still open: name the unit itself too, {org}:0.7、NEW:0.3",
        ),
    ),
    "V38": Entry(
        "error",
        Text("分组登记“{unit} — {group}”不成立:{detail}", "the membership “{unit} — {group}” does not hold: {detail}"),
        Text("这一行不能归到任何组", "the row belongs to no group"),
        Text(
            "先登记机构和组,再登记归属;代码与类型要相符",
            "register the unit and the group first; codes and kinds must fit",
        ),
    ),
    "V30": Entry(
        "warning",
        Text(
            "{org} {period}:“{indicator}”有下级单位的值或权重为负",
            "{org} {period}: a unit below has a negative value or weight in “{indicator}”",
        ),
        Text(
            "基尼系数对负值没有定义,不给出值", "the Gini coefficient is not defined for negative values: there is none"
        ),
        Text("检查下级单位的数", "look at the figures of the units below"),
    ),
    "V31": Entry(
        "warning",
        Text(
            "{org} {period}“{indicator}”与上期不可比:{units} 在两期之间拆分",
            "{org} {period}: “{indicator}” cannot be compared with the earlier period: {units} split in between",
        ),
        Text(
            "上期的数有多少归到这里没有登记(或这个指标的算法不能按份额拆分),不猜",
            "how much of the earlier figure belongs here is not declared, or the formula cannot be divided by shares; it is not guessed",
        ),
        Text(
            "在名录的承继机构里写明份额(如 A:0.6、B:0.4);所有承继机构同在的上级不受影响",
            "declare shares with the successors in the register (A:0.6、B:0.4); units above all successors are not affected",
        ),
    ),
    "P30": Entry(
        "error",
        Text("“{name}”:没有层级或分组类型“{level}”", "“{name}”: there is no level or kind of groups “{level}”"),
        Text("不知道算给谁", "it is not known whom it is computed for"),
        Text("可用的有:{known}", "known: {known}"),
    ),
    "P31": Entry(
        "error",
        Text(
            "“{name}”把可以重叠的“{kind}”各组相加",
            "“{name}” adds up the groups of “{kind}”, which may overlap",
        ),
        Text("同时属于两个组的单位会算两次", "a unit in two groups would count twice"),
        Text(
            "对组的成员求和(across 的 level 写成员的层级)", "add up the units themselves: let across name their level"
        ),
    ),
}
