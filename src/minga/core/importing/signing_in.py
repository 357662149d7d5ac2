"""What this room tells the others when it starts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.core.acting import allowed
from minga.core.importing import rules  # noqa: F401 - permissions sign in by being imported
from minga.core.importing.personal import drop_forgotten, erase, export
from minga.core.importing.tasks import go_on_with_stranded
from minga.core.periodic import Periodic, periodic
from minga.core.registries import MenuEntry, PersonalData, menu, personal_data


def imports(account: Any) -> bool:
    """Whoever may import something, and auditors."""
    return bool(getattr(account, "is_authenticated", False)) and allowed(account, "importing.list_imports")


menu.sign_in("importing", MenuEntry(_("Import"), "importing:list", 90, imports, "upload"))
personal_data.sign_in("importing", PersonalData(export=export, erase=erase))
periodic.sign_in("importing.go_on", Periodic(every=timedelta(minutes=2), run=go_on_with_stranded))
periodic.sign_in("importing.drop_forgotten", Periodic(every=timedelta(hours=12), run=drop_forgotten))
