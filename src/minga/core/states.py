"""State machines as tables: from, verb, to, who, guard. A move that the table lacks raises IllegalTransition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from minga.core.errors import IllegalTransition, Incomplete, Problem
from minga.core.listing import listed

Guard = Callable[[Any], Iterable[Problem]]


@dataclass(frozen=True)
class Given:
    """What is asked of what comes with a move, such as a reason, a day or a seat: only the action knows it, and asks.

    words: as docs/states.md says it. by: a name in the action's code that asks it; a test looks for it there.
    """

    words: str
    by: str


@dataclass(frozen=True)
class Transition:
    """One row of the table. `who` names the role in DOMAIN's words; `guards` report every problem at once.

    given: what the action asks beside them.
    """

    source: str
    verb: str
    target: str
    who: str
    guards: tuple[Guard, ...] = ()
    undoes: str = ""
    given: tuple[Given, ...] = ()


@dataclass(frozen=True)
class StateMachine:
    """A table of transitions over `field_name` of a model, with the words for its states and verbs."""

    name: str
    initial: str
    labels: dict[str, str | Promise]
    transitions: tuple[Transition, ...]
    verb_labels: dict[str, str | Promise] = field(default_factory=dict)
    field_name: str = "state"

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order of the way through them."""
        return tuple(self.labels)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Every state with its word, as a field of a model takes them."""
        return list(self.labels.items())

    def legal_verbs(self, state: str) -> tuple[str, ...]:
        """The moves that start in a state, each once, in the order of the table; guards are not asked."""
        return tuple(dict.fromkeys(row.verb for row in self.transitions if row.source == state))

    def find(self, *, state: str, verb: str) -> Sequence[Transition]:
        """The rows of a move from a state: several where it has several ends, none where it is not legal."""
        return [row for row in self.transitions if row.source == state and row.verb == verb]

    def problems(self, subject: Any, *, verb: str) -> list[Problem]:
        """What keeps `subject` from making this move now; empty when nothing does."""
        row = self._row(subject, verb=verb, target=None)
        return [problem for guard in row.guards for problem in guard(subject)]

    def move(self, subject: Any, *, verb: str, target: str | None = None) -> Transition:
        """Change the state on the instance (the caller saves). `target` chooses where a verb has several ends.

        Raises IllegalTransition when the state does not know the verb, Incomplete when a guard finds problems.
        """
        row = self._row(subject, verb=verb, target=target)
        problems = [problem for guard in row.guards for problem in guard(subject)]
        if problems:
            raise Incomplete(_("This cannot be done yet."), problems=problems)
        setattr(subject, self.field_name, row.target)
        return row

    def _row(self, subject: Any, *, verb: str, target: str | None) -> Transition:
        state = getattr(subject, self.field_name)
        rows = [row for row in self.find(state=state, verb=verb) if target in (None, row.target)]
        if rows:
            return rows[0]
        legal = self.legal_verbs(state)
        names = listed(self.verb_labels.get(name, name) for name in legal)
        raise IllegalTransition(
            _("“%(verb)s” is not possible while the state is “%(state)s”.")
            % {"verb": self.verb_labels.get(verb, verb), "state": self.labels.get(state, state)},
            state=state,
            verb=verb,
            legal=legal,
            remedy=_("Possible now: %(verbs)s.") % {"verbs": names} if names else _("Nothing more can be done here."),
        )
