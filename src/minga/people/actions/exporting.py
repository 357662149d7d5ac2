"""Taking one's data out: the export itself is a reading; that it happened, and for what, is written down."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem
from minga.people.models import Account, DataExport


@action("people.export_data", target="account")
def record_export(*, actor: Actor, account: Account, purpose: str) -> DataExport:
    """Write down who takes whose data for which purpose; call it before handing the archive out.

    Raises Incomplete without a purpose.
    """
    if not purpose.strip():
        raise Incomplete(_("The data was not exported."), problems=[Problem("purpose", _("Say what it is for."))])
    export = DataExport.objects.create(account=account, requested_by_id=actor.pk, purpose=purpose.strip()[:200])
    trail.note(actor=actor, verb="record_export", target=export)
    return export
