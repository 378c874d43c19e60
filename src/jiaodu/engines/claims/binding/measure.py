"""The measure of a figure: the noun before it, without year, place, verb, hedge and word of direction.

Floor: engines.claims. In: the plain text between the last separator and a number. Out: `noun_before`.
"""

from __future__ import annotations

import re

from jiaodu.engines.claims.binding.words import EARLIER, PLAN, YEAR

_ENUMERATOR = re.compile(
    r"^(?:\(?[一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]+、|\d+[.、]|[一二三四五六七]是|第[一二三四五六七]|[-·•])+"
)
_WHEN = re.compile(
    rf"^(?:(?:截至|截止|到|至)?(?:目前|当前|今年|本年|{YEAR}(?:[-—至](?:{YEAR}|\d\d))?(?:年|学年|届)?(?:度|末|底|初|春季|秋季|上半年|下半年|以来)?(?:期间)?|{PLAN}(?:期间|时期|以来|末|期末)?|\d{{1,2}}月(?:\d{{1,2}}日)?(?:底|末|初)?|年内|全年|期末|年末|年底|近[一二三四五六七八九十\d]+年(?:来|间)?|[一二三四五六七八九十\d]+年(?:间|来|以来|内|里)))+[,以来]?"
)
_OPENING = re.compile(
    r"^(?:其中|当中|另有|另外?|还有|还|而|并|且|即|以及|及|和|与|同时|此外|目前|现|均|都|已|我市|我省|我县|我区|本市|本省|本区|本县|按|每年|使|将|把|对|为(?!期)|在(?![校园职岗编读])|于|里|的|了|是|个|名|所|人|元|也|又|则|共(?!同|享|青|产|建)|全(?![日民]|国|市|省|县|区)|让)+"
)
_HAVING = re.compile(r"^(?:现有|共有|设有|建有|拥有|办有|有)(?![效机关序色限])(?=.)")
_PLACE = re.compile(r"^(?:全市|全省|全国|全县|全区|全州|全旗|全自治区|辖区内?|境内|区内外)(?=.)")
_VERBS = ["达到了", "达到", "达", "到", "至", "为", "是", "有", "共有", "共", "约", "近", "超过", "超", "突破", "仅", "只", "已", "均", "分别", "依次", "就", "了", "的", "现有", "拥有", "设有", "建有", "办有", "共办有", "完成", "实现", "保持在", "稳定在", "维持在", "在", "增至", "升至", "降至", "增加到", "提高到", "提升到", "上升到", "下降到", "减少到", "跃升至", "攀升至", "缩小到", "投入", "安排", "累计", "累计投入", "合计", "总计", "共计", "高达", "不低于", "不少于", "不高于", "不超过", "不足", "不到", "接近", "逾", "将近", "大约", "增长", "增加", "增", "提高", "提升", "上升", "升", "涨", "下降", "降低", "降", "减少", "减", "回落", "下滑", "多", "少", "高出", "高", "低", "新增", "净增", "净减", "同比", "环比", "比", "较", "增幅", "增速", "涨幅", "降幅", "年均", "平均", "年平均", "每年", "占", "占比为", "相当于", "等于", "只有", "则为", "全部", "都", "也", "仍", "还", "可", "能", "实际", "再", "又", "并", "被", "写成", "报为", "升为", "降为", "得", "要", "应", "须", "需", "要求", "按照", "按", "其中", "“", '"', "\\(", "\\)", ":", "、", ",", ";", "-", "—", "\\+", "±", "/"]  # fmt: skip
# 生均, 在校, 生师比, 总投入 end in what is a verb or adverb elsewhere
_ENDING = re.compile(
    rf"(?:(?<![生人校班师户园年平])均|(?<![师职男女占额床])比|(?<![总累])投入|(?:{'|'.join(sorted((v for v in _VERBS if v not in ('均', '比', '投入')), key=len, reverse=True))}))$"
)
_REPORTED = re.compile(
    r"^(?:公告|公报|通报|报告|原文|文中|文件|表中|该文|材料)?(?:写成|写作|写为|表述为|表述|记为|记作|报为|称为?|显示)"
)
_REFERENCE = re.compile(
    rf"(?:与|同|比|较|相比|对比){EARLIER}(?:的?同期)?(?:相比|比)?|{EARLIER}(?:相比|起|以来)|(?:上一?年|去年)(?:同期)?"
)
_DURATION = re.compile(r"[一二三四五六七八九十两\d]+年(?:来|间|内|里|时间)?")
MAX_NOUN, _FAR = 24, 80


def noun_before(lead: str) -> str:
    """The noun that a number is about, '' when the clause has none: 国家财政性教育经费 of 2011年国家财政性教育经费达到."""
    text = _REFERENCE.sub("", _ENUMERATOR.sub("", lead[-_FAR:]).strip("“”\"'‘’ 　"))
    for pattern in (_REPORTED, _WHEN, _OPENING, _WHEN, _PLACE, _OPENING, _HAVING):
        text = pattern.sub("", text, count=1)
    while text:
        shorter = _ENDING.sub("", text)
        if shorter == text:
            break
        text = shorter
    text = text.strip("“”\"'‘’()、,")
    if _DURATION.fullmatch(text):
        return ""
    return text[-MAX_NOUN:]


_SUFFIX = re.compile(r"(?:总数|总量|总额|总盘子|数量|人数|总人数|规模|数|水平|总计|合计)$")


def stem_of(measure: str) -> str:
    """A measure without words that only say that it is a number."""
    return _SUFFIX.sub("", measure) or measure
