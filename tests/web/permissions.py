"""The table of permissions: every address x every role. A new address fails test_permissions until it has its line here.

A line: name of the address · method · path with objects in braces (of `test_permissions.objects`) · what each user of the town gets:
`status user user …`, parts divided by `;`, `*` for everybody else who is logged in. Strangers get 302 (the login page) unless
the line names `stranger`. Objects belong to the school `first` of the district `north`: `south`, `other` and their like must get 404.
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One address, and who gets what. `body` is the form that is sent."""

    name: str
    method: str
    path: str
    expected: str
    body: str = ""


OFFICES = "system city north"  # who manages the account of `first`

NO_TASK = "404 south second third other; 403 *"  # of another unit; of one's unit, but not one's duty
SEES_TASK = f"200 city north first inspector; {NO_TASK}"
CELLS = '{"since": 0, "changes": [{"row": 1, "item": "public_funds_budget", "text": "1"}]}'
SEE_PROGRESS = "city north south inspector expert reader"
SEE_FACTS = f"{SEE_PROGRESS} third_party"

TABLE: tuple[Line, ...] = (
    # the front
    Line("workbench", "GET", "/", "200 *"),
    Line("login", "GET", "/login/", "200 stranger; 302 *"),
    Line("login-code", "GET", "/login/code/", "302 *"),
    Line("logout", "POST", "/logout/", "302 *"),
    Line("language", "POST", "/language/", "302 *"),
    Line("theme", "POST", "/theme/", "302 *"),
    Line("sign-on", "GET", "/sign-on/", "404 stranger *"),
    Line("sign-on-back", "GET", "/sign-on/back/", "404 stranger *"),
    # one's own account
    Line("own", "GET", "/account/", "200 *"),
    Line("own-password", "GET", "/account/password/", "200 *"),
    Line("own-second-factor", "GET", "/account/second-factor/", "200 *"),
    Line("own-recovery-codes", "POST", "/account/second-factor/codes/", "404 *"),
    Line("own-second-factor-off", "POST", "/account/second-factor/off/", "302 *"),
    Line("own-tokens", "GET", "/account/tokens/", "200 *"),
    Line("own-tokens", "POST", "/account/tokens/", "403 public; 422 *"),
    Line("own-token-end", "POST", "/account/tokens/{token}/end/", "302 first; 404 *"),
    Line("own-sessions-end", "POST", "/account/sessions/end/", "302 *"),
    # accounts of others
    Line("accounts", "GET", "/accounts/", f"200 {OFFICES} south; 403 *"),
    Line("account-new", "GET", "/accounts/new/", f"200 {OFFICES} south; 403 *"),
    Line("account-new", "POST", "/accounts/new/", f"422 {OFFICES} south; 403 *"),
    Line("account", "GET", "/accounts/{first}/", f"200 {OFFICES}; 404 south; 403 *"),
    Line("account-change", "POST", "/accounts/{first}/change/", f"422 {OFFICES}; 404 south; 403 *"),
    Line("account-reset", "POST", "/accounts/{first}/reset/", f"200 {OFFICES}; 404 south; 403 *"),
    Line("account-unlock", "POST", "/accounts/{first}/unlock/", f"302 {OFFICES}; 404 south; 403 *"),
    Line("account-lift", "POST", "/accounts/{first}/second-factor/lift/", f"302 {OFFICES}; 404 south; 403 *"),
    Line("account-close", "POST", "/accounts/{first}/close/", f"302 {OFFICES}; 404 south; 403 *"),
    Line("account-reopen", "POST", "/accounts/{first}/reopen/", f"200 {OFFICES}; 404 south; 403 *"),
    Line("account-hand-over", "POST", "/accounts/{first}/hand-over/", f"404 {OFFICES}; 404 south; 403 *"),
    Line("account-grant", "POST", "/accounts/{first}/grants/", f"422 {OFFICES}; 404 south; 403 *"),
    Line("account-grant-end", "POST", "/accounts/{first}/grants/{grant}/end/", f"302 {OFFICES}; 404 south; 403 *"),
    Line("roster", "GET", "/accounts/list/", f"200 {OFFICES} south; 403 *"),
    Line("roster-template", "GET", "/accounts/list/template/", f"200 {OFFICES} south; 403 *"),
    Line("roster-make", "POST", "/accounts/list/make/", f"302 {OFFICES} south; 403 *"),
    Line("roster-slips", "POST", "/accounts/list/slips/", f"422 {OFFICES} south; 403 *", "org={unit}"),
    # an account that holds more than the district can give
    Line("account-reset", "POST", "/accounts/{chief}/reset/", "200 system city; 422 north; 404 south; 403 *"),
    # programs: a session is no token
    Line("api-whoami", "GET", "/api/whoami/", "401 stranger *"),
    # jobs
    Line("jobs", "GET", "/jobs/", "200 *"),
    Line("job", "GET", "/jobs/{job}/", "200 system city north; 404 *"),
    Line("job-cancel", "POST", "/jobs/{job}/cancel/", "302 system city north; 404 *"),
    Line("job-repeat", "POST", "/jobs/{job}/repeat/", "302 system city north; 404 *"),
    # tasks
    Line("task", "GET", "/tasks/{task}/", SEES_TASK),
    Line("task-responsible", "POST", "/tasks/{task}/responsible/", f"302 first north; {NO_TASK}"),
    Line("review", "GET", "/tasks/{task}/review/", SEES_TASK),
    Line("task-submit", "POST", "/tasks/{task}/submit/", f"422 first north; {NO_TASK}"),
    Line("task-withdraw", "POST", "/tasks/{task}/withdraw/", f"422 first north; {NO_TASK}"),
    Line("task-approve", "POST", "/tasks/{task}/approve/", f"422 city; {NO_TASK}"),
    Line("task-return", "POST", "/tasks/{task}/return/", f"422 north city; {NO_TASK}"),
    Line("task-reopen", "POST", "/tasks/{task}/reopen/", f"422 city; {NO_TASK}"),
    Line("task-remark", "POST", "/tasks/{task}/remark/", f"302 north city inspector; {NO_TASK}", "remark-1=x"),
    Line("task-settle", "POST", "/tasks/{task}/remarks/1/settle/", f"404 north first city inspector; {NO_TASK}"),
    Line("signatures", "GET", "/tasks/{task}/signatures/", SEES_TASK),
    Line("task-copy", "POST", "/tasks/{task}/signatures/copy/", f"422 north first city inspector; {NO_TASK}"),
    Line("signature-copy", "GET", "/tasks/{task}/signatures/1/copy/", f"404 north first city inspector; {NO_TASK}"),
    Line("task-print", "GET", "/tasks/{task}/print/", SEES_TASK),
    # filling
    Line("cells", "POST", "/tasks/{task}/cells/", f"200 first north; {NO_TASK}", CELLS),
    Line("check", "POST", "/tasks/{task}/check/", SEES_TASK),
    Line("cell", "GET", "/tasks/{task}/cell/?row=1&item=x", f"404 city north first inspector; {NO_TASK}"),
    Line("cell_history", "GET", "/tasks/{task}/history/", SEES_TASK),
    Line("cell_restore", "POST", "/tasks/{task}/history/restore/", f"302 first north; {NO_TASK}"),
    Line("evidence_add", "POST", "/tasks/{task}/evidence/", f"302 first north; {NO_TASK}"),
    Line("evidence", "GET", "/tasks/{task}/evidence/1/", f"404 city north first inspector; {NO_TASK}"),
    Line("evidence_remove", "POST", "/tasks/{task}/evidence/1/remove/", f"404 first north; {NO_TASK}"),
    Line("form_workbook", "GET", "/tasks/{task}/workbook/", SEES_TASK),
    Line("form_upload", "POST", "/tasks/{task}/upload/", f"422 north first; {NO_TASK}"),
    Line("form_marked", "GET", "/tasks/{task}/upload/1/marked/", f"404 city north first inspector; {NO_TASK}"),
    # rounds, progress, what waits, verdicts
    Line("notice-read", "POST", "/notices/0/read/", "404 *"),
    Line("rounds", "GET", "/rounds/", "403 system public; 200 *"),
    Line("round-new", "GET", "/rounds/new/", "200 city; 403 *"),
    Line("round", "GET", "/rounds/{round}/", "403 system public; 200 *"),
    Line("round-close", "POST", "/rounds/{round}/close/", "302 city; 403 *"),
    Line("round-reopen", "POST", "/rounds/{round}/reopen/", "422 city; 403 *"),
    Line("round-resume", "POST", "/rounds/{round}/resume/", "422 city; 403 *"),
    Line("round-discard", "POST", "/rounds/{round}/discard/", "422 city; 403 *"),
    Line("round-form", "GET", "/rounds/{round}/forms/school_funds/", "302 city; 403 *"),
    Line("round-register", "GET", "/rounds/{round}/register/", "200 city; 403 *"),
    Line("round-due", "POST", "/rounds/{round}/due/", "422 city; 403 *"),
    Line("round-signatures", "POST", "/rounds/{round}/signatures/", "302 city; 403 *"),
    Line("round-calls", "GET", "/rounds/{round}/calls/", "200 city north south; 403 *"),
    Line("round-calls-export", "GET", "/rounds/{round}/calls/export/", "200 city north south; 403 *"),
    Line("progress", "GET", "/rounds/{round}/progress/", f"200 {SEE_PROGRESS}; 403 *"),
    Line("progress-export", "GET", "/rounds/{round}/progress/export/", f"200 {SEE_PROGRESS}; 403 *"),
    Line("progress-tasks", "GET", "/rounds/{round}/progress/tasks/", f"200 {SEE_PROGRESS}; 403 *"),
    Line("progress-extend", "POST", "/rounds/{round}/progress/extend/", "422 city north south; 403 *"),
    Line("waiting", "GET", "/rounds/{round}/waiting/", "200 city north south; 403 *"),
    Line("waiting-all", "POST", "/rounds/{round}/waiting/all/", "302 city; 403 *"),
    Line("verdicts", "GET", "/rounds/{round}/verdicts/", f"200 {SEE_FACTS}; 403 *"),
    Line("verdicts-compute", "POST", "/rounds/{round}/verdicts/compute/", f"302 {SEE_FACTS}; 403 *"),
    Line("unit-verdicts", "GET", "/rounds/{round}/verdicts/{unit}/", f"200 {SEE_FACTS}; 403 *"),
    Line("verdict-why", "GET", "/rounds/{round}/verdicts/{unit}/none/", f"404 {SEE_FACTS}; 403 *"),
    # the audit, the server's health
    Line("audit", "GET", "/audit/", "200 system city north south; 403 *"),
    Line("audit-export", "POST", "/audit/export/", "200 system city north south; 403 *"),
    Line("health", "GET", "/health/", "200 stranger *"),
    # only in a developer's deployment
    Line("design", "GET", "/about/design/", "404 stranger *"),
)
