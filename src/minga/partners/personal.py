"""What this room holds of a person: invitations, references given, organisations they registered."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from minga.partners.models import Invitation, Organisation, Reference


def export(account: Any) -> dict[str, Any]:
    """Invitations to and by the person, references under their address, organisations they registered. Four queries."""
    return {
        "invitations": [
            {
                "role": row.role, "scope": row.scope, "scope_key": row.scope_key, "starts": row.starts,
                "ends": row.ends, "invited_at": row.created_at, "accepted_at": row.accepted_at, "email": row.email,
            }
            for row in _invitations_of(account)
        ],
        "invitations_sent": [
            {"role": row.role, "scope": row.scope, "scope_key": row.scope_key, "invited_at": row.created_at}
            for row in Invitation.objects.filter(invited_by_id=account.pk)
        ],
        "references_given": [
            {"organisation": row.organisation.name, "position": row.position, "answer": row.answer}
            for row in Reference.objects.filter(email__any_case=account.email).select_related("organisation")
        ],
        "organisations_registered": [
            {"name": row.name, "state": row.state, "sent_at": row.created_at}
            for row in Organisation.objects.filter(registered_by_id=account.pk)
        ],
    }  # fmt: skip


def erase(account: Any) -> None:
    """Invitations to the person go; references under their address lose name and address; organisations stay."""
    _invitations_of(account).delete()
    Reference.objects.filter(email__any_case=account.email).update(
        name="", position="", note="", email="erased@erased.invalid"
    )
    Organisation.objects.filter(registered_by_id=account.pk).update(registered_by=None)
    Organisation.objects.filter(decided_by_id=account.pk).update(decided_by=None)


def _invitations_of(account: Any) -> Any:
    return Invitation.objects.filter(Q(email__any_case=account.email) | Q(accepted_by_id=account.pk))
