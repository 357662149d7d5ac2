"""What the product says when it cannot do what it was asked: each refusal names the rule and the way on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.core.listing import in_a_row

FIELD_NAME = re.compile(r"[a-z0-9_-]+")
NOT_BY_ROLE = _("Your roles do not allow this.")


class Refused(Exception):
    """A request that a rule forbids. `message` is a sentence for the person, `remedy` the way on (may be empty)."""

    code = "refused"

    def __init__(self, message: str | Promise, *, remedy: str | Promise = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return in_a_row((self.message, self.remedy))


class NotAllowed(Refused):
    """The actor holds no role that permits this."""

    code = "not_allowed"

    def __init__(self, message: str | Promise = NOT_BY_ROLE, *, remedy: str | Promise = "") -> None:
        super().__init__(message, remedy=remedy)


class OutOfReach(Refused):
    """Something outside that the product needs (a mail server, the store of files) does not answer now."""

    code = "out_of_reach"


class IllegalTransition(Refused):
    """A verb that the object's state does not know. Carries the state, the verb and the verbs that are legal."""

    code = "illegal_transition"

    def __init__(
        self, message: str | Promise, *, state: str, verb: str, legal: Sequence[str], remedy: str | Promise = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.state = state
        self.verb = verb
        self.legal = tuple(legal)


class Stale(Refused):
    """Somebody else changed the object after this page was loaded. `changes` maps field -> (then, now).

    about: the kind of object, as the audit trail names it, which knows the words of its fields.
    """

    code = "stale"

    def __init__(
        self, message: str | Promise, *, changes: Mapping[str, tuple[object, object]] | None = None, about: str = ""
    ) -> None:
        remedy = _("Look at what changed below, then send your change again.")
        if not changes:
            remedy = _("Go back, look at how it stands now, and send your change again where it is still needed.")
        super().__init__(message, remedy=remedy)
        self.changes, self.about = dict(changes or {}), about


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one place: a field (or line and column), the sentence and the remedy."""

    place: str
    message: str | Promise
    remedy: str | Promise = field(default="")

    @property
    def place_words(self) -> str:
        """The place as a reader may see it: nothing where it is the name of a field, which only the form knows."""
        place = str(self.place)
        return "" if FIELD_NAME.fullmatch(place) else place


class Incomplete(Refused):
    """Several things are missing or wrong; all are reported at once as `problems`."""

    code = "incomplete"

    def __init__(self, message: str | Promise, *, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def show_in(self, form: Any) -> None:
        """Put each problem beside its field of a Django form, and those of no field above it, each once."""
        for problem in self.problems:
            place = problem.place if problem.place in form.fields else None
            said = in_a_row((problem.message, problem.remedy))
            if said not in form.errors.get(place or "__all__", []):
                form.add_error(place, said)
