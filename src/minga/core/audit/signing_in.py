"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core import registries
from minga.core.acting import allowed
from minga.core.audit import common_words, rules  # noqa: F401
from minga.core.audit.checking import waits_for
from minga.core.audit.exporting import erase_person, export_person

registries.personal_data.sign_in("audit", registries.PersonalData(export=export_person, erase=erase_person))
registries.waiting.sign_in("audit", waits_for)
registries.menu.sign_in(
    "audit",
    registries.MenuEntry(
        label=_("Audit trail"),
        url_name="audit:list",
        order=900,
        shown_to=lambda account: allowed(account, "audit.view"),
        icon="journal",
    ),
)
