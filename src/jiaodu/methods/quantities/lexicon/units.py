"""Measure words and units: how they are written, their normal form, what they multiply by, and what must not follow.

Floor: methods. In: nothing. Out: `read_unit`, the longest unit at a place; `read_noun`, the unit that a noun implies.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from jiaodu.methods.quantities.lexicon.words import words

Sort = Literal["count", "money", "measure", "share", "time", "year", "multiple", "age", "kind", "ratio"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, its normal form and factor, and the characters that show that it is the start of another word."""

    written: str
    normal: str
    factor: Fraction
    sort: Sort
    never_before: str = ""


ONE = Fraction(1)
SHARE = Unit("", "%", ONE, "share")
RATIO = Unit(":", "比", ONE, "ratio")
FOLD = Unit("番", "倍", ONE, "multiple")
UNKNOWN = Unit("", "", ONE, "count")

# Measure words, each with the characters that must not follow: 所 counts nothing in 所有, nor 家 in 家长.
_COUNTS = """
个:别体性 名:师校额称单誉牌录 人:均才民生工造际社文事物类 位:于居列置次 所:有属在以谓需辖作说长致 家:长庭校教族电乡园访委政 间:接断隔 座:谈 项:目 门:口诊户类 节:约日假省能水奏
种:植 类 台:阶湾账胞 套:用 册 件 批:准示评复次 支:持部教出援付 场:馆地所面景合 期:间望末中刊货盼 次:要日序 起:草步来点到诉伏 条:件例 份 处:理于在分罚室长级置境 户:籍外 亩 床:位 层:面级次
辆 架:构 盏 部:门分委署长属队级 组:织建成合长 班:级主子额 校:园长外内级本服舍企际 县:域级委长政 市:场民长级委政域属直区 区:域位间属级委长内政 省:级委政属内厅直份 镇:域政 乡:村镇音 村:民委级 街道 社区
乡镇 县区 省份 省区市 市县 区县 旗:帜 师:范资生傅 团:队结员委 队:伍员 学区:制化 片区 集团:化校 学位 床位 席 栋 幢 片:区 块 株 棵 头 只:有要是能 匹 艘 枚 篇:章 本:科市省区县校级报次年月专土届次着
页 章 款 幅:度员 首:次先都批家要 曲 部 卷 箱 盒 袋 瓶 桶 根:据本 把:关握 张 顶 面:积向对临貌试 盘 例:如外 宗:旨 笔:试 单:位独一元 格 口:径岸号头 对:于比象口应接标照 双:方减 轮:岗流换 届
版:本权 站 岗:位 门次 人次 项次 场次 台次 车次 班次 件次 家次 户次 所次 科次 课次 轮次 册次 教学点 标段 工位 学分:制 座次 点位 站点 网点 分:别析校布类之散管段批层步级管 步 环 级 党支部 支部 步骤 岗位 个人
批次 组次 篇次 期次 届次 人天 人日 人月 具:有体备 道:路德理具教 堂:皇而 封:闭面顶 顿:时悟 桩 艘 尊:重师敬严 剂 架次 课程门
"""
_PEOPLE = words("名 人 位")
_PLACES = words(
    "省 市 县 区 镇 乡 村 省份 省区市 市县 区县 县区 乡镇 旗 街道 社区 集团 学区 片区 教学点 支部 党支部 站点 网点 点位 标段 平台"
)
_MONEY = "元 美元 港元 欧元 日元 英镑 卢布 韩元 澳元 加元 角 新台币 台币"
_MEASURES = """
平方公里:平方米*1000000 平方千米:平方米*1000000 km2:平方米*1000000 km²:平方米*1000000 公顷:平方米*10000 hm2:平方米*10000 平方米:平方米 平米:平方米 ㎡:平方米 m2:平方米 m²:平方米 平方:平方米 平:平方米
公里:米*1000 千米:米*1000 km:米*1000 米:米 m:米 厘米:米*1/100 cm:米*1/100 毫米:米*1/1000 mm:米*1/1000 里:里 立方米:立方米 m3:立方米 吨:吨 公斤:千克 千克:千克 kg:千克 斤:斤 克:克 毫克:毫克 升:升 毫升:毫升 ml:毫升
千瓦时:千瓦时 kWh:千瓦时 千瓦:千瓦 kW:千瓦 KW:千瓦 兆瓦:千瓦*1000 MW:千瓦*1000 度:度 KB:KB MB:MB GB:GB TB:TB PB:PB Mbps:Mbps Gbps:Gbps Mb:Mb M:M G:G T:T 摄氏度:摄氏度 ℃:摄氏度 dB:dB 分贝:dB lx:lx 勒克斯:lx
"""
_NEVER_MEASURE = {
    "里": "面程",
    "升": "至到入学级高",
    "度": "假过量",
    "克": "服",
    "米": "饭",
    "平方": "公千米",
    "平": "均方台安等稳衡时凡原坦面行谷米顶",
}
_SHARES = "%:1/100 ‰:1/1000 成:1/10"
_POINTS = "个百分点:1/100 百分点:1/100 个百分比:1/100 个千分点:1/1000 个百分:1/100 个点:1/100 pct:1/100 pp:1/100"
_TIMES = "小时 个小时 分钟 秒钟 秒 课时 学时 个课时 个学时 个月 天 周 个工作日 工作日 学期 个学期 学年 个学年 个星期 星期 个季度 季度 刻钟 日"
# Kinds and sides of a thing rather than things: 五类, 三级, 12个方面.
_KINDS = "大 线 方 流 重 者 化 代 体 维 手 心 观 型 领域 方面 个方面 个领域 个层面 个维度 个阶段 个环节 大类 大方面 大领域 大任务 大行动 大工程 大体系"

# Nouns right behind a number without a measure word, and the unit that they imply.
_NOUNS = {
    "人": "师生 学生 教师 教职工 教职员工 幼儿 毕业生 考生 新生 中小学生 小学生 初中生 高中生 大学生 研究生 本科生 儿童 少年 青少年 职工 干部 群众 居民 农民 党员 人口 志愿者 少先队员 "
    "学子 青年 残疾人 孤儿 人员 专家 骨干 老师 公民 市民 村民 适龄 在校 在园 中小学师生 贫困学生 农村学生 困难学生 学员 家庭经济困难",
    "所": "学校 高校 院校 中小学校 幼儿园 普通高校",
    "个": "教学班 学科 专业 学位 项目 岗位 社团 实验室 家庭 微课",
}  # fmt: skip
NOUNS = {noun: unit for unit, nouns in _NOUNS.items() for noun in nouns.split()}


def _table() -> dict[str, Unit]:
    table = {word: Unit(word, word.removeprefix("个"), ONE, "kind") for word in _KINDS.split()}
    for entry in _COUNTS.split():
        word, _, never = entry.partition(":")
        normal = "人" if word in _PEOPLE or word == "个人" else "个" if word in _PLACES else word
        table[word] = Unit(word, normal, ONE, "count", never)
    for word in _MONEY.split():
        table[word] = Unit(word, word, ONE, "money", "素旦宵" if word == "元" else "色落度" if word == "角" else "")
    for entry in _MEASURES.split():
        word, _, rest = entry.partition(":")
        normal, _, factor = rest.partition("*")
        table[word] = Unit(word, normal, Fraction(factor or 1), "measure", _NEVER_MEASURE.get(word, ""))
    for entry in _SHARES.split():
        word, _, factor = entry.partition(":")
        table[word] = Unit(
            word, "%", Fraction(factor), "share", "立为功果员熟绩本长人效交都就分渝" if word == "成" else ""
        )
    for entry in _POINTS.split():
        word, _, factor = entry.partition(":")
        table[word] = Unit(word, "百分点", Fraction(factor), "share")
    for word in _TIMES.split():
        table[word] = Unit(
            word, word.removeprefix("个"), ONE, "time", "边岁年围" if word == "周" else "常趋益" if word == "日" else ""
        )
    table["年"] = Unit("年", "年", ONE, "year", "级度龄")
    table["周年"] = Unit("周年", "周年", ONE, "year")
    table["岁"] = Unit("岁", "岁", ONE, "age")
    table["周岁"] = Unit("周岁", "岁", ONE, "age")
    table["倍"] = Unit("倍", "倍", ONE, "multiple", "增")
    return table


UNITS = _table()
_LENGTHS: dict[str, tuple[int, ...]] = {
    first: tuple(sorted({len(word) for word in UNITS if word[0] == first}, reverse=True))
    for first in {word[0] for word in UNITS}
}


# Words that may follow although their first character warns of another word: 9万多名师生.
_AFTER_ALL = (
    "以上",
    "以下",
    "以内",
    "目标",
    "目录",
    "师生",
    "校长",
    "校园",
    "家长",
    "长期",
    "公办",
    "部属",
    "目前",
    "建成",
    "人才",
    "社会",
)


def read_unit(plain: str, at: int) -> Unit | None:
    """The longest unit that begins here and is not the start of another word."""
    for length in _LENGTHS.get(plain[at : at + 1], ()):
        unit = UNITS.get(plain[at : at + length])
        if unit is None:
            continue
        end = at + len(unit.written)
        after = plain[end : end + 1]
        if after and after in unit.never_before and not plain.startswith(_AFTER_ALL, end):
            continue
        if unit.written[-1].isascii() and unit.written[-1].isalnum() and after.isascii() and after.isalnum():
            continue
        return unit
    return None


def read_noun(plain: str, at: int) -> Unit | None:
    """The unit that a noun right behind a number implies: 人 for 师生."""
    for length in (6, 5, 4, 3, 2):
        unit = NOUNS.get(plain[at : at + length])
        if unit is not None:
            return Unit("", unit, ONE, "count")
    return None
