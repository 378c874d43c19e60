"""English number words, units, hedges and words of direction.

Floor: methods. In: nothing. Out: tables by word, in lower case.
"""

from __future__ import annotations

from jiaodu.methods.quantities.lexicon.words import words
from jiaodu.methods.quantities.model import Approximation

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
ONES = {word: n for n, word in enumerate(_ONES.split())}
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "bn": 10**9,
    "mn": 10**6,
    "m": 10**6,
}
PARTS = {"half": (1, 2), "one-third": (1, 3), "two-thirds": (2, 3), "one third": (1, 3), "two thirds": (2, 3), "a third": (1, 3), "one-quarter": (1, 4), "a quarter": (1, 4),
         "three-quarters": (3, 4), "three quarters": (3, 4), "one-fifth": (1, 5), "two-fifths": (2, 5), "three-fifths": (3, 5), "four-fifths": (4, 5)}  # fmt: skip
MULTIPLES = {"doubled": 2, "tripled": 3, "quadrupled": 4, "twice": 2, "double": 2, "threefold": 3, "twofold": 2}
# The unit that a noun after the number stands for, in the normal form of the Chinese lists.
_NOUNS = {
    "人": "pupil pupils student students teacher teachers child children people person persons graduate graduates learner learners staff member members entrant entrants candidate candidates worker workers inhabitants residents "
    "headteachers principals counsellors counselors inspectors enrolled boys girls adults youths participants households-members residents citizens volunteers experts",
    "所": "school schools kindergarten kindergartens university universities college colleges institution institutions preschools",
    "个": "county counties district districts city cities province provinces town towns township townships village villages class classes place places centre centres center centers project projects programme programmes "
    "municipalities regions countries courses majors subjects indicators items measures areas groups teams departments",
    "元": "yuan rmb cny",
    "美元": "dollars dollar usd",
    "册": "books volumes",
    "台": "computers terminals devices tablets",
    "间": "classrooms rooms laboratories dormitories",
    "平方米": "m2 sqm m²",
    "倍": "times",
    "小时": "hours hour",
    "天": "days day",
    "分钟": "minutes minute",
    "家": "companies enterprises households families",
    "次": "inspections visits sessions meetings",
    "门": "subjects-courses",
}  # fmt: skip
NOUNS = {noun: unit for unit, nouns in _NOUNS.items() for noun in nouns.split()}
BEFORE: dict[str, Approximation] = {
    "about": "about", "around": "about", "approximately": "about", "roughly": "about", "some": "about", "circa": "about", "nearly": "under", "almost": "under", "close to": "under",
    "over": "over", "more than": "over", "exceeding": "over", "exceeded": "over", "above": "over", "at least": "at_least", "no less than": "at_least", "not less than": "at_least",
    "no fewer than": "at_least", "not fewer than": "at_least", "a minimum of": "at_least", "minimum": "at_least", "at most": "at_most", "no more than": "at_most", "not more than": "at_most", "up to": "at_most",
    "a maximum of": "at_most", "maximum": "at_most", "less than": "under", "fewer than": "under", "under": "under", "below": "under", "just under": "under", "just over": "over", "well over": "over",
    "not exceeding": "at_most",
}  # fmt: skip
UP = words(
    "rose increased grew up gained climbed growth increase rise rising added higher growing jumped improved expanded"
)
DOWN = words(
    "fell decreased declined dropped down lost decrease decline fall falling reduced lower shrank reduction cut"
)
LABELS = words(
    "table figure section chapter article page no. no appendix annex document part paragraph item step grade year fig. sec. version phase level goal target sdg"
)
MONTHS = words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
