"""An import: looked at, taken piece by piece, perhaps undone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.states import Given, StateMachine, Transition

WHO = "who uploaded it, administrator"

BATCH = StateMachine(
    name="import",
    initial="preview",
    labels={
        "preview": _("Preview"),
        "taking": _("Being imported"),
        "taken": _("Imported"),
        "undoing": _("Being undone"),
        "undone": _("Undone"),
        "dropped": _("Discarded"),
    },
    verb_labels={"take": _("Import the good rows"), "undo": _("Undo the import"), "drop": _("Discard")},
    transitions=(
        Transition(
            "preview", "take", "taking", WHO,
            given=(Given("Every field that is needed has its column.", "mapping_problems"),),
        ),
        Transition("taking", "take", "taken", WHO),
        Transition("preview", "drop", "dropped", WHO),
        Transition("taking", "undo", "undoing", WHO),
        Transition("taken", "undo", "undoing", WHO),
        Transition("undoing", "undo", "undone", WHO),
    ),
)  # fmt: skip
