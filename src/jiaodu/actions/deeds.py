"""The deeds of the audit in words. Floor: actions. A deed is noun.verb; every deed that actions write has its words here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiaodu.actions.roles import read_roles
from jiaodu.actions.states import CAPACITY_NAMES, ROUND_STATE_NAMES, STATE_NAMES
from jiaodu.core.base.text import Text

DEED_NAMES: Mapping[str, Text] = {
    "login": Text("登录", "logged in"),
    "login.failed": Text("登录失败", "failed to log in"),
    "logout": Text("退出", "logged out"),
    "account.make": Text("建立账号", "made an account"),
    "account.import": Text("批量建立账号", "made accounts from a list"),
    "account.change": Text("修改账号", "changed an account"),
    "account.reset": Text("重置口令", "reset a password"),
    "account.password": Text("修改自己的口令", "changed their password"),
    "account.unlock": Text("解除锁定", "unlocked an account"),
    "account.close": Text("停用账号", "closed an account"),
    "account.open": Text("启用账号", "opened an account again"),
    "account.hand_over": Text("工作移交", "handed an account over"),
    "account.sessions": Text("结束登录", "ended sessions"),
    "grant.make": Text("授权", "granted a role"),
    "grant.end": Text("收回授权", "ended a grant"),
    "second_factor.on": Text("启用动态口令", "turned the second factor on"),
    "second_factor.off": Text("停用动态口令", "turned the second factor off"),
    "second_factor.lift": Text("解除他人的动态口令", "lifted somebody's second factor"),
    "second_factor.codes": Text("重新生成恢复码", "made new recovery codes"),
    "token.make": Text("建立接口令牌", "made a token"),
    "token.revoke": Text("吊销接口令牌", "revoked a token"),
    "round.draft": Text("筹备一轮评价", "drafted a round"),
    "round.open": Text("开启一轮评价", "opened a round"),
    "round.close": Text("结束一轮评价", "closed a round"),
    "round.reopen": Text("重新开启一轮评价", "opened a round again"),
    "round.discard": Text("放弃一轮评价", "discarded a round"),
    "round.form": Text("调整一张表的安排", "changed what a form asks"),
    "round.due": Text("调整期限", "changed a deadline"),
    "round.register": Text("按名录变动调整任务", "followed changes of the register"),
    "round.signatures": Text("规定签字要求", "chose the signatures that are asked for"),
    "task.submit": Text("提交", "submitted"),
    "task.withdraw": Text("撤回", "took a submission back"),
    "task.review": Text("审核通过", "reviewed"),
    "task.approve": Text("核准入库", "approved"),
    "task.return": Text("退回", "returned"),
    "task.reopen": Text("重新开放", "reopened"),
    "task.remark": Text("批注", "remarked"),
    "task.settle": Text("处理批注", "settled a remark"),
    "task.sign": Text("签字", "signed"),
    "task.assign": Text("指定责任人", "chose who answers for a form"),
    "task.extend": Text("延期", "extended a deadline"),
    "task.remind": Text("催报", "reminded"),
    "task.upload": Text("上传填好的表格", "uploaded a workbook"),
    "evidence.add": Text("上传佐证材料", "added evidence"),
    "evidence.remove": Text("移除佐证材料", "removed evidence"),
    "calls.export": Text("导出催报名单", "took the list of whom to ring"),
    "notice.read": Text("看过通知", "saw a notice"),
    "job.start": Text("提出后台任务", "asked for a job"),
    "job.cancel": Text("停止后台任务", "cancelled a job"),
    "backup.run": Text("备份", "backed up"),
    "backup.restore": Text("恢复", "restored"),
    "facts.load": Text("装入数据", "loaded data"),
    "audit.export": Text("导出操作日志", "exported the audit"),
}


FIELD_NAMES: Mapping[str, Text] = {
    "state": Text("状态", "state"),
    "version": Text("版本", "version"),
    "digest": Text("校验值", "digest"),
    "snapshot": Text("快照", "snapshot"),
    "reason": Text("原因", "reason"),
    "capacity": Text("身份", "capacity"),
    "name": Text("姓名或名称", "name"),
    "kind": Text("种类", "kind"),
    "role": Text("岗位", "role"),
    "org": Text("单位", "unit"),
    "due": Text("期限", "due"),
    "user": Text("账号", "account"),
    "until": Text("到", "until"),
    "forms": Text("表", "forms"),
    "signatures": Text("签字要求", "signatures asked for"),
    "scan": Text("扫描件", "scan"),
    "how": Text("方式", "how"),
    "why": Text("原因", "why"),
    "username": Text("登录名", "login name"),
    "telephone": Text("电话", "telephone"),
    "department": Text("部门", "department"),
    "external_id": Text("统一认证标识", "sign-on id"),
    "roles": Text("岗位", "roles"),
    "grants": Text("授权", "grants"),
    "from_day": Text("自", "from"),
    "attempts": Text("失败次数", "failed tries"),
    "prefix": Text("令牌开头", "begins with"),
    "write": Text("可写", "may write"),
    "days": Text("天数", "days"),
    "responsible": Text("责任人", "responsible"),
    "row": Text("行", "row"),
    "item": Text("数据项", "item"),
    "text": Text("内容", "text"),
    "remark": Text("批注", "remark"),
    "size": Text("字节", "bytes"),
    "sha256": Text("校验值", "hash"),
    "errors": Text("错误", "errors"),
    "year": Text("年度", "year"),
    "packs": Text("框架包", "packs"),
    "tasks": Text("任务数", "tasks"),
    "units": Text("单位", "units"),
    "already": Text("已催过", "already reminded"),
    "not_submitted": Text("未提交", "not submitted"),
    "repaired": Text("断电后补记", "recorded after a crash"),
    "new": Text("新增", "new"),
    "back": Text("恢复", "back"),
    "void": Text("作废", "void"),
    "moved": Text("变更所在地", "moved"),
    "made": Text("备份时间", "made"),
    "files": Text("文件数", "files"),
    "head": Text("快照", "snapshot"),
}
DOOR_NAMES: Mapping[str, Text] = {
    "web": Text("网页", "web"),
    "api": Text("接口", "program"),
    "command": Text("服务器命令行", "command line of the server"),
    "worker": Text("后台", "worker"),
}
SUBJECT_NAMES: Mapping[str, Text] = {
    "task": Text("任务", "task"),
    "round": Text("评价轮次", "round"),
    "user": Text("账号", "account"),
    "account": Text("账号", "account"),
    "job": Text("后台任务", "job"),
    "notice": Text("通知", "notice"),
    "token": Text("令牌", "token"),
    "snapshot": Text("快照", "snapshot"),
}
_VALUES: Mapping[str, Mapping[str, Text]] = {
    "how": {
        "password": Text("口令", "password"),
        "password and code": Text("口令加动态口令", "password and code"),
        "password and recovery code": Text("口令加恢复码", "password and recovery code"),
        "sign-on": Text("统一认证", "sign-on"),
    },
    "why": {
        "password": Text("口令不对", "wrong password"),
        "locked": Text("已锁定", "locked out"),
        "expired": Text("首次口令过期", "first password expired"),
        "code": Text("动态口令不对", "wrong code"),
    },
    "capacity": CAPACITY_NAMES,
}


def field_name(name: str) -> Text:
    """What changed, in words; itself where it has none."""
    return FIELD_NAMES.get(name, Text(name, name))


def value_name(name: str, value: Any, subject: str = "") -> Text | None:
    """A value in words: a state, a role, how somebody came in; None where it says itself what it is."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if not isinstance(value, str):
        return None
    if name == "state":
        return (ROUND_STATE_NAMES if subject.startswith("round:") else STATE_NAMES).get(value)
    if name == "role":
        role = read_roles().get(value)
        return role.name if role else None
    return _VALUES.get(name, {}).get(value)


def subject_name(subject: str) -> Text:
    """The object of a deed in words: task:17 is 任务 17."""
    kind, sign, rest = subject.partition(":")
    named = SUBJECT_NAMES.get(kind)
    if not sign or named is None:
        return Text(subject, subject)
    shown = rest[:8] if kind == "job" else rest.replace("/", " ")
    return Text(f"{named.zh} {shown}", f"{named.en} {shown}")


def deed_name(deed: str) -> Text:
    """A deed in words; itself where it has none."""
    return DEED_NAMES.get(deed, Text(deed, deed))
