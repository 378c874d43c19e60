"""Addresses of the pages. Floor: web. Each noun has a file of views and a block here."""

from __future__ import annotations

from django.urls import path

# one line each, so that two who add a page do not meet in the same line
from jiaodu.web.views import (
    accounts,
    api,
    approving,
    audit,
    cells,
    design,
    evidence,
    filling,
    health,
    jobs,
    own,
    progress,
    rosters,
    rounds,
    sessions,
    sign_on,
    signing,
    verdicts,
    waiting,
    workbench,
    workbooks,
)

urlpatterns = [
    *workbench.urlpatterns,
    *sessions.urlpatterns,
    *sign_on.urlpatterns,
    *own.urlpatterns,
    *accounts.urlpatterns,
    *rosters.urlpatterns,
    *api.urlpatterns,
    *jobs.urlpatterns,
    *health.urlpatterns,
    *approving.urlpatterns,
    *rounds.urlpatterns,
    *progress.urlpatterns,
    *audit.urlpatterns,
    *signing.urlpatterns,
    *verdicts.urlpatterns,
    *waiting.urlpatterns,
    path("about/design/", design.show, name="design"),
    *filling.urlpatterns,
    *cells.urlpatterns,
    *evidence.urlpatterns,
    *workbooks.urlpatterns,
]
