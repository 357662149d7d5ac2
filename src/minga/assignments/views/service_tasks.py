"""What is done to a service by a form of its own: entry, leave, extension, suspension, end, words, certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.assignments.actions import certificates as certificate_acts
from minga.assignments.actions import dependants as dependants_acts
from minga.assignments.actions import extensions as extension_acts
from minga.assignments.actions import leave as leave_acts
from minga.assignments.actions import performance
from minga.assignments.actions import service as acts
from minga.assignments.forms import service as forms
from minga.assignments.models import Assignment, Track
from minga.assignments.pages.description import agreed_on
from minga.assignments.pages.service import has_verified_hours
from minga.assignments.pages.undrawn import undrawn_in_certificate
from minga.assignments.queries.dependants import LOOKED_AT
from minga.assignments.queries.service import colleagues_of
from minga.assignments.views.reading import readable_service
from minga.core.acting import allowed, refusal, together
from minga.core.errors import Incomplete
from minga.core.interface import comparing
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.people.models import Account

UNDER_WAY = ("serving", "suspended")


@dataclass(frozen=True)
class Task:
    """One form: who may, in which states, what it is called and what is said once it is done.

    by_colleague: what is said instead of `done` where no officer but the one who asks could decide it.
    drafts: it may be kept unfinished. main: the one quiet page action that becomes the primary one.
    """

    permission: str
    states: tuple[str, ...]
    form: type[forms.ServiceForm]
    act: Callable[..., Any]
    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    by_colleague: str | Promise = ""
    drafts: bool = False
    main: bool = False
    danger: bool = False

    def form_of(self, service: Assignment, data: QueryDict | None) -> forms.ServiceForm:
        """Its form for one service."""
        return self.form(data, assignment=service)


TASKS: dict[str, Task] = {
    "enter": Task(
        "assignments.confirm_entry", ("cleared",), forms.EntryForm, acts.confirm_entry,
        _("Confirm entry on duty"), _("The volunteer has arrived and begun to serve."),
        _("Confirm entry on duty"), _("The first day is confirmed. Hours can be recorded now."), main=True,
    ),
    "leave": Task(
        "assignments.ask_for_leave", ("preparing", "cleared", "serving"), forms.LeaveForm, leave_acts.ask_for_leave,
        _("Ask for leave"), _("The host entity decides, and you hear from us."),
        _("Ask for leave"), _("You asked for leave. The host entity is told."),
    ),
    "extend": Task(
        "assignments.ask_for_extension", ("serving",), forms.ExtensionForm, extension_acts.ask_for_extension,
        _("Ask for an extension"),
        _("The finance officer authorizes its cost, then an officer decides. Whoever asks never approves."),
        _("Ask for an extension"), _("You asked for an extension. The officers are told."),
        _("You asked for an extension. No programme officer is there yet who could decide: "
          "the administrators are told."),
    ),
    "dependants": Task(
        "assignments.change_dependants", LOOKED_AT, forms.DependantsForm, dependants_acts.change_dependants,
        _("Change the dependants"),
        _("What it costs or saves is computed from that day to the last one. It counts once a finance officer who did "
          "not ask for it has authorized it."),
        _("Ask for the change"), _("You asked for the change. The finance officers are told."),
    ),
    "suspend": Task(
        "assignments.suspend_service", ("serving",), forms.SuspendForm, acts.suspend_service,
        _("Suspend the service"), _("No hours are expected until it is resumed."),
        _("Suspend"), _("The service is suspended, and the volunteer is told."),
    ),
    "end": Task(
        "assignments.end_service", ("preparing", "cleared", *UNDER_WAY), forms.EndForm, acts.end_service,
        _("End the service"), _("It ends by itself after its last day. End it here where it ends otherwise."),
        _("End the service"), _("The service has ended. Both sides are asked to write."), danger=True,
    ),
    "assess": Task(
        "assignments.write_host_assessment", (*UNDER_WAY, "ended"), forms.AssessmentForm,
        performance.write_host_assessment,
        _("Assess the service"),
        _("The volunteer reads it once the report is written too. A finished assessment stays as it is."),
        _("Finish the assessment"), _("Your assessment is written."), drafts=True,
    ),
    "report": Task(
        "assignments.write_volunteer_report", (*UNDER_WAY, "ended"), forms.ReportForm,
        performance.write_volunteer_report,
        _("Write your report"),
        _("The host entity reads it once its assessment is written too. A finished report stays as it is."),
        _("Finish the report"), _("Your report is written. Thank you for your service."), drafts=True,
    ),
    "certificate": Task(
        "assignments.issue_certificate", ("closed",), forms.CertificateForm, certificate_acts.issue_certificate,
        _("Issue the certificate"),
        _("It states the verified hours, is signed, and is free of charge. Read what it says before you issue it."),
        _("Issue the certificate"), _("The certificate is issued, and the volunteer is told."), main=True,
    ),
}  # fmt: skip


def open_tasks(account: Any, service: Assignment) -> list[tuple[str, Task]]:
    """The forms that this person may use on this service now. No query where its parts are read."""
    return [(name, task) for name, task in TASKS.items() if _is_open(name, task, account, service)]


def _is_open(name: str, task: Task, account: Any, service: Assignment) -> bool:
    if service.state not in task.states or not allowed(account, task.permission, service):
        return False
    if name in {"assess", "report"}:
        side = "host" if name == "assess" else "volunteer"
        written = any(row.written_at for row in service.performance_assessments.all() if row.side == side)
        return not written and service.account.erased_at is None
    if name == "certificate":
        certified = any(row.revoked_at is None for row in service.certificates.all())
        return not certified and has_verified_hours(service) and service.account.erased_at is None
    if name == "dependants":
        return service.description.track == Track.INTERNATIONAL and service.end_kind != "not_started"
    return not (name == "extend" and any(row.state == "requested" for row in service.extensions.all()))


@login_required
def task(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """One form: shown, kept as a draft where it may be, or done. About 14 queries to show."""
    service = readable_service(request, ref)
    chosen = TASKS.get(name)
    if chosen is None:
        raise Http404
    if not allowed(request.user, chosen.permission, service):
        raise refusal(request.user, chosen.permission, service)
    if request.method != "POST" and not _is_open(name, chosen, request.user, service):
        messages.info(request, str(_("There is nothing to do here now. This is where the service stands.")))
        return redirect("assignments:assignment", ref)
    form = chosen.form(request.POST if request.method == "POST" else None, assignment=service)
    finish = not chosen.drafts or "keep" not in request.POST
    if request.method == "POST":
        with together():
            if chosen.drafts:
                _locked, form = comparing.on_what_stands(chosen.form_of, service, request.POST)
            if form.is_valid():
                answers = {"fields": form.answers(), "finish": finish} if chosen.drafts else form.answers()
                if name != "leave" and not chosen.drafts:
                    answers["seen"] = seen_version(request)
                try:
                    chosen.act(actor=cast(Account, request.user), assignment=service, **answers)
                except Incomplete as error:
                    error.show_in(form)
        if form.is_valid():
            kept = _("Your draft is kept. Nobody else reads it.")
            messages.success(request, str(_done(chosen, request.user, service, form) if finish else kept))
            return onward(request, "assignments:assignment", ref)
    context = {"service": service, "task": chosen, "name": name, "form": form}
    if name in {"assess", "report"}:
        context |= {"agreed": agreed_on(service.description), "description": service.description}
    if name == "certificate":
        context["undrawn"] = undrawn_in_certificate(service, responsible=request.user)
    return render(request, "assignments/service/task.html", context, status=comparing.status_of(form))


NOT_BEGUN = _("It is ended before it began. The volunteer and the host entity are told.")


def _done(task: Task, account: Any, service: Assignment, form: forms.ServiceForm) -> str | Promise:
    if form.cleaned_data.get("end_kind") == Assignment.EndKind.NOT_STARTED:
        return NOT_BEGUN
    if task.by_colleague and not colleagues_of(service, without=account).exists():
        return task.by_colleague
    return task.done
