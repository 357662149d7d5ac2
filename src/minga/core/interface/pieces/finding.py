"""Finding one’s way: facets, pages of a list, and addresses of this page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page

from minga.core.interface import addresses
from minga.core.interface.pieces import register, values_of


@register.inclusion_tag("interface/ui/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Which rows are shown, and the way to the others; keeps the other parameters of the address."""
    others = addresses.changed(context["request"], **{name: None})
    before = f"{others}{'&' if '?' in others else '?'}{name}="

    def address(number: int) -> str:
        return f"{before}{number}"

    return {
        "page": page,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
        "near": [(number, address(number), number == page.number) for number in _near(page)],
    }


def _near(page: Page[Any]) -> list[int]:
    last = page.paginator.num_pages
    wanted = {1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)}
    return sorted(wanted)


@register.inclusion_tag("interface/ui/facet.html", takes_context=True)
def facet(
    context: template.Context, *, title: str, name: str, rows: Iterable[Any], open: bool = True
) -> dict[str, Any]:
    """One facet of a search: ticks that filter. A row has value, label and may have count; ?name= says what is chosen.

    Each is a link (works without script, can be bookmarked) that puts its value in or out.
    """
    request = context["request"]
    chosen = set(request.GET.getlist(name))
    shown = []
    for row in (values_of(row, "value", "label", "count") for row in rows):
        value = str(row["value"])
        shown.append({**row, "chosen": value in chosen, "url": addresses.toggled(request, name, value)})
    return {"title": title, "name": name, "rows": shown, "open": open or bool(chosen)}


@register.simple_tag(takes_context=True)
def here_with(context: template.Context, **changes: Any) -> str:
    """This page's address with parameters changed, such as `{% here_with lang="zh-hans" %}`; None removes one."""
    return addresses.changed(context["request"], **changes)


@register.simple_tag(takes_context=True)
def public_address(context: template.Context, language: str = "") -> str:
    """This page's address as others may keep it: no parameters but the language."""
    return addresses.absolute(context["request"].path, language=language)
