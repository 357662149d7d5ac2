"""What this room's verbs, objects and fields are called in the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.core.audit import words

words.verbs(
    {
        "create_account": _("Made an account"),
        "update_settings": _("Changed the settings"),
        "deactivate_account": _("Closed the account for now"),
        "reactivate_account": _("Opened the account again"),
        "erase_account": _("Erased the account"),
        "erase_account_for": _("Erased the account for the person"),
        "remove_second_proofs": _("Removed the second proofs"),
        "lose_second_proofs": _("Second proofs and sessions that ended"),
        "record_export": _("Exported the person's data"),
        "import_account": _("Made an account from a list"),
        "import_account_again": _("Brought an account up to date from a list"),
        "import_profile": _("Filled the profile from a list"),
        "remove_imported_account": _("Removed an account made from a list"),
        "give_consent": _("Gave a consent"),
        "withdraw_consent": _("Withdrew a consent"),
        "start_profile": _("Began the profile"),
        "save_step": _("Saved a step of the profile"),
        "mark_step_done": _("Had nothing to add to a step of the profile"),
        "save_education": _("Saved an education"),
        "remove_education": _("Removed an education"),
        "save_experience": _("Saved an experience"),
        "remove_experience": _("Removed an experience"),
        "set_language": _("Set a language of the profile"),
        "remove_language": _("Removed a language of the profile"),
        "attach_cv": _("Attached a CV"),
        "remove_cv": _("Removed the CV"),
    }
)
words.types(
    {
        "people.account": pgettext_lazy("trail", "Account"),
        "people.profile": pgettext_lazy("trail", "Profile"),
        "people.education": pgettext_lazy("trail", "Education"),
        "people.experience": pgettext_lazy("trail", "Experience"),
        "people.consent": pgettext_lazy("trail", "Consent"),
        "people.dataexport": _("Copy of a person's data"),
    }
)
words.fields(
    {
        "available_from": _("Available from"),
        "available_until": _("Available until"),
        "birth_date": pgettext_lazy("trail", "Date of birth"),
        "cv": pgettext_lazy("trail", "CV"),
        "education": pgettext_lazy("trail", "Education"),
        "erased_at": _("Erased at"),
        "experience": pgettext_lazy("trail", "Experience"),
        "given_at": _("Given at"),
        "is_studying": _("Is studying"),
        "languages": pgettext_lazy("trail", "Languages"),
        "local_name": _("Name in its own script"),
        "nationality": pgettext_lazy("trail", "Nationality"),
        "people.profile.hours_a_week": _("Hours a week"),
        "phone": pgettext_lazy("trail", "Telephone"),
        "preferred_cities": _("Preferred cities"),
        "preferred_countries": _("Preferred countries"),
        "preferred_goals": _("Preferred goals"),
        "residence": _("Country of residence"),
        "residence_city": _("City of residence"),
        "second_nationality": _("Second nationality"),
        "second_proofs": _("Second proofs"),
        "second_proofs.app": _("Authenticator app"),
        "second_proofs.passkeys": _("Passkeys"),
        "second_proofs.recovery_codes": _("Recovery codes"),
        "sessions": _("Sessions"),
        "skills": pgettext_lazy("trail", "Skills"),
        "steps_done": _("Steps that are done"),
        "wants_international": _("Would serve abroad"),
        "wants_national": _("Would serve in their own country"),
        "wants_online": _("Would serve from home"),
        "wording_version": _("Version of the wording"),
    }
)
