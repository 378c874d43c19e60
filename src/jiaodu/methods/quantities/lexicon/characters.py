"""One character for another: full width to half, Traditional to Simplified where a list here needs it.

Floor: methods. In: nothing. Out: `PLAIN` for `str.translate`, which keeps every offset; `DIGITS`, `TENS` of numerals.
"""

from __future__ import annotations

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    "．": ".", "，": ",", "％": "%", "﹪": "%", "∶": ":", "：": ":", "︰": ":", "－": "-", "−": "-", "‐": "-", "‑": "-", "–": "—",
    "～": "~", "〜": "~", "∼": "~", "―": "—", "─": "—", "㎡": "㎡", "〇": "〇", "○": "〇", "◯": "〇", "［": "[", "］": "]",
    "﹝": "〔", "﹞": "〕", "〖": "〔", "〗": "〕", "【": "[", "】": "]", "“": "“", "”": "”", "「": "“", "」": "”", "『": "“", "』": "”",
    "٫": ".", "﹒": ".", "‰": "‰", "兀": "元",
}  # fmt: skip
# Traditional or official form → the form that the lists are written in.
_CHARACTERS = dict(
    zip(
        "萬億個兩點餘約歲達過數幾間開園學級類項條種臺場張輛塊萬門畝處戶頭隻雙對組節單層屆週後畢減長較於東佔總進來員師"
        "環職專業義務覆蓋縣區鄉鎮鄰與農會創並當時從連續這應關際發據經費為統計實現幣體軟習寫電腦圖書館廳"
        "壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟廿第獲請報導產責調評價飛預撥財務選傳質齡",
        "万亿个两点余约岁达过数几间开园学级类项条种台场张辆块万门亩处户头只双对组节单层届周后毕减长较于东占总进来员师"
        "环职专业义务覆盖县区乡镇邻与农会创并当时从连续这应关际发据经费为统计实现币体软习写电脑图书馆厅"
        "一二二三三三四五六六七八九十百千廿第获请报导产责调评价飞预拨财务选传质龄",
        strict=True,
    )
)
PLAIN: dict[int, str | int] = {**_FULL, **{ord(a): b for a, b in {**_SIGNS, **_CHARACTERS}.items()}}
# Characters that are not seen: they never part two digits.
IGNORED = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\u00ad"
)

DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
CHINESE = "〇零一二三四五六七八九十百千万亿两"
BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
