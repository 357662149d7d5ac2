"""What this room's verbs, objects and fields are called in the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.core.audit import words

words.verbs(
    {
        "register_organisation": _("Registered an organisation"),
        "edit_organisation": _("Changed the organisation"),
        "set_logo": _("Changed the logo"),
        "partners.review": _("Began the due diligence"),
        "ask_for_more": _("Asked for more"),
        "send_again": _("Sent the registration again"),
        "decide_registration": _("Decided on the registration"),
        "add_reference": _("Named a referee"),
        "record_reference": _("Recorded what a referee answered"),
        "record_check": _("Recorded a finding"),
        "add_paper": _("Handed in a paper of the organisation"),
        "remove_paper": _("Removed a paper of the organisation"),
        "import_organisation": _("Made an organisation from a list"),
        "import_again": _("Brought an organisation up to date from a list"),
        "remove_imported": _("Removed an organisation made from a list"),
        "invite_to_organisation": _("Invited a person to the organisation"),
        "invite_to_platform": _("Invited a person"),
        "send_invitation_again": _("Sent the invitation again"),
        "correct_invitation": _("Sent the invitation to another address"),
        "withdraw_invitation": _("Withdrew the invitation"),
        "accept_invitation": _("Accepted the invitation"),
        "end_organisation_role": _("Ended a role in the organisation"),
    }
)
words.types(
    {
        "partners.organisation": pgettext_lazy("trail", "Organisation"),
        "partners.reference": pgettext_lazy("trail", "Referee"),
        "partners.duediligencecheck": _("Finding of the due diligence"),
        "partners.invitation": pgettext_lazy("trail", "Invitation"),
    }
)
words.fields(
    {
        "accepted_by": _("Accepted by"),
        "checked_by": _("Checked by"),
        "finding": pgettext_lazy("trail", "Finding"),
        "is_funder": _("Funds assignments"),
        "is_host": _("Hosts volunteers"),
        "is_partner": _("Is a partner"),
        "organisation": pgettext_lazy("trail", "Organisation"),
        "parent": _("Part of"),
        "question": pgettext_lazy("trail", "Question"),
        "short_name": _("Short name"),
        "website": pgettext_lazy("trail", "Website"),
    }
)
