"""Where django-allauth meets this room: how an account is made, what its letters and refusals say."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.core.errors import OutOfReach, Refused
from minga.core.notices.mail import Mail
from minga.core.notices.refusals import ADDRESS, refusal_of
from minga.people.actions.accounts import create_account
from minga.people.models import Account
from minga.people.other_house import HouseProvider
from minga.people.proofs import has_just_signed_in, proofs_of
from minga.people.rules import must_hold_second_factor

log = logging.getLogger(__name__)


def display_name(account: Account) -> str:
    """The person's name in letters and pages of the entrance."""
    return str(account) if account.name or account.local_name else account.email


CODE_SPENT = _("That code was wrong three times and no longer counts. Ask for a new code.")
CODE_SPENT_SIGN_IN = _("That code was wrong three times and no longer counts. Sign in, and we send you a new one.")


def _code_spent_at(request: HttpRequest) -> Any:
    at = request.resolver_match.url_name if request.resolver_match else ""
    return CODE_SPENT_SIGN_IN if at == "account_email_verification_sent" else CODE_SPENT


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An account is made by an action, together with its profile; letters go out in the person's language."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This email and password do not belong together. Check both, or set a new one."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "incorrect_code": _("This code is not right. Look at the latest email we sent."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("Enter the password you use now."),
        "email_taken": _("This email cannot be used. Choose another."),
        "account_inactive": _("This account is switched off."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "same_as_current": _("This is what you have now. Choose another."),
    }

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A code that was tried too often is not waited for: another one is had by signing in, or by asking."""
        if kwargs.get("message") == self.error_messages["too_many_login_attempts"]:
            kwargs["message"] = CODE_SPENT if request.user.is_authenticated else _code_spent_at(request)
        super().add_message(request, *args, **kwargs)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has just signed in sets up their first second proof without typing the password again."""
        if app == "allauth.mfa" and has_just_signed_in(self.request) and not proofs_of(self.request.user).any:
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody proves once more that it is them: the first is asked for. Codes only of what they have."""
        ways = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        has = proofs_of(user)
        code, passkey = ways.get("mfa_reauthenticate"), ways.get("mfa_reauthenticate:webauthn")
        if code:
            code["description"] = _("Use the authenticator app") if has.app else _("Use a recovery code")
        if passkey:
            passkey["description"] = _("Use a passkey")
        last = [code] if has.app or has.recovery else []
        return [way for way in [ways.get("reauthenticate"), passkey, *last] if way]

    def save_user(
        self,
        request: HttpRequest,
        user: Account,
        form: Any,
        commit: bool = True,  # noqa: FBT001 allauth's own order
    ) -> Account:
        """Make the account and its profile in one action (`people.create_account`)."""
        password = form.cleaned_data.get("password1")
        user.set_password(password)
        return create_account(actor=request.user, account=user, **form.account_fields())

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Mail:
        """As plain text from its template, and the same words as HTML, like every other letter of ours."""
        plain = super().render_mail(template_prefix, email, context, headers)
        words, foot = str(plain.body).rsplit("\n\n", 1)
        letter = Mail(
            subject=plain.subject,
            body=plain.body,
            from_email=plain.from_email,
            to=plain.to,
            headers={"Auto-Submitted": "auto-generated", **(headers or {})},
        )
        facts = {
            "subject": plain.subject,
            "language": translation.get_language(),
            "paragraphs": [{"words": part.strip(), "is_code": part.startswith("    ")} for part in words.split("\n\n")],
            "foot": foot,
        }
        letter.attach_alternative(render_to_string("account/email/letter.html", facts), "text/html")
        return letter

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whom it goes to, a former address too, where that is known; else in that of the page."""
        account = context.get("user") or Account.objects.filter(email__any_case=email).first()
        if account is None and self.request is not None and self.request.user.is_authenticated:
            account = self.request.user  # the letter to an address that was theirs until now
        language = getattr(account, "language", "") or translation.get_language() or "en"
        try:
            with translation.override(language):
                facts = {"site_url": settings.SITE_URL, "other_house": other_house()}
                super().send_mail(template_prefix, email, {**context, **facts})
        except (
            OSError,
            UnicodeError,
        ) as error:  # what smtplib raises is an OSError; the other: an address of odd signs
            log.error("EMAIL_URL: a letter of the entrance could not be sent: %s", error)
            if (refusal := refusal_of(error)).kind == ADDRESS:
                raise Refused(
                    _("The mail server does not accept emails to %(email)s.") % {"email": email},
                    remedy=_(
                        "Look how it is written, go back, and enter an address at which you can be reached. "
                        "The mail server says: %(words)s"
                    )
                    % {"words": refusal.said or "–"},
                ) from error
            raise OutOfReach(
                _("The email could not be sent: our mail server does not answer."),
                remedy=_(
                    "Try again in a few minutes. If you were creating an account, sign in with it then: we send a new "
                    "code."
                ),
            ) from error


class OtherHouseAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The person reads that it did not work; whoever runs the installation reads what the provider said."""

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> Any:
        """An OpenID Connect provider whose words are looked at before they count."""
        found = super().get_provider(request, provider, client_id)
        return HouseProvider(request, app=found.app) if isinstance(found, OpenIDConnectProvider) else found

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """One line of the log, where it was no person who went back: a wrong secret or address is seen nowhere else."""
        if error != AuthError.CANCELLED:
            said = exception or request.GET.get("error_description") or request.GET.get("error") or error
            log.warning("the provider at OIDC_URL refused (OIDC_CLIENT_ID, OIDC_CLIENT_SECRET?): %s", said)


def other_house() -> str:
    """The name of the OpenID Connect provider; empty where there is none."""
    providers: dict[str, Any] = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {})
    apps = providers.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A second factor that a role asks for cannot be taken away while the role is held."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. A code of the app is good for 30 seconds: type the newest one."),
        "cannot_delete_authenticator": _("Your role asks for a second proof. Set up another one before this goes."),
        "unverified_email": _("Confirm your email first."),
    }

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        """The name a new passkey has until its owner gives it another."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("My passkey") if number == 1 else gettext("My passkey %(number)s") % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must hold one."""
        if not settings.SECOND_FACTOR_REQUIRED or not must_hold_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
