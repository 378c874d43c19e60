"""What the states, steps and signatures of a task are called: one place for pages, messages, workbooks and the audit.

Floor: actions.
"""

from __future__ import annotations

from collections.abc import Mapping

from jiaodu.core.base.text import Text

STATE_NAMES: Mapping[str, Text] = {
    "open": Text("待填报", "to fill in"),
    "submitted": Text("已提交", "submitted"),
    "reviewed": Text("区级已审", "reviewed"),
    "returned": Text("已退回", "returned"),
    "approved": Text("已核准", "approved"),
    "void": Text("作废", "void"),
}
ROUND_STATE_NAMES: Mapping[str, Text] = {
    "draft": Text("筹备", "draft"),
    "open": Text("进行中", "under way"),
    "closed": Text("已结束", "closed"),
}
STEP_NAMES: Mapping[str, Text] = {
    "submit": Text("提交", "submit"),
    "withdraw": Text("撤回", "withdraw"),
    "review": Text("审核通过", "review"),
    "approve": Text("核准", "approve"),
    "return": Text("退回", "return"),
    "reopen": Text("重新开放", "reopen"),
    "sign": Text("签字", "sign"),
}
CAPACITY_NAMES: Mapping[str, Text] = {
    "statistician": Text("统计人员", "statistician"),
    "reviewer": Text("审核人", "reviewer"),
    "head": Text("单位负责人", "head of the unit"),
    "copy": Text("盖章扫描件", "scan of the sealed print"),
}
