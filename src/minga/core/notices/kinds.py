"""The kinds of notice that rooms sign in, and their words in the language of whoever reads them.

kinds.sign_in(NoticeKind(
    "assignments.offer_made",
    title=_("%(post)s is offered to you"),
    body=_("Answer until %(until)s."),
    verb_label=_("See the offer"),
))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from minga.core.listing import isolated
from minga.core.models import in_language
from minga.core.notices.models import Delivery, Notice
from minga.core.registries import Registry, Text

SOMEONE = gettext_noop("someone")
OPEN = pgettext_lazy("verb", "Open")


@dataclass(frozen=True)
class NoticeKind:
    """One kind. `title` is the one sentence that says what happened, `body` what it means or asks for (may be empty).

    Both are lazy and take named %(x)s from the context, and plural forms by ngettext_lazy("…", "…", "count").
    verb_label: the button of the letter. audience: whose page of wishes lists it ("everyone" or role names).
    heading: what the page of wishes calls the kind ("Offers made to you"); the title without its values if absent.
    topic: the heading under which that page lists it.
    """

    name: str
    title: Text
    body: Text = ""
    verb_label: Text = OPEN
    default: Delivery = Delivery.AT_ONCE
    audience: tuple[str, ...] = ("everyone",)
    heading: Text = ""
    topic: Text = ""

    @property
    def name_for_wishes(self) -> str:
        """What the page of wishes calls the kind."""
        return str(self.heading) or _fill(self.title, _Readable())


KINDS: Registry[NoticeKind] = Registry("kinds of notice")
UNKNOWN = NoticeKind("unknown", title=_("Something that concerns you changed"))


def sign_in(*kinds: NoticeKind, topic: Text = "") -> None:
    """Make kinds known; called from a room's signing_in.py. `topic`: the heading they share on the page of wishes."""
    for kind in kinds:
        KINDS.sign_in(kind.name, replace(kind, topic=kind.topic or topic))


def kind_of(name: str) -> NoticeKind:
    """The kind, or a general one where its room has gone."""
    return KINDS.get(name, UNKNOWN)


@dataclass(frozen=True)
class Words:
    """A notice in one language."""

    title: str
    body: str
    verb: str


def words_of(notice: Notice) -> Words:
    """The notice in the language that is active now."""
    kind = kind_of(notice.kind)
    context = _Readable({name: _kept_apart(readable(value)) for name, value in notice.context.items()})
    title = _begun_large(_fill(kind.title, context))
    return Words(title=title, body=_fill(kind.body, context), verb=str(kind.verb_label))


def _begun_large(sentence: str) -> str:
    """A sentence whose first name was erased begins with a capital letter still; a name keeps its own letters."""
    nameless = gettext(SOMEONE)
    return sentence[:1].upper() + sentence[1:] if sentence.startswith(nameless) else sentence


def _kept_apart(value: Any) -> Any:
    return isolated(value) if isinstance(value, str) else value


class _Readable(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def _fill(text: Text, context: _Readable) -> str:
    return str(text % context) if text else ""


def storable(value: Any) -> Any:
    """A context value as JSON that can be rendered in any language later.

    Dates become {"$date"}, moments {"$moment"}, translatable words {"$text"}; texts in several languages stay as they
    are. Raises TypeError for what cannot be told later.
    """
    if isinstance(value, Promise):
        source = _source(value)
        return {"$text": source} if source is not None else in_each_language(lambda: value)
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    return str(value)


def in_each_language(make: Callable[[], Any]) -> dict[str, str]:
    """What `make` says in each language of the installation, for a context whose reader is not known yet."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(make())
    return said


def _source(text: Promise) -> str | None:
    """The English source of gettext_lazy("…"), so that a reader of another language gets their own; None of others."""
    _unpickle, (_function, args, kwargs, *_classes) = text.__reduce__()  # type: ignore[misc]
    if len(args) == 1 and not kwargs and isinstance(args[0], str):
        return args[0]
    return None


def readable(value: Any) -> Any:
    """A stored context value in the active language."""
    if not isinstance(value, dict):
        return value
    if "$text" in value:
        return gettext(value["$text"])
    if "$date" in value:
        return formats.date_format(date.fromisoformat(value["$date"]))
    if "$moment" in value:
        return formats.date_format(timezone.localtime(datetime.fromisoformat(value["$moment"])), "DATETIME_FORMAT")
    return readable(in_language(value)) if set(value) & {code for code, _name in settings.LANGUAGES} else value
