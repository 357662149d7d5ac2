"""What everyone sees: the list of open opportunities and the page of each."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from minga.assignments.conditions import Names, Words, words_for
from minga.assignments.facets import Labels, chips_of, facets_of, name_of
from minga.assignments.matching import post_of
from minga.assignments.models import Application, Description, Favourite, Nomination
from minga.assignments.pages.opportunity import Reading, job_posting, site, soon
from minga.assignments.pages.opportunity_list import draw_cards, map_points, page_of_cards
from minga.assignments.queries.eligibility import closed_problems, fits, nomination_problem, standing_of
from minga.assignments.queries.opportunities import PER_PAGE, Search, find
from minga.assignments.queries.opportunity_page import post_with_parts
from minga.assignments.queries.opportunity_snapshot import index_version
from minga.assignments.queries.took_part import took_part_problem
from minga.assignments.sharing import card_version
from minga.core.acting import allowed
from minga.core.interface.keeping import kept_for_visitors, kept_pieces, version_of
from minga.core.models import in_language
from minga.engines.matching import Candidate, assess_eligibility
from minga.partners.models import Organisation


@require_safe
@vary_on_headers("HX-Request")
@kept_for_visitors(until=index_version)
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """Facets, words, map and list. At most 8 queries for a visitor, 20 more for somebody with a profile."""
    search = Search.of(request.GET)
    standing = standing_of(request.user) if request.user.is_authenticated else None
    version = cast("tuple[str, int] | None", version_of(request))
    found = find(search, seeker=standing.seeker if standing else None, version=version)
    labels = Labels.read(found.counts, search.chosen, request)
    context = {
        "search": search,
        "found": found,
        "cards": page_of_cards(found, standing=standing, account=request.user) if version is None else [],
        "drawn": kept_pieces(request, "card", found.keys, draw_cards) if version is not None else [],
        "facets": facets_of(found, search, labels),
        "chips": chips_of(search, labels),
        "search_name": name_of(search, labels),
        "page_obj": Paginator(range(found.total), PER_PAGE).get_page(search.page),
        "standing": standing,
        "query": search.query(),
        "places": map_points(found) if search.map else [],
        "map_query": replace(search, map=not search.map).query(),
        "eligible_query": replace(search, eligible=not search.eligible, page=1).query(),
        "newest_query": replace(search, sort="newest", page=1).query(),
        "closing_query": replace(search, sort="closing", page=1).query(),
    }
    swapped = request.headers.get("HX-Request") == "true"
    template = "assignments/opportunities/_found.html" if swapped else "assignments/opportunities/list.html"
    return render(request, template, context)


@require_safe
@kept_for_visitors(until=index_version)
def opportunity(request: HttpRequest, ref: str) -> HttpResponse:
    """One opportunity, open or closed. About 9 queries for a visitor, 36 for somebody with a profile."""
    description = published(ref, request.user)
    standing = standing_of(request.user) if request.user.is_authenticated else None
    fit = fits(standing, [description])[description.pk] if standing else None
    today = timezone.localdate()
    is_open = not list(closed_problems(description))
    mine = nomination = took_part = None
    kept = False
    if request.user.is_authenticated:
        mine = Application.objects.filter(account_id=request.user.pk, description=description).first()
        nomination = Nomination.objects.filter(account_id=request.user.pk, description=description).first()
        kept = Favourite.objects.filter(account_id=request.user.pk, description=description).exists()
        if is_open and (mine is None or mine.state == "draft"):
            took_part = took_part_problem(request.user, description)
    reading = Reading.of(description)
    context = {
        "post": description,
        "reading": reading,
        "fit": fit,
        "standing": standing,
        "is_open": is_open,
        "closing": soon(description, today=today),
        "mine": mine,
        "nomination": nomination,
        "took_part": took_part,
        "kept": kept,
        "why_nominated": nomination_problem(description) if description.nominating_partner_id else None,
        "job_posting": data_script(job_posting(description, reading, is_open=is_open)),
        "card_url": site(_card_url(description)),
        "conditions": [] if standing else conditions_of(description),
        "host_about": in_language(description.host.about),
        "host_url": host_url(description.host),
        "similar": [] if is_open else similar(description),
    }
    return render(request, "assignments/opportunities/page.html", context)


def _card_url(description: Description) -> str:
    """The share card as it is now, in the reader's language."""
    address = reverse("assignments:opportunity_card", args=[description.ref])
    return f"{address}?lang={get_language()}&v={card_version(description)}"


def conditions_of(description: Description) -> list[Words]:
    """What is asked of everybody, for a reader of whom nothing is known. At most 2 queries."""
    verdict = assess_eligibility(post=post_of(description, scored=False), candidate=Candidate(id="visitor"))
    skills = {row.skill_id: str(row.skill) for row in description.skill_requirements.all()}
    return words_for(verdict, names=Names.for_verdicts([verdict], known_skills=skills))


def host_url(host: Organisation) -> str:
    """The public page of the host entity, where the room of partners shows one."""
    try:
        return reverse("partners:organisation", args=[host.slug])
    except NoReverseMatch:
        return ""


def data_script(posting: dict[str, Any]) -> SafeString:
    """JSON that cannot end its script element; a data block is not run, so the strict policy lets it stand."""
    text = json.dumps(posting, ensure_ascii=False)
    return mark_safe(text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026"))


def published(ref: str, account: Any) -> Description:
    """The description behind a public page. Raises Http404 where it may not be seen. 7 queries."""
    description = post_with_parts(ref)
    if description is None or not allowed(account, "assignments.view_opportunity", description):
        raise Http404
    return description


def similar(description: Description) -> list[dict[str, Any]]:
    """Three open ones like it: same track and goals, else same track, else any. At most 8 queries."""
    goals = tuple(sorted({str(target.goal_id) for target in description.targets.all()}))
    tries: list[dict[str, tuple[str, ...]]] = [{"track": (description.track,)}, {}]
    if goals:
        tries.insert(0, {"track": (description.track,), "goal": goals})
    for chosen in tries:
        found = find(Search(chosen=chosen), per_page=3)
        if found.keys:
            return page_of_cards(found, standing=None, account=None)
    return []
