"""An import: looked at, taken, perhaps undone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.states import StateMachine, Transition

BATCH = StateMachine(
    name="import",
    initial="preview",
    labels={"preview": _("To be looked at"), "taken": _("Taken"), "undone": _("Undone"), "dropped": _("Dropped")},
    verb_labels={"take": _("Take the good rows"), "undo": _("Undo the import"), "drop": _("Drop")},
    transitions=(
        Transition("preview", "take", "taken", "who uploaded it"),
        Transition("preview", "drop", "dropped", "who uploaded it"),
        Transition("taken", "undo", "undone", "who uploaded it"),
    ),
)
