"""`{% load ui %}`: the frame of a page and its smaller pieces; forms, figures and ways are in `pieces`. See /design."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from minga.core.interface import destinations, drawing, tones
from minga.core.interface.first_icons import FIRST_ICONS
from minga.core.interface.isolating import blocktranslate
from minga.core.interface.pieces import figures, finding, forms, register, values_of  # noqa: F401 - they sign in
from minga.core.listing import gap, listed

register.filter("listed", listed)
register.tag("blocktranslate", blocktranslate)

POINTING = frozenset({"back", "forward", "chevron", "send", "undo", "external", "sign-out", "list"})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Silent beside words; with `label` it speaks for itself."""
    if not label:
        return _silent_icon(name)
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        _css(name),
        label,
        _sprite(name),
        name,
    )


@cache
def _silent_icon(name: str) -> SafeString:
    """Drawn once in a process: a page has dozens of the same."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', _css(name), _sprite(name), name
    )


def _css(name: str) -> str:
    return "mg-icon mg-icon-points" if name in POINTING else "mg-icon"


@cache
def _sprite(name: str) -> str:
    """The address of the sprite that has it; it does not change while the process runs."""
    return static(f"interface/vendor/icons/{'first' if name in FIRST_ICONS else 'icons'}.svg")


@register.simple_tag
def drawn_once(name: str, **given: Any) -> SafeString:
    """A template that depends on the language and on what is given, and on nothing else: drawn once for each."""
    return drawing.drawn(name, **given)


@register.simple_tag(takes_context=True)
def drawn_here(context: template.Context, name: str, **given: Any) -> SafeString:
    """The same for what leads back to this page: in it `{{ here }}lang=…` is this page's address with that switch."""
    return drawing.drawn_here(name, context["request"], **given)


@register.simple_tag
def destination(name: str, *parts: str) -> str:
    """The address that an upper room signed in under this name; empty where none did: `as url`, then `if url`."""
    return destinations.destination(name, *parts)


@register.simple_tag(name="gap")
def between_sentences() -> str:
    """What stands between two sentences on one line, as the language writes them: a space, or nothing."""
    return gap()


@register.simple_tag
def colon() -> str:
    """What stands between a label and what it says, as the language writes it: “: ” or “：”."""
    return pgettext("between a label and what it says", ": ")


@register.filter
def or_you(account: Any, reader: Any) -> Any:
    """Somebody who did something, by their name, and “You” where it is the reader; nothing where there is nobody."""
    is_reader = account is not None and getattr(account, "pk", None) == getattr(reader, "pk", None)
    return gettext("You") if is_reader else "" if account is None else account


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


@register.inclusion_tag("interface/ui/object_head.html", takes_context=True)
def head_of_title(context: template.Context) -> dict[str, Any]:
    """An `object_head` with the words of the page's block `title`, so that they stand in its template once."""
    title = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return object_head(title=title.render(context))


@register.inclusion_tag("interface/ui/state_word.html")
def state_word(machine: Any, value: str, tone: str = "") -> dict[str, Any]:
    """A state in the words of its machine (states.StateMachine, or a mapping of labels), with a sign and a tone."""
    labels: Mapping[str, Any] = getattr(machine, "labels", None) or (machine if isinstance(machine, Mapping) else {})
    return {"word": labels.get(value, value), "tone": tone or tones.tone_of(machine, value)}


@register.inclusion_tag("interface/ui/empty.html")
def empty(*, title: str, text: str = "", url: str = "", verb: str = "", symbol: str = "inbox") -> dict[str, Any]:
    """An empty page or list: why it is empty, and the way on."""
    return {"title": title, "text": text, "url": url, "verb": verb, "symbol": symbol}


@register.inclusion_tag("interface/ui/steps.html")
def steps(rows: Iterable[Any], current: str = "", label: str = "") -> dict[str, Any]:
    """The steps of a long form. A row has key, title, url (may be empty) and done; mappings and objects both do."""
    return {"rows": [values_of(row, "key", "title", "url", "done") for row in rows], "current": current, "label": label}


@register.inclusion_tag("interface/ui/timeline.html")
def timeline(rows: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first as given. A row has when, title, and may have who, text, state (a word) and tone."""
    return {"rows": [values_of(row, "when", "title", "who", "text", "tone", "url") for row in rows]}


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
