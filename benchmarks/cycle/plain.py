"""The yardstick: Django's own ListView over the same descriptions, twenty a page, without middleware or a layout.

In a request it takes the facets of the opportunities page (track, goal, duration) and `page`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path
from django.views.generic import ListView

from minga.assignments.models import Description

LONGEST = {"short": (0, 3), "medium": (4, 6), "long": (7, 12), "longer": (13, 999)}
PAGE = (
    "<!doctype html><title>Opportunities</title><ul>{% for row in page_obj %}<li>{{ row }}, {{ row.category }}, "
    "{{ row.host }}, {{ row.country }}, {{ row.closes_on }}</li>{% endfor %}</ul>"
    "<p>{{ page_obj.paginator.count }} found, page {{ page_obj.number }} of {{ page_obj.paginator.num_pages }}</p>"
)


class PlainList(ListView):  # type: ignore[type-arg]
    """What a Django developer writes first; four SQL queries."""

    model = Description
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Description]:
        rows = Description.objects.filter(state="sourcing").select_related("category", "host", "country")
        asked = self.request.GET
        if "track" in asked:
            rows = rows.filter(track=asked["track"])
        if "goal" in asked:
            rows = rows.filter(targets__goal=asked["goal"]).distinct()
        if "duration" in asked:
            rows = rows.filter(duration_months__range=LONGEST[asked["duration"]])
        return rows.prefetch_related("texts").order_by("closes_on", "pk")

    def render_to_response(self, context: dict[str, Any], **_more: Any) -> HttpResponse:
        return HttpResponse(Template(PAGE).render(Context(context)))


look = PlainList.as_view()
urlpatterns = [path("", look)]
