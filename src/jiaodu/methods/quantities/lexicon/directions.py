"""Words of direction, words that lead to a level, and signs at which the look back ends.

Floor: methods. In: nothing. Out: `UP`, `DOWN`, `LEVEL`, `STOPS`.
"""

from __future__ import annotations

from jiaodu.methods.quantities.lexicon.words import words

UP = words(
    "增长 增加 提高 上升 提升 增幅 增 升 涨 多 涨幅 升幅 增速 新增 净增 多了 涨了 增加了 提高了 上升了 增长了 扩大 增多 高出 超出 高 上涨 攀升 上浮 上调 增至多 同比增 净增加 递增 多出 抬升 扩增 增量 增加量 拉高 多拨 多投 多投入 多安排 多支出 多收入 多招 多下达 多发放 增拨 增投 增长率 增收 增添 扩充 回升 跃升"
)
DOWN = words(
    "下降 减少 降低 回落 降 下滑 降幅 减 跌 少 少了 降了 减少了 下降了 缩减 跌幅 下跌 缩小 减幅 压减 净减 负增长 下调 下浮 收窄 减至少 低 递减 萎缩 滑落 减少量 减退 少拨 少投 少投入 少安排 少支出 少收入 少招 少下达 少发放 缩短 削减"
)
LEVEL = words("至 到 达 为 成 是 不少于 不低于 至少 最少 多数 多媒体 最多 最高 最低 不高于 不超过 高中 高校 高等 低于 高于 少于 多于 很多 许多 至多 较多 不少 不高 多个 提高到 减少到 减免 少年 降至 增至 高职 高一 高二 高三 多元 多样 多所 多种 高级 高考 占 有 由 从 在")  # fmt: skip
STOPS = frozenset("，,。;；!！?？、()（）\n\t%万亿元人所个名")
