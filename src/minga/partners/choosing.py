"""An organisation that somebody means by the words they typed: offered while they type, chosen where several fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from django.forms import ValidationError
from django.utils.translation import gettext as _

from minga.core.interface.fitting import SeveralFit
from minga.partners.models import Organisation
from minga.partners.queries import called, named_like, public_organisations

MOST_FITTING = 8
WITH_ADDRESS = re.compile(r"(?P<name>.+) \((?P<slug>[\w-]+)\)")


def offered(words: str) -> list[str]:
    """Registered organisations for the words, each as it is typed. One query."""
    return as_typed(list(named_like(public_organisations(), words)[:MOST_FITTING])) if words.strip() else []


def as_typed(rows: Sequence[Organisation]) -> list[str]:
    """What means each alone: its name, and behind one that several bear the address of its page."""
    times = Counter(str(row) for row in rows)
    return [str(row) if times[str(row)] == 1 else f"{row} ({row.slug})" for row in rows]


def organisation_typed(words: str) -> Organisation:
    """The one registered organisation that is called so, in any language or by its short name.

    Raises SeveralFit with those that come near, ValidationError where none does. At most three queries.
    """
    registered = public_organisations()
    if exact := WITH_ADDRESS.fullmatch(words):
        for row in registered.filter(slug=exact["slug"]):
            return row
    found = called(registered, words)
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralFit(_("Several registered organisations have this name. Choose one."), fitting=as_typed(found))
    near = list(named_like(registered, words)[:MOST_FITTING])
    if near:
        sentence = _("No registered organisation is called exactly so. Choose one of these, or write more of its name.")
        raise SeveralFit(sentence, fitting=as_typed(near))
    raise ValidationError(_("No registered organisation has this name. Leave it empty if yours is not on the list."))
