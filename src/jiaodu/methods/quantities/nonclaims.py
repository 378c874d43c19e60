"""Numbers that claim nothing: dates, document numbers, headings, ordinals, cohorts, names, bases, ages.

Floor: methods. In: plain text and a place. Out: the end and kind of what begins there, or None.
"""

from __future__ import annotations

import re

from jiaodu.methods.quantities.lexicon.names import ASCII_NAMES, BEFORE_WORDS, read_name
from jiaodu.methods.quantities.model import Kind
from jiaodu.methods.quantities.reading import Reading

_CN = "〇零一二三四五六七八九十百千两"
_YEAR = r"(?:(?:18|19|20|21)[0-9]{2}|[一二][〇零oO0一二三四五六七八九]{3})"
_DAY = rf"(?:[0-9]{{1,2}}|[{_CN}]{{1,3}}+)"
_OF_MONTH = rf"(?:{_DAY}[日号]|[上中下]旬|月?[初底末中](?!小))"
_MONTH = rf"(?:(?:{_DAY}月(?:份|{_OF_MONTH})?))"
_PART = rf"(?:{_MONTH}|(?:第)?[一二三四1-4]季度|[上下]半年|[春秋夏冬]季?(?:学期)?|[一两二三]?学期|[末底初中](?!小|[央学等国])|元旦|前后)"
_JOIN = r"(?:[—~\-]{1,2}|至|到|、|和|与|及)"
_DATES = (
    rf"{_YEAR}[—~\-/]{{1,2}}(?:{_YEAR}|[0-9]{{2}}(?![0-9]))(?:学年度?|年度|年)(?:{_PART})?",
    rf"{_YEAR}(?:学年度?|年度|年)(?:{_PART})?(?:{_JOIN}(?:{_YEAR}(?:学年度?|年度|年)(?:{_PART})?|{_MONTH}|{_DAY}日))?",
    rf"{_MONTH}(?:{_JOIN}(?:{_MONTH}|{_DAY}[日号]))?",
    rf"{_DAY}月(?:{_JOIN}{_DAY}月)?",
    r"(?:19|20)[0-9]{2}[./\-][01]?[0-9](?:[./\-][0-3]?[0-9])?(?![0-9.%人所万亿元个])",
    rf"[1-3]?[0-9]日(?:{_JOIN}[1-3]?[0-9]日)?(?!均|制|常)",
    r"(?:19|20)[0-9]{2}[—~\-/](?:19|20)[0-9]{2}(?![0-9.%人所万亿元个])",
    r"[0-9]{2}年代|[一二三四五六七八九十]{1,2}十年代|[一二][0-9一二十]{0,2}世纪",
)
_DATE = re.compile("|".join(_DATES))
_TIME = re.compile(
    r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?:[—~\-至]{1,2}(?:[01]?[0-9]|2[0-4]):[0-5][0-9])?(?![0-9.])|[0-9]{1,2}(?:时|点钟|点半|点整)(?:[0-9]{1,2}分)?(?!段|间|代|候|长|速|政|评)"
)
_TIME_BEFORE = re.compile(r"(?:上午|下午|晚上?|早上?|凌晨|中午|时间:?|每[日天])$")
_DOCNO = re.compile(
    r"[〔\[(](?:19|20)[0-9]{2}[〕\])](?:第)?[0-9]{1,5}(?:号|$|(?=[)》,。;、\s]))|(?:19|20)[0-9]{2}年第[0-9]{1,4}号"
)
_NUMBERED = re.compile(r"[0-9]{1,6}号(?!召|角|码)|[0-9]{1,4}#")
_COHORT = re.compile(rf"(?:{_YEAR}|[0-9]{{2}})(?:—(?:{_YEAR}|[0-9]{{2}}))?[届级](?!别)")
_HEADINGS = (
    rf"[{_CN}]{{1,4}}+[、.]",
    r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}(?![0-9%.万亿人所个元])(?=[ 、\u4e00-\u9fff])",
    r"[0-9]{1,2}[.、](?![0-9])",
    r"[0-9]{1,2}[)](?![0-9])",
)
_HEADING = re.compile("|".join(_HEADINGS))
_BRACKETED = re.compile(rf"\((?:[{_CN}]{{1,4}}+|[0-9]{{1,2}})\)")
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩Ⅰ-Ⅻ]+")
_FIRSTLY = re.compile(r"[一二三四五六七八九十]{1,2}[是要](?=[^\s])|[一二三四五六七八九十]来[,，]")
_ORDINAL = re.compile(
    rf"第(?:[0-9]{{1,5}}+|[{_CN}]{{1,8}}+)(?:[—~\-至到、](?:第)?(?:[0-9]{{1,5}}+|[{_CN}]{{1,8}}+))?(?:个|届|条|章|节|款|项|期|批|次|号|名|位|年|季度|阶段|学期|学士学位|产业|课堂|轮|级|页|版|部分|类|方|一)?"
)
_LABEL = re.compile(r"(?:表|图|附件|附表|专栏|附录|附图|案例|注|例|问题|表格|栏目|任务|措施|清单|步骤|模块|单元|卷)$")
_LABELLED = re.compile(
    rf"(?:[0-9]{{1,3}}(?:[.\-][0-9]{{1,3}}){{0,2}}|[{_CN}]{{1,3}})(?![0-9.%])(?:[:—\-]|(?=[ \t\n:、。,)》\u4e00-\u9fff]|$))"
)
_BASE = re.compile(
    rf"每(?:[0-9]{{1,6}}+[万千百亿]?|[{_CN}万]{{1,6}}+)(?:余)?(?:名|人|个|位|万|所|生|户|平方公里|公里|台|亩|元)?(?:人口|学生|幼儿|在校生|儿童|人)?"
)
_PER_BASE = re.compile(r"[百千万](?=(?:名|人|位)(?:学生|幼儿|在校生|人口|小学生|初中生)?(?:拥有|配备|计算机|专任|均))")
_PLAN = re.compile(
    r"(?:十[一二三四五六七]?|[一二三四五六七八九])五(?=[”’》]|规划|时期|期间|末|以来|初|中期|收官|开局|教育|发展|普法|之)"
)
_GRADE = re.compile(r"(?:[1-9]|[一二三四五六七八九])(?:[—~\-至到、](?:[1-9]|[一二三四五六七八九]))?年级")
_CHAPTER = re.compile(r"(?:19|20)[0-9]{2}(?![0-9.,%])")
_AGE = re.compile(
    rf"(?:[0-9]{{1,2}}(?:\.[0-9])?|[{_CN}]{{1,4}}+)(?:[—~\-至到]{{1,2}}(?:[0-9]{{1,2}}|[{_CN}]{{1,4}}+))?(?:周?岁)(?:[—~\-至到]{{1,2}}(?:[0-9]{{1,2}}|[{_CN}]{{1,4}}+)周?岁)?(?:及?以[上下])?"
)
_AGE_CLAIM = re.compile(r"(?:平均年龄|寿命|均龄|平均|年龄为|年龄中位数)[^,。;、]{0,4}$")
_ALNUM = re.compile(r"[0-9A-Za-z]++(?:[.\-+/_][0-9A-Za-z]++)*+")
_LETTERS_AFTER = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?(?:[A-Z]{1,3}|[a-zA-Z]{2,})")
_VERSION = re.compile(
    r"[vV]?[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}(?:版|\+)|[0-9]\.0(?![0-9%万亿元个])(?=实施|版|时代|工程|行动|计划|建设|[”》)]|$|[,。、])"
)
_PHONE = re.compile(r"(?:0[0-9]{2,3}-)[0-9]{7,8}(?![0-9])|1[3-9][0-9]{9}(?![0-9])|[48]00-?[0-9]{3}-?[0-9]{4}(?![0-9])")
_POSTCODE = re.compile(r"[0-9]{6,18}(?![0-9.,%])")
_CODE_BEFORE = re.compile(
    r"(?:邮编|邮政编码|电话|传真|编码|代码|编号|证号|号码|热线|序号|学号|账号|QQ|统一书号)[:为]?$"
)
_PAGE = re.compile(r"—[0-9]{1,4}—")
_CLASS_SIZE = re.compile(
    r"[0-9]{2}(?:[—~\-至到][0-9]{2})?人?(?:及?以[上下]|[—~\-至][0-9]{2}人)?的?(?:超?大班额|超?大班|标准班额)|(?<=班额\()[0-9]{2}人?(?:及?以[上下]|[—~\-至][0-9]{2}人)"
)
_ARTICLE_END = re.compile(r"[。;:!?；：！？]")

Found = tuple[int, Kind]


def read_nonclaim(reading: Reading, at: int, last: int) -> Found | None:
    """The longest thing without a claim that begins at a place; `last` is where the one before ended."""
    plain = reading.plain
    first = plain[at]
    opening = at in reading.starts or at == 0 or bool(_ARTICLE_END.match(plain, at - 1))
    for read in _OPENING if opening else ():
        found = read.match(plain, at)
        if found is not None:
            return found.end(), "heading"
    if first in "〔[(":
        return _bracket(plain, at)
    if first == "第":
        found = _ORDINAL.match(plain, at)
        return (found.end(), "ordinal") if found else None
    if first == "每":
        found = _BASE.match(plain, at)
        return (found.end(), "base") if found else None
    if not first.isdigit() or not first.isascii():
        return _chinese(plain, at)
    return _arabic(plain, at, last)


_OPENING = (_HEADING, _BRACKETED, _CIRCLED, _FIRSTLY, _PAGE)


def _bracket(plain: str, at: int) -> Found | None:
    found = _DOCNO.match(plain, at)
    if found is not None:
        return found.end(), "docno"
    found = _BRACKETED.match(plain, at)
    return (found.end(), "heading") if found else None


def _chinese(plain: str, at: int) -> Found | None:
    if plain[max(0, at - 1) : at + 1] in BEFORE_WORDS:
        return at + 1, "name"
    for pattern, kind in _CHINESE:
        found = pattern.match(plain, at)
        if found is not None:
            return found.end(), kind
    name = read_name(plain, at)
    if name is not None:
        return at + len(name), "name"
    if plain[at - 1 : at] in "“‘《〈" and at:
        closing = re.compile(r"[^”’》〉%]{1,10}+[”’》〉]").match(plain, at)
        if closing is not None and not re.search(r"[0-9]", closing.group()):
            return closing.end() - 1, "name"
    return None


_CHINESE: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_CIRCLED, "heading"),
    (_DATE, "date"),
    (_PLAN, "name"),
    (_GRADE, "name"),
    (_AGE, "age"),
    (_FIRSTLY, "heading"),
    (_PER_BASE, "base"),
)
_ARABIC: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_PHONE, "docno"),
    (_COHORT, "cohort"),
    (_DATE, "date"),
    (_GRADE, "name"),
    (_CLASS_SIZE, "class_size"),
    (_VERSION, "version"),
    (_NUMBERED, "docno"),
)


def _arabic(plain: str, at: int, last: int) -> Found | None:
    before = plain[at - 1 : at]
    lead = plain[max(0, at - 6) : at]
    if (before.isascii() and before.isalpha()) or (
        before in "-_" and plain[at - 2 : at - 1].isascii() and plain[at - 2 : at - 1].isalpha()
    ):
        found = _ALNUM.match(plain, at)
        assert found is not None
        return found.end(), "name"
    if _CODE_BEFORE.search(lead):
        found = _ALNUM.match(plain, at)
        assert found is not None
        return found.end(), "docno"
    if _LABEL.search(lead):
        found = _LABELLED.match(plain, at)
        if found is not None:
            return found.end(), "heading"
    for pattern, kind in _ARABIC:
        found = pattern.match(plain, at)
        if found is not None:
            return found.end(), kind
    found = _TIME.match(plain, at)
    if found is not None and (
        _TIME_BEFORE.search(lead) or "-" in found.group() or "—" in found.group() or ":" not in found.group()
    ):
        return found.end(), "time"
    found = _AGE.match(plain, at)
    if found is not None and not _AGE_CLAIM.search(plain[max(0, at - 10) : at]):
        return found.end(), "age"
    for word in ASCII_NAMES.get(plain[at], ()):
        if (
            plain.startswith(word, at)
            and not plain[at + len(word) : at + len(word) + 1].isdigit()
            and (not word.isdigit() or _slogan(plain, at, len(word)))
        ):
            return at + len(word), "name"
    return None


def _slogan(plain: str, at: int, size: int) -> bool:
    """Whether 985, 211 and the like stand as names: in quotes, next to 工程 or to each other."""
    after = plain[at + size : at + size + 2]
    return (plain[at - 1 : at] in "“、/" and after[:1] in "”、/") or after in (
        "高校",
        "大学",
        "院校",
        "热线",
        "工程",
        "计划",
    )
