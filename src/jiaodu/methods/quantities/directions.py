"""Words of direction near a number: 增长, 提高, 多, 下降, 减少, 回落.

Floor: methods. In: plain text, where a number stands. Out: up or down, with the place of the word.
"""

from __future__ import annotations

from jiaodu.methods.quantities.lexicon.directions import DOWN, LEVEL, STOPS, UP
from jiaodu.methods.quantities.model import Direction

_REACH = 14
_LONGEST = max(map(len, UP | DOWN | LEVEL))


# Words that lead to what is compared with as well as to the difference: 超出目标95%, 超出10个百分点.
_NEAR = frozenset(("超出", "高出"))
Towards = tuple[Direction, int, int]


def read_direction(plain: str, at: int) -> Towards | None:
    """The nearest word of direction before a place, inside the clause; none when a verb leads to a level (升至).

    Words of one character (多, 降) count right before the number only, since they begin and end so many others.
    """
    level = False
    near = at - 1 if plain[at - 1 : at] == "了" else at
    if plain[at - 1 : at] == "+":
        return "up", at - 1, at
    for end in range(at, max(0, at - _REACH), -1):
        if plain[end - 1] in STOPS:
            return None
        for length in range(min(_LONGEST, end), 0, -1):
            word = plain[end - length : end]
            if word in LEVEL:
                level = True
                break
            if (word not in UP and word not in DOWN) or (_is_near(word) and end not in (at, near)):
                continue
            if level and word[-1] not in "幅速率量":
                return None
            return "up" if word in UP else "down", end - length, end
    return None


def _is_near(word: str) -> bool:
    return len(word) == 1 or word in _NEAR
