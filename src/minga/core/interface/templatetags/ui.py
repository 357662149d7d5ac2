"""`{% load ui %}`: the pieces of the interface. Each draws one template of templates/interface/ui; see /design."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from minga.core.errors import Problem
from minga.core.interface import addresses, comparing, drawing, fields, tones
from minga.core.interface.contrast import ink_on
from minga.core.interface.isolating import blocktranslate
from minga.core.interface.pictures import Chart, chart_data
from minga.core.listing import gap, listed
from minga.core.models import in_language
from minga.core.money.amounts import Amount, format_amount, minor_units
from minga.core.money.formatting import format_number

register = template.Library()

register.filter("listed", listed)
register.tag("blocktranslate", blocktranslate)

POINTING = frozenset({"back", "forward", "chevron", "send", "undo", "external", "sign-out", "list"})
_numbers = itertools.count(1)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Silent beside words; with `label` it speaks for itself."""
    if not label:
        return _silent_icon(name)
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', _css(name), label, _sprite(), name
    )


@cache
def _silent_icon(name: str) -> SafeString:
    """Drawn once in a process: a page has dozens of the same."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', _css(name), _sprite(), name)


def _css(name: str) -> str:
    return "mg-icon mg-icon-points" if name in POINTING else "mg-icon"


@cache
def _sprite() -> str:
    """The address of the sprite; it does not change while the process runs."""
    return static("interface/vendor/icons/icons.svg")


@register.simple_tag
def drawn_once(name: str, **given: Any) -> SafeString:
    """A template that depends on the language and on what is given, and on nothing else: drawn once for each."""
    return drawing.drawn(name, **given)


@register.simple_tag(takes_context=True)
def drawn_here(context: template.Context, name: str, **given: Any) -> SafeString:
    """The same for what leads back to this page: in it `{{ here }}lang=…` is this page's address with that switch."""
    return drawing.drawn_here(name, context["request"], **given)


@register.simple_tag(name="gap")
def between_sentences() -> str:
    """What stands between two sentences on one line, as the language writes them: a space, or nothing."""
    return gap()


@register.simple_tag
def colon() -> str:
    """What stands between a label and what it says, as the language writes it: “: ” or “：”."""
    return pgettext("between a label and what it says", ": ")


@register.inclusion_tag("interface/ui/object_head.html")
def object_head(
    *,
    title: str,
    state: str = "",
    state_tone: str = tones.PLAIN,
    next: str = "",
    who: str = "",
    by: datetime.date | None = None,
    back_url: str = "",
    back_label: str = "",
    lead: str = "",
) -> dict[str, Any]:
    """The head of an object's page: way back, name, state as a word, what happens next, who does it, by when."""
    return {
        "title": title,
        "state": state,
        "tone": state_tone if state_tone in tones.TONES else tones.PLAIN,
        "next": next,
        "who": who,
        "by": by,
        "back_url": back_url,
        "back_label": back_label,
        "lead": lead,
    }


@register.inclusion_tag("interface/ui/state_word.html")
def state_word(machine: Any, value: str, tone: str = "") -> dict[str, Any]:
    """A state in the words of its machine (states.StateMachine, or a mapping of labels), with a sign and a tone."""
    labels: Mapping[str, Any] = getattr(machine, "labels", None) or (machine if isinstance(machine, Mapping) else {})
    return {"word": labels.get(value, value), "tone": tone or tones.tone_of(machine, value)}


@register.inclusion_tag("interface/ui/field.html")
def field(
    bound: BoundField, *, visible_to: Any = "", label: str = "", plain: bool = False, in_cell: bool = False
) -> dict[str, Any]:
    """A field of a form, whole: label, control, help, who will see it, errors; wired for screen readers.

    `plain` leaves out the word that marks a required field, where every field of a short form is required; `in_cell`
    keeps the label for screen readers, where the heads of a table say it to the eye.
    """
    kind = fields.kind_of(bound)
    describing = fields.described_by(bound, visible_to=visible_to)
    context: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "key": bound.auto_id or bound.html_name,
        "label": label or bound.label,
        "visible_to": visible_to,
        "describing": describing,
        "required": bound.field.required and not plain,
        "in_cell": in_cell,
    }
    if kind == fields.GROUP and not getattr(bound.field.widget, "draws_itself", False):
        context["groups"] = fields.option_groups(bound, describing=describing)
    else:
        context["control"] = bound.as_widget(attrs=fields.control_attrs(bound, describing=describing))
    return context


@register.simple_tag
def shown(form: BaseForm) -> SafeString:
    """A hidden field that says what the form showed, so that two pages of one thing lose nothing (comparing)."""
    return format_html('<input type="hidden" name="{}" value="{}">', comparing.SHOWN, comparing.shown_by(form))


@register.inclusion_tag("interface/ui/form_problems.html")
def form_problems(form: BaseForm | None) -> dict[str, Any]:
    """What is wrong with a form, summed above it, each problem a link to its field. Nothing where nothing is.

    A form whose `rows` (name -> formset) belong to it is summed together with them.
    """
    found: list[tuple[str, str, str]] = []
    if form is not None and form.is_bound:
        found += _problems_of(form)
        for formset in getattr(form, "rows", {}).values():
            for row in formset.forms:
                found += _problems_of(row)
            found += [("", "", str(error)) for error in formset.non_form_errors()]
    return {"rows": found}


def _problems_of(form: BaseForm) -> list[tuple[str, str, str]]:
    """(anchor, label, sentence) in the order of the fields; what no reader can see has no anchor and no label."""
    found = []
    for bound in form:
        place = ("", "") if bound.is_hidden else (_anchor(bound), str(bound.label))
        found += [(*place, str(error)) for error in bound.errors]
    return found + [("", "", str(error)) for error in form.non_field_errors()]


def _anchor(bound: BoundField) -> str:
    kind = fields.kind_of(bound)
    return f"{bound.auto_id}-field" if kind == fields.GROUP else str(bound.id_for_label or "")


@register.inclusion_tag("interface/ui/problems.html")
def problems(found: Iterable[Problem], title: str = "", tone: str = tones.BAD) -> dict[str, Any]:
    """Problems (core.errors.Problem) as a list: the place, the sentence, the remedy."""
    return {"found": list(found or ()), "title": title, "tone": tone}


@register.inclusion_tag("interface/ui/empty.html")
def empty(*, title: str, text: str = "", url: str = "", verb: str = "", symbol: str = "inbox") -> dict[str, Any]:
    """An empty page or list: why it is empty, and the way on."""
    return {"title": title, "text": text, "url": url, "verb": verb, "symbol": symbol}


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


@register.simple_tag
def goal_chip(goal: Any, url: str = "", small: bool = False) -> SafeString:
    """A goal: its number on its own colour, its short name in ink. The only place where the 17 colours appear."""
    return _goal_chip(get_language() or "", (goal.number, goal.colour, goal_name(goal)), url, small)


@lru_cache(maxsize=1000)
def _goal_chip(_language: str, goal: tuple[int, str, str], url: str, small: bool) -> SafeString:
    """Drawn once in a process from all that it shows: a page of opportunities has sixty of them."""
    number, colour, name = goal
    context = {"number": number, "colour": colour, "name": name, "ink": ink_on(colour), "url": url, "small": small}
    return render_to_string("interface/ui/goal_chip.html", context)


@register.simple_tag
def goal_name(goal: Any) -> str:
    """The short name of a goal in the reader's language."""
    return in_language(goal.short) if isinstance(goal.short, dict) else str(goal.short)


@register.inclusion_tag("interface/ui/meter.html")
def meter(*, value: float, max: float, label: str, tone: str = "", show: bool = True) -> dict[str, Any]:
    """How much of something is done: a bar, and the words of `label`, which should name both numbers."""
    share = 0 if not max else min(100.0, 100 * float(value) / float(max))
    return {
        "value": value, "max": max, "label": label, "tone": tone, "show": show,
        "width": f"{share:.1f}%", "key": f"mg-meter-{next(_numbers)}",
    }  # fmt: skip


@register.inclusion_tag("interface/ui/bar.html")
def bar(value: float, max: float = 100, label: str = "", text: str = "", tone: str = "") -> dict[str, Any]:
    """A small bar beside its number, for rows of a table: zero-based, drawn by the server, silent to screen readers."""
    share = 0 if not max else min(100.0, 100 * float(value) / float(max))
    return {"width": f"{share:.1f}%", "text": text or value, "label": label, "tone": tone}


@register.inclusion_tag("interface/ui/stat.html")
def stat(*, value: Any, label: str, url: str = "", note: str = "") -> dict[str, Any]:
    """One number that matters, grouped as the reader's language does, with the words that make it a sentence."""
    shown = format_number(value) if isinstance(value, int) else value
    return {"value": shown, "label": label, "url": url, "note": note}


@register.inclusion_tag("interface/ui/verb_button.html", takes_context=True)
def verb_button(
    context: template.Context,
    *,
    url: str,
    label: str,
    version: int | None = None,
    tone: str = "primary",
    confirm: str = "",
    reason: str = "",
    fields: Mapping[str, Any] | None = None,
    symbol: str = "",
    choose: str = "",
    options: Iterable[tuple[str, Any]] = (),
    of: str = "",
) -> dict[str, Any]:
    """A verb as a small form (POST, with the page's version). `confirm` asks once, in words; `reason` asks for one.

    The question opens below the button without any script; what is typed arrives as `reason`. `fields`: hidden values.
    `choose`: one of `options`, (value, label), asked beside the reason; arrives as `choice`. `of`: the id of its object.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "version": version,
        "tone": tone if tone in {"primary", "quiet", "danger"} else "quiet",
        "confirm": confirm,
        "reason": reason,
        "choose": choose,
        "options": options,
        "of": of,
        "fields": (fields or {}).items(),
        "symbol": symbol,
        "key": f"mg-verb-{next(_numbers)}",
    }


@register.simple_tag
def money(amount: Amount | Decimal | None, currency: str = "USD") -> SafeString:
    """An amount with its currency, in the reader's figures, never broken over two lines."""
    if amount is None:
        return SafeString("–")
    value = amount if isinstance(amount, Amount) else Amount(Decimal(amount), currency)
    return format_html('<span class="mg-money">{}</span>', format_amount(value))


@register.simple_tag
def figure(amount: Decimal, currency: str) -> str:
    """The same amount without its currency, for a table that names it once."""
    decimals = minor_units(currency)
    return format_number(Amount(amount, currency).rounded().value, decimals=decimals)


@register.simple_tag
def when(moment: datetime.datetime | datetime.date | None, *, day_only: bool = False) -> SafeString:
    """A day or a moment in full, in the reader's language and time zone, readable by machines as well."""
    if moment is None:
        return SafeString("–")
    if isinstance(moment, datetime.datetime):
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        words = formats.date_format(local, "DATE_FORMAT" if day_only else "DATETIME_FORMAT")
        return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.date_format(moment))


@register.inclusion_tag("interface/ui/steps.html")
def steps(rows: Iterable[Any], current: str = "", label: str = "") -> dict[str, Any]:
    """The steps of a long form. A row has key, title, url (may be empty) and done; mappings and objects both do."""
    return {"rows": [_row(row, "key", "title", "url", "done") for row in rows], "current": current, "label": label}


@register.inclusion_tag("interface/ui/timeline.html")
def timeline(rows: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first as given. A row has when, title, and may have who, text, state (a word) and tone."""
    return {"rows": [_row(row, "when", "title", "who", "text", "tone", "url") for row in rows]}


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
    for row in (_row(row, "value", "label", "count") for row in rows):
        value = str(row["value"])
        shown.append({**row, "chosen": value in chosen, "url": addresses.toggled(request, name, value)})
    return {"title": title, "name": name, "rows": shown, "open": open or bool(chosen)}


def _row(row: Any, *names: str) -> dict[str, Any]:
    if isinstance(row, Mapping):
        return {name: row.get(name, "") for name in names}
    return {name: getattr(row, name, "") for name in names}


@register.inclusion_tag("interface/ui/chart.html")
def chart(picture: Chart) -> dict[str, Any]:
    """A picture whose title states the finding, with its numbers beneath. Loads the drawing library only where used."""
    return {"picture": picture, "data": chart_data(picture), "key": f"mg-chart-{next(_numbers)}"}


@register.simple_tag(takes_context=True)
def here_with(context: template.Context, **changes: Any) -> str:
    """This page's address with parameters changed, such as `{% here_with lang="zh-hans" %}`; None removes one."""
    return addresses.changed(context["request"], **changes)


@register.simple_tag
def html_language() -> str:
    """The language of the page as BCP 47 wants it: zh-Hans, not zh-hans."""
    code = get_language() or "en"
    first, _dash, rest = code.partition("-")
    return f"{first}-{rest.title() if len(rest) == 4 else rest.upper()}" if rest else first


@register.simple_tag
def message_tone(message: Any) -> str:
    """The tone of one of Django's messages."""
    tags = {"success": tones.GOOD, "warning": tones.WARN, "error": tones.BAD}
    return tags.get(message.level_tag, "info")


@register.simple_tag(takes_context=True)
def public_address(context: template.Context, language: str = "") -> str:
    """This page's address as others may keep it: no parameters but the language."""
    return addresses.absolute(context["request"].path, language=language)
