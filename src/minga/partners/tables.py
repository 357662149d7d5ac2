"""The table of registrations: its columns, on the page and taken away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.core.tables.kinds import TableColumn, TableKind, sign_in
from minga.partners.models import Organisation
from minga.partners.states import REGISTRATION


def _sender(row: Organisation) -> object:
    return row.registered_by or _("From a list")


REGISTRATIONS = sign_in(
    TableKind(
        "partners.registrations",
        title=_("Registrations"),
        permission="partners.list_organisations",
        names_people=True,
        columns=(
            TableColumn("name", _("Organisation"), str, fixed=True, sort="name"),
            TableColumn("kind", _("Kind"), lambda row: row.get_type_display()),
            TableColumn("country", _("Country"), lambda row: row.country, sort="country_id"),
            TableColumn("state", _("State"), lambda row: row.state, machine=REGISTRATION),
            TableColumn("sent", _("Sent"), lambda row: row.created_at, kind="datetime", sort="created_at"),
            TableColumn("by", pgettext_lazy("who", "By"), _sender),
            TableColumn("short", _("Short name"), lambda row: row.short_name, usual=False, sort="short_name"),
            TableColumn("parent", _("Part of"), lambda row: row.parent, usual=False),
            TableColumn("website", _("Website"), lambda row: row.website, usual=False),
            TableColumn("decided", _("Decided on"), lambda row: row.decided_at, kind="datetime", usual=False,
                        sort="decided_at"),
            TableColumn("decider", _("Decided by"), lambda row: row.decided_by, usual=False),
        ),
    )
)  # fmt: skip
