"""The forms of the entrance that django-allauth brings, in our words and without words inside the boxes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as second_factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from minga.people.proofs import proofs_of

PASSWORD_HELP = _("At least 10 characters. A few words in a row are good.")


class Plain(forms.Form):
    """Takes the words out of the boxes, and puts ours beside them (`words`: field -> label)."""

    words: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)


class ConfirmEmailForm(Plain, account_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that confirms an email."""

    words = {"code": _("Code from the email")}


class ConfirmResetForm(Plain, account_forms.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that allows a new password."""

    words = {"code": _("Code from the email")}


class ReauthenticateForm(Plain, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class ResetPasswordForm(Plain, account_forms.ResetPasswordForm):  # type: ignore[misc]
    """Whose password is set anew."""

    words = {"email": _("Email")}


class ChangeEmailForm(Plain, account_forms.AddEmailForm):  # type: ignore[misc]
    """The new email."""

    words = {"email": _("New email")}


class NewPassword(Plain):
    """Asks for a new password as sign-up does, and once more, for nobody sees what they type."""

    words = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""
        self.fields["password1"].help_text = PASSWORD_HELP


class ChangePasswordForm(NewPassword, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one twice."""


class SetPasswordForm(NewPassword, account_forms.SetPasswordForm):  # type: ignore[misc]
    """The first password of somebody who came from another house."""


class NewPasswordAfterCodeForm(NewPassword, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password of somebody who had forgotten theirs."""


class CodeOfTheirs(Plain):
    """A code of what the person has: of an app, a recovery code, or either. One query."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has = proofs_of(self.user)
        either = _("Code from the app, or a recovery code")
        only = _("Code from the app") if self.has.app else _("Recovery code")
        self.fields["code"].label = either if self.has.app and self.has.recovery else only


class AuthenticateForm(CodeOfTheirs, second_factor_forms.AuthenticateForm):  # type: ignore[misc]
    """The second proof at sign-in."""


class ProveAgainForm(CodeOfTheirs, second_factor_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second proof once more, before a grave step."""


class SetUpAppForm(Plain, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    words = {"code": _("Code from the app")}


class AddPasskeyForm(Plain, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that lets in without the password, unless one wants it otherwise."""

    words = {"name": _("Name of this passkey"), "passwordless": _("Let it sign me in without the password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _("Without this tick it is asked for after the password.")
