"""Document numbers, headings, ordinals, labels of tables, bases: numbers that point at or prepare something.

Floor: methods. In: a `Reading` and a place. Out: the end and kind of what begins there, or None.
"""

from __future__ import annotations

import re

from jiaodu.methods.quantities.lexicon.characters import CHINESE
from jiaodu.methods.quantities.lexicon.units import read_unit
from jiaodu.methods.quantities.model import Kind
from jiaodu.methods.quantities.reading import Reading

Found = tuple[int, Kind]

# A line that ends so goes on in the next.
_GO_ON = ("百", "千", "万", "亿", "和", "与", "至")
_GOES_ON = frozenset(",、—~-(/+和与及或至到为达是约近超占率比了的")
_SENTENCE_END = frozenset("。;!?:")
_HEADING = re.compile(
    rf"[{CHINESE}]{{1,4}}+[、.](?!千|万|百)"
    r"|[0-9]{1,2}[.](?=(?:19|20)[0-9]{2}年)"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}(?![0-9%.])(?=[ 、\t]?[\u4e00-\u9fff])(?![万亿人名所个元倍年台册平])"
    r"|[0-9]{1,2}[.、](?![0-9])"
    r"|[0-9]{1,2}[)](?![0-9])"
    r"|—[0-9]{1,4}—|-[0-9]{1,4}-(?![0-9])"
    rf"|[{CHINESE}]{{1,3}}+(?:是|要|来[,])(?=[^\s])"
    r"|[0-9]{1,2} ?(?=[\u4e00-\u9fff]{2,12}(?:情况|概况|措施|建议|问题|成效)(?:\t|\n|$))"
)
_LINE_NUMBER = re.compile(r"[0-9]{1,2}、")
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉Ⅰ-Ⅻ]+")
_LISTING = re.compile(r"[一二三四五六七八九十]{1,2}是(?=[^\s,。否不])")
_BRACKETED = re.compile(rf"\((?:[{CHINESE}]{{1,4}}+|[0-9]{{1,2}})\)")
_DOCNO = re.compile(r"[〔\[(](?:19|20)[0-9]{2}[〕\])](?:第)?[0-9]{1,5}(?:号(?:令)?|(?![0-9人所万亿元个名%.]))")
_COUNT_WORD = "个|届|条|章|节|款|项|期|批次?|次|号|名|位|年|季度|阶段|学期|产业|课堂|轮|级|页|版|部分|类|方|步|组|篇|卷|册|层|中学|小学|周|天|人|家|所|张|份|学段|学士学位|时间|手"
_NTH = rf"(?:[0-9]{{1,5}}+|[{CHINESE}]{{1,8}}+)"
_ORDINAL = re.compile(rf"第{_NTH}(?:[—~\-至到、和](?:第)?{_NTH}(?={_COUNT_WORD}))?(?:{_COUNT_WORD})?(?:之{_NTH})?")
_LABELS = "表|图|附件|附表|专栏|附录|附图|案例|注|(?<!比)例|公式|栏目|清单|步骤|模块|单元|问题|任务|措施|附|方案|样本校|[A-Z]类|序号"
_LABEL_BEFORE = re.compile(rf"(?:{_LABELS})[:]?$")
_LABELLED = re.compile(
    rf"(?:[0-9]{{1,3}}(?:[.\-—][0-9]{{1,3}}){{0,2}}|[{CHINESE}]{{1,3}}+)(?![0-9.%])(?:(?=[:\t\n 、。,;)》>及和与至见—~\-])|$|(?=[\u4e00-\u9fff]))"
)
_TOTAL_PAGES = re.compile(r"[0-9]{1,4}页(?=[),。;\-—]|$)")
_RANK_BEFORE = re.compile(r"(?:排名|排|位列|位居|居|列|前|后|第)(?:全[国省市县区]|世界|全球)?(?:第|前)?$")
_RANK = re.compile(r"[0-9]{1,3}(?:名|位|强)?(?![0-9.%万亿个所人])|[一二三四五六七八九十]{1,2}(?:名|位|强|甲|列)?")
_BASE = re.compile(
    rf"每(?:[0-9][0-9,]{{0,7}}|[{CHINESE}]{{1,6}}+)(?:[余多])?(?:[万千百亿]{{1,2}})?(?:名|人口|人|个|位|万|所|生|户|平方公里|公里|平方米|台|亩|元|册)?(?!年|周|月|天|学年|学期)"
)
_PER_MANY = re.compile(r"[百千万](?=(?:名|人|位)(?:学生|幼儿|在校生|人口|小学生|初中生)?(?:拥有|配备|计算机|专任|均))")
_CODE_BEFORE = re.compile(
    r"(?:邮编|邮政编码|电话|传真|编码|代码|编号|证号|号码|热线|学号|账号|QQ|书号|CN|ISSN|ISBN|文号|机构代码|№|No\.?|NO\.?)[: ]?$"
)
_CODE = re.compile(r"[0-9A-Za-z]++(?:[.\-/_][0-9A-Za-z]++)*+")
_PHONE = re.compile(
    r"0[0-9]{2,3}-[0-9]{7,8}(?![0-9])|1[3-9][0-9]{9}(?![0-9])|[48]00-?[0-9]{3}-?[0-9]{4}(?![0-9])|[0-9]{9,20}(?![0-9.,%])(?!元|人)"
)
_NUMBERED = re.compile(
    rf"[0-9]{{1,6}}(?:—[0-9]{{1,6}})?号(?!召|角|码)|[0-9]{{1,4}}#|[{CHINESE}]{{1,4}}+号(?=文|楼|院|令|线|通知|校区)"
)
_YEAR_ISSUE = re.compile(r"(?:19|20)[0-9]{2}年第?[0-9]{1,4}[号期](?!末)|(?:19|20)[0-9]{2}[〔\[(][0-9]{1,4}[〕\])]号?")
# More than two parts: a key to share by, not one ratio.
_SHARES = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?(?::[0-9]{1,3}(?:\.[0-9]{1,3})?){2,6}(?![0-9])")
_CLASS_SIZE = re.compile(
    r"[0-9]{2}(?:[—~\-至到][0-9]{2})?人?\(?(?:含)?\)?(?:及?以[上下])?(?:[—~\-至][0-9]{2}人)?\)?的?“?(?:超?大班额|超?大班|标准班额|特大班额)"
)
_IN_CLASS_SIZE = re.compile(r"[0-9]{2}(?:[—~\-至到][0-9]{2})?人?(?:\(含\))?(?:及?以[上下])?(?=[)\],、])")
_CLASS_SIZE_BEFORE = re.compile(r"(?:大班额|大班|标准班额)[(\[](?:指|即|班额|每班|超过|班级人数)?[^0-9)]{0,6}$")


def read_mark(reading: Reading, at: int) -> Found | None:
    """A document number, heading, ordinal, label, code or base that begins here."""
    plain = reading.plain
    first = plain[at]
    line_start = at in reading.starts and plain[at - 1 : at] not in _GOES_ON and not _in_brackets(plain, at)
    if line_start or plain[at - 1] in _SENTENCE_END:
        found = _HEADING.match(plain, at) or (_LINE_NUMBER.match(plain, at) if line_start else None)
        if found is not None and not _is_amount(plain, found):
            return found.end(), "heading"
    if first in "〔[(":
        return _first(plain, at, (_DOCNO, "docno"), (_BRACKETED, "heading"))
    if first == "第":
        return _first(plain, at, (_ORDINAL, "ordinal"))
    if first == "每":
        return _first(plain, at, (_BASE, "base"))
    lead = plain[max(0, at - 8) : at]
    if not first.isdigit() or not first.isascii():
        return _chinese(plain, at, lead)
    return _arabic(plain, at, lead)


def _in_brackets(plain: str, at: int) -> bool:
    first = max(0, at - 60)
    return plain.rfind("(", first, at) > plain.rfind(")", first, at)


def _is_amount(plain: str, heading: re.Match[str]) -> bool:
    """Whether what looks like the number of a section (2.5) has a unit behind it."""
    end = heading.end()
    return heading.group()[-1].isdigit() and (plain.startswith(_GO_ON, end) or read_unit(plain, end) is not None)


def _first(plain: str, at: int, *patterns: tuple[re.Pattern[str], Kind]) -> Found | None:
    for pattern, kind in patterns:
        found = pattern.match(plain, at)
        if found is not None:
            return found.end(), kind
    return None


def _chinese(plain: str, at: int, lead: str) -> Found | None:
    if _LABEL_BEFORE.search(lead):
        found = _LABELLED.match(plain, at)
        if found is not None and plain[found.end() : found.end() + 1] in ":、。,;)》> \t\n":
            return found.end(), "heading"
    if _RANK_BEFORE.search(lead):
        found = _RANK.match(plain, at)
        if found is not None and plain[found.end() - 1] in "名位强甲列":
            return found.end(), "ordinal"
    return _first(plain, at, (_CIRCLED, "heading"), (_LISTING, "heading"), (_PER_MANY, "base"), (_NUMBERED, "docno"))


def _arabic(plain: str, at: int, lead: str) -> Found | None:
    if _CODE_BEFORE.search(lead):
        return _first(plain, at, (_CODE, "docno"))
    if _LABEL_BEFORE.search(lead):
        found = _LABELLED.match(plain, at)
        if found is not None and not _COUNTED.match(plain, found.end()):
            return found.end(), "heading"
    if lead.endswith("共"):
        found = _TOTAL_PAGES.match(plain, at)
        if found is not None:
            return found.end(), "heading"
    if _RANK_BEFORE.search(lead):
        found = _RANK.match(plain, at)
        if found is not None and (lead.endswith("第") or found.group()[-1] in "名位强"):
            return found.end(), "ordinal"
    if _CLASS_SIZE_BEFORE.search(plain[max(0, at - 16) : at]):
        found = _IN_CLASS_SIZE.match(plain, at)
        if found is not None:
            return found.end(), "class_size"
    return _first(
        plain,
        at,
        (_SHARES, "bare"),
        (_PHONE, "docno"),
        (_YEAR_ISSUE, "docno"),
        (_CLASS_SIZE, "class_size"),
        (_NUMBERED, "docno"),
    )


_COUNTED = re.compile(r"[张台件幅册套万亿%个所名人项次件条份元家门]")
