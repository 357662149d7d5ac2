"""What the volunteer's side tells the rooms around it: what waits, the menu, personal data, periodic work, notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments import notices_applications, personal_applications  # noqa: F401 - kinds sign in by import
from minga.assignments.actions import nominations, searches  # noqa: F401 - actions sign in by import
from minga.assignments.actions.new_posts import NAME as NEW_POSTS
from minga.assignments.actions.new_posts import tell_whom_new_posts_fit
from minga.assignments.actions.searches import run_saved_searches
from minga.assignments.models import Application, Nomination
from minga.assignments.organisation_part import open_opportunities
from minga.assignments.queries.eligibility import standing_of
from minga.assignments.waiting_nominations import for_partners
from minga.core.acting import allowed
from minga.core.periodic import Periodic, periodic
from minga.core.registries import MenuEntry, More, PersonalData, Waiting, menu, personal_data, waiting
from minga.core.waiting import first_of
from minga.partners.registries import organisation_parts


def waits_for(account: Any) -> Iterable[Waiting | More]:
    """Drafts of open posts and nominations to answer. 4 queries, 11 more while there are drafts."""
    today = timezone.localdate()
    open_ones = Application.objects.filter(account=account, state="draft", description__state="sourcing").exclude(
        description__closes_on__lt=today
    )
    whole = open_ones.select_related("description").prefetch_related("description__texts")
    drafts = yield from first_of(whole.order_by("description__closes_on"))
    standing = standing_of(account) if drafts else None
    lacking = standing is not None and bool(standing.completeness.missing)
    for draft in drafts:
        closes = draft.description.closes_on
        yield Waiting(
            title=_("Finish your application: %(post)s") % {"post": draft.description.title},
            url=reverse("assignments:apply", args=[draft.description.ref]),
            due=closes,
            detail=_("Your profile lacks something that this application needs.") if lacking else "",
            verb=_("Go on"),
            urgency=3 if closes is not None and (closes - today).days <= 3 else 1,
        )
    asked = Nomination.objects.filter(account=account, answer="waiting", description__state="sourcing")
    for row in asked.select_related("partner", "description").prefetch_related("description__texts"):
        yield Waiting(
            title=_("%(partner)s nominates you: %(post)s") % {"partner": row.partner, "post": row.description.title},
            url=reverse("assignments:nomination", args=[row.ref]),
            due=row.description.closes_on,
            verb=_("Answer"),
            urgency=2,
        )


def _everyone(_account: Any) -> bool:
    return True


def _applies(account: Any) -> bool:
    """Signed in and not here to work on other people's applications."""
    return bool(getattr(account, "is_authenticated", False)) and not allowed(account, "assignments.list_descriptions")


def _nominates(account: Any) -> bool:
    return bool(getattr(account, "is_authenticated", False)) and allowed(account, "assignments.list_nominations")


waiting.sign_in("assignments.applications", waits_for)
waiting.sign_in("assignments.nominations", for_partners)
organisation_parts.sign_in("assignments.open_opportunities", open_opportunities)
menu.sign_in("assignments.find", MenuEntry(gettext_lazy("Find"), "assignments:opportunities", 10, _everyone, "search"))
menu.sign_in(
    "assignments.applications",
    MenuEntry(gettext_lazy("Applications"), "assignments:applications", 20, _applies, "send"),
)
menu.sign_in(
    "assignments.nominations",
    MenuEntry(gettext_lazy("Nominations"), "assignments:nominations", 50, _nominates, "people"),
)
personal_data.sign_in(
    "assignments.applications", PersonalData(export=personal_applications.export, erase=personal_applications.erase)
)
periodic.sign_in(NEW_POSTS, Periodic(every=timedelta(hours=1), run=tell_whom_new_posts_fit))
periodic.sign_in("assignments.saved_searches", Periodic(every=timedelta(minutes=15), run=run_saved_searches))
