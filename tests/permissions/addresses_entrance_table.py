"""Addresses of allauth: signing up and in, proofs, sessions. They know visitors and whoever has signed in, and no role.

Whoever is refused is sent to sign in, or finds nothing; whoever gets in may be led on (an email that is to be confirmed
first, a proof that is asked for once more).
"""

from __future__ import annotations

from tests.permissions.addresses_row import EVERYBODY, SIGNED_IN, Row

TABLE: dict[str, Row] = {
    "account_change_password": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_complete_password_reset": Row(get=EVERYBODY, post=EVERYBODY),
    "account_confirm_login_code": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_confirm_password_reset_code": Row(),
    "account_email": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_email_verification_sent": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_inactive": Row(get=EVERYBODY),
    "account_login": Row(get=EVERYBODY, post=EVERYBODY),
    "account_logout": Row(get=EVERYBODY, post=EVERYBODY),
    "account_password_reset_completed": Row(get=EVERYBODY),
    "account_reauthenticate": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_reset_password": Row(get=EVERYBODY, post=EVERYBODY),
    "account_set_password": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_signup": Row(get=EVERYBODY, post=EVERYBODY),
    "mfa_activate_totp": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_add_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_authenticate": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_deactivate_totp": Row(),
    "mfa_download_recovery_codes": Row(),
    "mfa_edit_webauthn": Row(),
    "mfa_generate_recovery_codes": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_index": Row(get=SIGNED_IN),
    "mfa_list_webauthn": Row(get=SIGNED_IN),
    "mfa_login_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_reauthenticate": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_remove_webauthn": Row(),
    "mfa_view_recovery_codes": Row(),
    "openid_connect_callback": Row(),
    "openid_connect_login": Row(),
    "socialaccount_connections": Row(get=SIGNED_IN, post=SIGNED_IN),
    "socialaccount_login_cancelled": Row(get=EVERYBODY),
    "socialaccount_login_error": Row(get=EVERYBODY),
    "socialaccount_signup": Row(),
    "usersessions_list": Row(get=SIGNED_IN, post=SIGNED_IN),
}
