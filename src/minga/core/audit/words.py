"""The trail in words: rooms sign in what verbs, objects and fields are called, where they are shown, what stays shut.

words.verbs({"submit_application": _("Sent the application"), "assignments.withdraw": _("Withdrew")})
words.types({"assignments.application": _("Application")})
words.fields({"starts_on": _("First day"), "assignments.seat.number": _("Number of the seat")})
words.address("room.thing", "room:thing", asks="room.list_things")
words.confidential("assignments.clearance")
words.closed("assignments.clearance", "kind", "state")
words.untold({"fail_clearance": "decide_clearance"})
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from minga.core.listing import colon, listed
from minga.core.ordering import in_order
from minga.core.registries import Text

_VERBS: dict[str, Text] = {}
_TYPES: dict[str, Text] = {}
_FIELDS: dict[str, Text] = {}
_ADDRESSES: dict[str, tuple[str, str]] = {}
CONFIDENTIAL: set[str] = set()
_CLOSED: dict[str, frozenset[str]] = {}
_UNTOLD: dict[str, str] = {}
WHOLE = "change"
"""What stands in place of a field where a row holds what no action wrote."""


def verbs(labels: Mapping[str, Text]) -> None:
    """What verbs are called, as something done: “Shortlisted”. Keys: the verb, or app label, dot, verb."""
    _VERBS.update(labels)


def types(labels: Mapping[str, Text]) -> None:
    """What objects are called. Keys: the model's label in lower case."""
    _TYPES.update(labels)


def fields(labels: Mapping[str, Text]) -> None:
    """What fields are called. Keys: the field, or the model's label in lower case, dot, field where they differ; for
    what stands in a mapping the field, dot, key.
    """
    _FIELDS.update(labels)


def address(target_type: str, url_name: str, *, asks: str) -> None:
    """The page of an object of this type (model label in lower case); the address takes its reference.

    asks: the permission, of none in particular, without which a reader of the trail opens no such page.
    """
    _ADDRESSES[target_type] = url_name, asks


def confidential(*target_types: str) -> None:
    """Types whose sealed values only the person and a data protection officer may open: medical and background."""
    CONFIDENTIAL.update(target_types)


def closed(target_type: str, *names: str) -> None:
    """Fields that rows written before they were sealed hold in the open: they are read as sealed ones are."""
    _CLOSED[target_type] = frozenset(names)


def untold(verbs_read: Mapping[str, str]) -> None:
    """Verbs of older rows that tell what only few may know, and the one as which they are read."""
    _UNTOLD.update(verbs_read)


def told_verb(verb: str) -> str:
    """The verb as a row may be read by everybody who reads the trail."""
    return _UNTOLD.get(verb, verb)


def kept_changes(change: str) -> dict[str, list[Any]]:
    """field -> [before, after] as a row keeps them; a text that no action wrote stands whole as “change”."""
    try:
        values = json.loads(change)
    except (ValueError, TypeError):
        values = None
    if isinstance(values, dict) and all(isinstance(pair, list) and len(pair) == 2 for pair in values.values()):
        return values
    return {WHOLE: [None, str(change)]}


def told_changes(target_type: str, kept: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Those of the kept changes that everybody who reads the trail may see."""
    shut = _CLOSED.get(target_type)
    return kept if shut is None else {name: pair for name, pair in kept.items() if name not in shut | {WHOLE}}


def verb_words(verb: str, *, target_type: str = "") -> str:
    """The verb for readers; “submit_application” becomes “Submit application” where no room gave a word."""
    verb = told_verb(verb)
    label = _VERBS.get(f"{target_type.split('.', maxsplit=1)[0]}.{verb}") or _VERBS.get(verb)
    return str(label) if label else capfirst(verb.replace("_", " "))


def known_verbs() -> list[tuple[str, str]]:
    """(verb, words) of every action there is and every verb with words, in the order of the words, each words once."""
    found: dict[str, str] = {}
    for verb, said in _all_verbs():
        found.setdefault(said, verb)
    return in_order((verb, said) for said, verb in found.items())


def same_words(verb: str) -> list[str]:
    """The verbs that read like this one: an offer is accepted on its own row and on the application's."""
    known = _all_verbs()
    said = {words for name, words in known if name == verb}
    return sorted({verb, *(name for name, words in known if words in said)})


def _all_verbs() -> list[tuple[str, str]]:
    from minga.core.acting import ACTIONS

    names = {entry.verb: entry.permission.split(".")[0] for entry in ACTIONS.values()}
    names |= {name.split(".")[-1]: name.split(".")[0] for name in _VERBS if name.split(".")[-1] not in names}
    names |= {name: names[told] for name, told in _UNTOLD.items() if told in names}
    return [(verb, verb_words(verb, target_type=f"{room}.")) for verb, room in names.items()]


def type_words(target_type: str) -> str:
    """What the object is called."""
    if target_type == "nonetype":  # an action on no single thing, such as a list taken away
        return "–"
    if target_type in _TYPES:
        return str(_TYPES[target_type])
    try:
        return capfirst(str(apps.get_model(target_type)._meta.verbose_name))
    except (LookupError, ValueError):
        return capfirst(target_type.rsplit(".", maxsplit=1)[-1].replace("_", " "))


def address_of(target_type: str, ref: str, *, may: Callable[[str], bool]) -> str:
    """Where the object is shown; empty where no room told, or where the reader may not what the room asks."""
    name, asks = _ADDRESSES.get(target_type, ("", ""))
    if not name or not ref or not may(asks):
        return ""
    try:
        return reverse(name, args=[ref])
    except NoReverseMatch:
        return ""


def field_words(target_type: str, name: str) -> str:
    """What the field is called."""
    said = _FIELDS.get(f"{target_type}.{name}") or _FIELDS.get(name)
    if said:
        return str(said)
    field = _field(target_type, name)
    return capfirst(str(getattr(field, "verbose_name", "") or name.replace("_", " ")))


def value_words(target_type: str, name: str, value: Any) -> str:
    """A kept value for readers: the words of a choice, yes and no, texts in several languages one under another."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "\n".join(f"{_key_words(name, key)}{colon()}{inner}" for key, inner in value.items())
    if isinstance(value, list):
        return listed(_key_words(name, item) if isinstance(item, str) else item for item in value)
    field = _field(target_type, name)
    if isinstance(field, models.DateField) and isinstance(value, str):
        return _day_words(field, value)
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))


def _day_words(field: models.DateField[Any, Any], value: str) -> str:
    """A kept day, or a moment in the reader's time zone; what is neither stays as it is."""
    try:
        if isinstance(field, models.DateTimeField):
            return formats.date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
        return formats.date_format(date.fromisoformat(value))
    except ValueError:
        return value


def pointed_at(target_type: str, name: str) -> type[Any] | None:
    """The model of the row that the field keeps the key of; None where it keeps a value of its own."""
    field = _field(target_type, name)
    return field.related_model if getattr(field, "concrete", False) and not field.many_to_many else None


def _key_words(name: str, key: str) -> str:
    """A key of a kept mapping or list: by the words signed in for “field.key”, a language by its own name."""
    return str(_FIELDS.get(f"{name}.{key}") or dict(settings.LANGUAGES).get(key, key))


def _field(target_type: str, name: str) -> Any:
    try:
        return apps.get_model(target_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
