"""Long work as pages: what runs, how far it is, what it came to; cancel it, run it again. Floor: web."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from jiaodu.actions.jobs import cancel_job, find_job, jobs_within, may_cancel, run_again, title_of
from jiaodu.actions.working import worker_there
from jiaodu.records.models import Job
from jiaodu.web.acting import Request

SHOWN = 50


@login_required
def show_all(request: Request) -> HttpResponse:
    """The newest jobs that the user asked for or may see."""
    jobs = [(job, title_of(job.kind)) for job in jobs_within(request.actor)[:SHOWN]]
    return render(request, "web/jobs/list.html", {"jobs": jobs})


@login_required
def show(request: Request, number: UUID) -> HttpResponse:
    """One job. While it runs the page asks for its middle part again every second."""
    job = find_job(request.actor, number)
    waiting = job.state == Job.State.QUEUED
    context = {
        "job": job,
        "title": title_of(job.kind),
        "share": min(100, 100 * job.done // job.total) if job.total else None,
        "may_cancel": not job.ended and not job.cancel_asked and may_cancel(request.actor, job),
        "may_repeat": job.state in (Job.State.FAILED, Job.State.CANCELLED) and may_cancel(request.actor, job),
        "no_worker": waiting and not worker_there(),
    }
    part = "web/jobs/part.html" if getattr(request, "htmx", False) else "web/jobs/job.html"
    return render(request, part, context)


@login_required
@require_POST
def cancel(request: Request, number: UUID) -> HttpResponse:
    """Ask it to stop."""
    return redirect("job", number=cancel_job(request.actor, number).pk)


@login_required
@require_POST
def repeat(request: Request, number: UUID) -> HttpResponse:
    """The same once more."""
    return redirect("job", number=run_again(request.actor, number).pk)


urlpatterns = [
    path("jobs/", show_all, name="jobs"),
    path("jobs/<uuid:number>/", show, name="job"),
    path("jobs/<uuid:number>/cancel/", cancel, name="job-cancel"),
    path("jobs/<uuid:number>/repeat/", repeat, name="job-repeat"),
]
