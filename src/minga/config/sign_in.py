"""How people sign in: email and password, passkeys, one-time codes, and another house's accounts by OpenID Connect."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlparse

from django.core.exceptions import ImproperlyConfigured

from minga.config.environment import read_address

# The letters say 15 minutes.
CODE_SECONDS = 15 * 60
RATE_LIMITS = {
    "change_password": "5/m/user",
    "change_email": "5/m/user",
    "confirm_email": "3/5m/key",  # whoever spent a code by three wrong tries has another at once
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "20/m/ip",
    "certificate_look_up": "20/m/ip",
}
"""How often each may be tried, from one address, by one person or for one email."""


USUAL_PORT = 8000


def sign_in(*, production: bool, site: str) -> dict[str, Any]:
    """The settings of django-allauth. The environment adds an OpenID Connect provider (see `openid_connect`)."""
    return {
        **_cookies(None if production else urlparse(site).port),
        "ACCOUNT_ADAPTER": "minga.people.adapters.AccountAdapter",
        "ACCOUNT_FORMS": {
            "signup": "minga.people.forms.entrance.SignupForm",
            "login": "minga.people.forms.entrance.LoginForm",
            "confirm_email_verification_code": "minga.people.forms.factors.ConfirmEmailForm",
            "confirm_password_reset_code": "minga.people.forms.factors.ConfirmResetForm",
            "reauthenticate": "minga.people.forms.factors.ReauthenticateForm",
            "reset_password": "minga.people.forms.factors.ResetPasswordForm",
            "change_email": "minga.people.forms.factors.ChangeEmailForm",
            "add_email": "minga.people.forms.factors.ChangeEmailForm",
            "change_password": "minga.people.forms.factors.ChangePasswordForm",
            "set_password": "minga.people.forms.factors.SetPasswordForm",
            "reset_password_from_key": "minga.people.forms.factors.NewPasswordAfterCodeForm",
        },
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_USER_DISPLAY": "minga.people.adapters.display_name",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE": False,  # offered to new accounts alone, it would tell them apart
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": CODE_SECONDS,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": CODE_SECONDS,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if production else "http",
        "ACCOUNT_RATE_LIMITS": RATE_LIMITS,
        "MFA_ADAPTER": "minga.people.adapters.SecondFactorAdapter",
        "MFA_FORMS": {
            "authenticate": "minga.people.forms.factors.AuthenticateForm",
            "reauthenticate": "minga.people.forms.factors.ProveAgainForm",
            "activate_totp": "minga.people.forms.factors.SetUpAppForm",
            "add_webauthn": "minga.people.forms.factors.AddPasskeyForm",
        },
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Minga",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not production,
        "SOCIALACCOUNT_ADAPTER": "minga.people.adapters.OtherHouseAdapter",
        "SOCIALACCOUNT_AUTO_SIGNUP": False,
        "SOCIALACCOUNT_FORMS": {"signup": "minga.people.forms.entrance.SocialSignupForm"},
        "SOCIALACCOUNT_PROVIDERS": openid_connect(),
    }


def _cookies(port: int | None) -> dict[str, str]:
    """Browsers give what a host has set to all its ports: of two installations on one machine each would sign the
    other's people out, and refuse the forms that it has open. So each has cookies of its own there.
    """
    end = f"_{port}" if port not in (None, USUAL_PORT) else ""
    return {"SESSION_COOKIE_NAME": f"sessionid{end}", "CSRF_COOKIE_NAME": f"csrftoken{end}"}


def openid_connect() -> dict[str, Any]:
    """OIDC_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_NAME name one provider; without OIDC_URL there is none.

    OIDC_SECRET_BY says how the secret goes to it, where it does not say so itself: "basic" (a header) or "post".
    """
    url = os.environ.get("OIDC_URL", "")
    if not url:
        return {}
    use = "the address of the provider, https://login.example.org/realm"
    if not read_address("OIDC_URL", url, schemes=("https", "http"), use=use).hostname:
        raise ImproperlyConfigured(f"OIDC_URL: it names no host; use {use}")
    if not os.environ.get("OIDC_CLIENT_ID"):
        raise ImproperlyConfigured("OIDC_CLIENT_ID is not set: OIDC_URL needs what the provider gave you")
    secret_by = os.environ.get("OIDC_SECRET_BY", "")
    if secret_by not in ("", "basic", "post"):
        raise ImproperlyConfigured(f"OIDC_SECRET_BY is “{secret_by}”; use basic (a header) or post (in the form)")
    way = {"token_auth_method": f"client_secret_{secret_by}"} if secret_by else {}
    provider = {
        "provider_id": "oidc",
        "name": os.environ.get("OIDC_NAME") or "OpenID Connect",
        "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": url, **way},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [provider]}}
