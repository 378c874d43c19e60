"""Problems of rights, accounts and the audit (A). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "A01": Entry("error", Text("{user} 没有权限:{verb}", "{user} may not: {verb}"), Text("每个岗位只能做自己职责内的事", "each role may do what its duty asks and no more"), Text("请有权限的人办理,或请上级机构授权", "ask somebody who may, or ask the office above for the right")),
}  # fmt: skip
