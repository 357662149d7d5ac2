"""The goals, and one goal with its targets and indicators. Public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from minga.sdgs.models import Goal
from minga.sdgs.queries import all_goals, targets_of, wording


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """All 17 goals. One query beside the reader's own."""
    rows = [(goal, wording(goal.title)) for goal in all_goals()]
    return render(request, "sdgs/goals.html", {"goals": rows})


@require_safe
def goal(request: HttpRequest, number: int) -> HttpResponse:
    """One goal with its targets and indicators. Three queries beside the reader's own."""
    found = get_object_or_404(Goal, number=number)
    targets = targets_of(found)
    context = {
        "goal": found,
        "short": wording(found.short),
        "full_title": wording(found.title),
        "targets": targets,
        "indicator_count": sum(len(target.indicators) for target in targets),
        "has_fallback": any(
            text.is_fallback
            for target in targets
            for text in (target.wording, *(row.wording for row in target.indicators))
        ),
        "previous": number - 1 if number > 1 else None,
        "following": number + 1 if number < 17 else None,
    }
    return render(request, "sdgs/goal.html", context)
