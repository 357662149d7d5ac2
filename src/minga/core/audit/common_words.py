"""Words of the trail for what several rooms have, and for the objects of core's own rooms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.core.audit import words

words.verbs(
    {
        "open_values": _("Opened sealed values"),
        "note_check": _("Verified the trail"),
        "prolong_role": _("Prolonged a role"),
        "choose_work": _("Chose periodic work"),
        "run_again": _("Ran periodic work again"),
        "export_trail": _("Took rows of the trail away"),
        "choose_rows": _("Chose rows of the trail"),
        "grant_role": _("Gave a role"),
        "end_role": _("Ended a role"),
        "demonstrate": _("Made with the demonstration world"),
        "set_wish": _("Chose how to be told"),
        "set_wishes": _("Chose how to be told"),
        "store_file": _("Stored a file"),
        "delete_file": _("Deleted a file"),
        "create_signing_key": _("Made a key for signing"),
        "rotate_signing_key": _("Replaced the key for signing"),
        "revoke_signing_key": _("Revoked the key for signing"),
        "reseal_signing_key": _("Put the key for signing under the secret of today"),
        "start_import": _("Began an import"),
        "choose_sheet": _("Chose the sheet of an import"),
        "match_columns": _("Matched the columns of an import"),
        "take_import": _("Took an import in"),
        "undo_import": _("Undid an import"),
        "drop_import": _("Dropped an import"),
        "add_exchange_rate": _("Added an exchange rate"),
    }
)
words.types(
    {
        "audit.trailcheck": _("Check of the trail"),
        "access.holding": pgettext_lazy("trail", "Role"),
        "notices.wish": _("Choice of notices"),
        "money.exchangerate": _("Exchange rate"),
        "documents.storedfile": pgettext_lazy("trail", "File"),
        "documents.signingkey": _("Key for signing"),
        "importing.batch": pgettext_lazy("trail", "Import"),
    }
)
words.fields(
    {
        "about": pgettext_lazy("trail", "About it"),
        "account": pgettext_lazy("trail", "Person"),
        "amount": pgettext_lazy("trail", "Amount"),
        "answer": pgettext_lazy("trail", "Answer"),
        "answered_at": _("Answered at"),
        "code": pgettext_lazy("trail", "Code"),
        "content_type": _("Kind of file"),
        "country": pgettext_lazy("trail", "Country"),
        "counts": _("Counts"),
        "currency": pgettext_lazy("trail", "Currency"),
        "decided_at": _("Decided at"),
        "decided_by": _("Decided by"),
        "decision_reason": _("Reason of the decision"),
        "delivery": _("How to be told"),
        "email": pgettext_lazy("trail", "Email"),
        "ends": pgettext_lazy("trail", "Last day"),
        "ended_at": pgettext_lazy("trail", "Ended early"),
        "ends_on": pgettext_lazy("trail", "Last day"),
        "expires_at": _("Expires at"),
        "in_force_from": _("In force from"),
        "in_force_to": _("In force until"),
        "is_active": _("Is active"),
        "issued_at": _("Issued at"),
        "issued_by": _("Issued by"),
        "issuer": _("Issuer"),
        "key_id": _("Number of the key"),
        "kind": pgettext_lazy("trail", "Kind"),
        "language": pgettext_lazy("trail", "Language"),
        "mapping": _("Matched columns"),
        "name": pgettext_lazy("trail", "Name"),
        "names": _("Names"),
        "note": pgettext_lazy("trail", "Note"),
        "number": pgettext_lazy("trail", "Number"),
        "per_dollar": _("Units for one US dollar"),
        "purpose": pgettext_lazy("trail", "Purpose"),
        "reason": pgettext_lazy("trail", "Reason"),
        "recorded_by": _("Recorded by"),
        "requested_at": _("Asked for at"),
        "requested_by": _("Asked for by"),
        "retired_at": _("Retired at"),
        "revoked_since": _("Revoked since"),
        "role": pgettext_lazy("trail", "Role"),
        "rows": _("Rows"),
        "scope": _("Where the role counts"),
        "scope_key": _("Of which place or organisation"),
        "scope_ref": _("Of which organisation"),
        "sha256": _("Checksum (SHA-256)"),
        "size": _("Size in bytes"),
        "source": pgettext_lazy("trail", "Source"),
        "starts": pgettext_lazy("trail", "First day"),
        "starts_on": pgettext_lazy("trail", "First day"),
        "state": pgettext_lazy("trail", "State"),
        "title": pgettext_lazy("trail", "Title"),
        "type": pgettext_lazy("trail", "Kind"),
        "withdrawn_at": _("Withdrawn at"),
        "written_at": _("Written at"),
    }
)
