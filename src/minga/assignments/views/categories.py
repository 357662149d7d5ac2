"""Volunteer categories: what each asks, open to everyone; their rules and clearances, kept by an administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from minga.assignments.actions import categories as acts
from minga.assignments.forms.costs import CategoryForm, EntitlementForm, RequirementForm, RuleForm
from minga.assignments.models import Category, ClearanceRequirement, EligibilityRule, LeaveEntitlement, Track
from minga.assignments.pages.category import limits_of
from minga.assignments.pages.leave import days_words
from minga.assignments.queries.rates import requirements_of, rule_in_force
from minga.core.acting import allowed
from minga.core.errors import NotAllowed
from minga.core.interface.editing import keep_row, row_page
from minga.core.models import in_language
from minga.people.models import Account

PER_PAGE = 24
KEPT = gettext_lazy("It is kept.")
Dated = TypeVar("Dated", EligibilityRule, ClearanceRequirement, LeaveEntitlement)


@require_safe
def category_list(request: HttpRequest) -> HttpResponse:
    """Categories with the rule in force today. 3 queries a page."""
    may_edit, today = _may_edit(request), timezone.localdate()
    rows = Category.objects.prefetch_related("rules")
    if not may_edit:
        rows = rows.filter(is_active=True)
    shown, page = [], Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        rule = rule_in_force(row, today)
        shown.append(
            {
                "category": row,
                "about": in_language(row.about),
                "tracks": tracks_of(row),
                "limits": limits_of(rule) if rule else [],
                "has_rule": rule is not None,
            }
        )
    return render(request, "assignments/categories/list.html", {"page_obj": page, "rows": shown, "may_edit": may_edit})


def tracks_of(category: Category) -> list[str | Promise]:
    """Where a category serves, in words. No query."""
    return [label for key, label in Track.choices if key in category.tracks]


@require_safe
def category(request: HttpRequest, ref: str) -> HttpResponse:
    """One category: its rules with their dates, and the clearances and annual leave. 6 queries."""
    row = _category(ref)
    may_edit, today = _may_edit(request), timezone.localdate()
    if not row.is_active and not may_edit:
        raise Http404
    now = rule_in_force(row, today)
    context = {
        "category": row,
        "about": in_language(row.about),
        "tracks": tracks_of(row),
        "rules": [
            {"rule": rule, "limits": limits_of(rule), "is_now": rule == now}
            for rule in sorted(row.rules.all(), key=lambda rule: rule.in_force_from, reverse=True)
        ],
        "now": now,
        "requirements": requirements_of(row),
        "leave": [(one, days_words(one.days_a_month)) for one in row.leave_entitlements.select_related("country")],
        "may_edit": may_edit,
        "today": today,
    }
    return render(request, "assignments/categories/page.html", context)


@login_required
def edit(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Add a category, or change its words and how it behaves."""
    _only_for_administrators(request)
    actor = cast(Account, request.user)
    row, form = keep_row(
        _category(ref) if ref else None,
        _sent(request),
        _category_form,
        add=lambda values: acts.add_category(actor=actor, category=Category(**values)),
        change=lambda row, values: acts.change_category(actor=actor, category=row, values=values),
    )
    if row is not None and form.is_valid():
        messages.success(request, str(KEPT))
        return redirect("assignments:category", row.ref)
    title = _("Change “%(category)s”") % {"category": row} if row else _("Add a category")
    return _form(request, form, title=title, thing=row, category=row)


@login_required
def rule(request: HttpRequest, ref: str, rule_ref: str = "") -> HttpResponse:
    """Add an eligibility rule with its dates, or end or mend one; two in force on one day are refused."""
    actor = cast(Account, request.user)
    return _row_of_category(
        request,
        ref,
        rule_ref,
        model=EligibilityRule,
        make=_rule_form,
        add=lambda row: acts.add_rule(actor=actor, rule=row),
        change=lambda row, values: acts.change_rule(actor=actor, rule=row, values=values),
        titles=(_("Add a rule to “%(category)s”"), _("Change a rule of “%(category)s”")),
        words=_("The rule is saved. Applications are checked against it from its first day on."),
    )


@login_required
def requirement(request: HttpRequest, ref: str, requirement_ref: str = "") -> HttpResponse:
    """Ask for a clearance of this category, or of every one, from a day on, or change or end that."""
    actor = cast(Account, request.user)
    return _row_of_category(
        request,
        ref,
        requirement_ref,
        model=ClearanceRequirement,
        make=_requirement_form,
        add=lambda row: acts.add_requirement(actor=actor, requirement=row),
        change=lambda row, values: acts.change_requirement(actor=actor, requirement=row, values=values),
        titles=(_("Ask for a clearance of “%(category)s”"), _("Change a clearance of “%(category)s”")),
    )


@login_required
def entitlement(request: HttpRequest, ref: str, entitlement_ref: str = "") -> HttpResponse:
    """Say what the category earns of annual leave from a day on, or change or end that."""
    actor = cast(Account, request.user)
    return _row_of_category(
        request,
        ref,
        entitlement_ref,
        model=LeaveEntitlement,
        make=_entitlement_form,
        add=lambda row: acts.add_entitlement(actor=actor, entitlement=row),
        change=lambda row, values: acts.change_entitlement(actor=actor, entitlement=row, values=values),
        titles=(_("Annual leave of “%(category)s”"), _("Change the annual leave of “%(category)s”")),
    )


def _row_of_category(
    request: HttpRequest,
    ref: str,
    row_ref: str,
    *,
    model: type[Dated],
    make: Callable[[Category, Dated | None, QueryDict | None], Any],
    add: Callable[[Dated], Dated],
    change: Callable[[Dated, dict[str, Any]], Dated],
    titles: tuple[str, str],
    words: str | Promise = KEPT,
) -> HttpResponse:
    """The form of one of a category's dated rows, new or `row_ref`, kept by `add` or `change`.

    titles: over the form of a new row and of one that stands; words: once it is kept.
    """
    _only_for_administrators(request)
    category = _category(ref)
    kept, form = keep_row(
        get_object_or_404(model, _of_this_or_every(category), ref=row_ref) if row_ref else None,
        _sent(request),
        lambda row, data: make(category, row, data),
        add=lambda values: add(model(**{"category": category, **values})),
        change=change,
    )
    if form.is_valid():
        messages.success(request, str(words))
        return redirect("assignments:category", ref)
    title = titles[kept is not None] % {"category": category}
    return _form(request, form, title=title, thing=kept, category=category)


def _of_this_or_every(category: Category) -> Q:
    """What a category's page changes: its own rows, and those that ask the same of every category."""
    return Q(category=category) | Q(category__isnull=True)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _category_form(row: Category | None, data: QueryDict | None) -> CategoryForm:
    return CategoryForm(data, category=row)


def _rule_form(_of: Category, row: EligibilityRule | None, data: QueryDict | None) -> RuleForm:
    return RuleForm(data, instance=row)


def _requirement_form(category: Category, row: ClearanceRequirement | None, data: QueryDict | None) -> RequirementForm:
    return RequirementForm(data, instance=row, category=category)


def _entitlement_form(_of: Category, row: LeaveEntitlement | None, data: QueryDict | None) -> EntitlementForm:
    return EntitlementForm(data, instance=row)


def _category(ref: str) -> Category:
    return get_object_or_404(Category.objects.prefetch_related("rules"), ref=ref)


def _may_edit(request: HttpRequest) -> bool:
    return request.user.is_authenticated and allowed(request.user, "assignments.edit_categories")


def _only_for_administrators(request: HttpRequest) -> None:
    if not _may_edit(request):
        raise NotAllowed()


def _form(request: HttpRequest, form: Any, *, title: str, thing: Any, category: Category | None) -> HttpResponse:
    if category:
        back = reverse("assignments:category", args=[category.ref]), str(category)
    else:
        back = reverse("assignments:categories"), _("Volunteer categories")
    return row_page(request, form, row=thing, title=title, back=back)
