"""What a page of ours sent after its writer was signed out, or with a secret that is too old, is not lost.

It comes back on a page from which it can be sent once more, also without scripts. Files must be chosen anew.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render, resolve_url
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

NOT_WRITTEN = frozenset({"version", "shown", "sent"})
"""Fields that no writer filled in; they go along unseen."""
LONG = 20
"""Signs from which on a text is shown again to be read and copied; shorter ones go along unseen."""
TO_SIGN_IN = (301, 302, 303)
FROM_HERE = "from_again"
"""The field by which the page that comes back is known once its writer has signed in, which makes a new secret."""
GOOD_FOR = 24 * 3600
"""Seconds."""
NOBODY = ""
"""Whose page it is where its writer was signed out."""
KEY_SIGNS = 32


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it; another site cannot say so."""
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == ours or request.headers.get("Sec-Fetch-Site") == "same-origin"


def can_come_back(request: HttpRequest) -> bool:
    """Whether what was sent may stand on a page again: a form of a room, sent by a page of ours, without a password."""
    match = request.resolver_match
    return (
        request.method == "POST"
        and from_our_page(request)
        and bool(match and match.namespace)
        and not any("password" in name for name in request.POST)
    )


def is_sent_again(request: HttpRequest) -> bool:
    """Whether this comes from a page that came back to this browser: the browser says that a page of ours sent it, and
    it holds our signature for this address, this browser, and nobody else than who is signed in.
    """
    key = request.COOKIES.get(_cookie(), "")
    if request.method != "POST" or not key or not from_our_page(request):
        return False
    try:
        signature = request.POST.get(FROM_HERE, "")
    except UnreadablePostError:
        return False
    return any(_fits(signature, request.get_full_path(), key, whose) for whose in {_who(request), NOBODY})


def _fits(signature: str, address: str, key: str, whose: str) -> bool:
    try:
        return _signer(key, whose).unsign(signature, max_age=GOOD_FOR) == address
    except BadSignature:
        return False


def _signer(key: str, whose: str) -> TimestampSigner:
    """A signature of another browser's key, or of another account's page, is worth nothing here."""
    return TimestampSigner(salt=f"minga.core.interface.again:{key}:{whose}")


def _who(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else NOBODY


def _cookie() -> str:
    """Beside the one of the secret, of its own where several installations share a machine."""
    return f"{settings.CSRF_COOKIE_NAME}_again"


def signed_out(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to whoever was signed out while they wrote, in place of one that leads to the sign-in page."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if response.status_code not in TO_SIGN_IN or not response["Location"].startswith(sign_in):
        return response
    if not can_come_back(request):
        return response
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=401)
    words = {
        "heading": _("You are signed out"),
        "sentence": _("You were signed out since you opened the page, so nothing has arrived. What you wrote is here."),
        "remedy": _(
            "Sign in, which opens a new tab. Then come back to this one and send it again: it is sent in the name of "
            "whoever has signed in."
        ),
        "sign_in": sign_in,
    }
    return come_back(request, words, status=401)


def come_back(request: HttpRequest, words: dict[str, str], *, status: int) -> HttpResponse:
    """A page with `words` that holds what was sent and can send it once more."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", FROM_HERE}  # made anew
        for value in values
        if isinstance(value, str)
    ]
    texts = [value for name, value in fields if name not in NOT_WRITTEN and len(value) >= LONG]
    files = [file.name for name in request.FILES for file in request.FILES.getlist(name)]
    action = request.get_full_path()
    key = request.COOKIES.get(_cookie(), "") or get_random_string(KEY_SIGNS)  # one for all tabs
    fields.append((FROM_HERE, _signer(key, _who(request)).sign(action)))
    context = {**words, "fields": fields, "texts": texts, "files": files, "action": action}
    response = render(request, "interface/again.html", context, status=status)
    secure = settings.CSRF_COOKIE_SECURE
    response.set_cookie(_cookie(), key, max_age=GOOD_FOR, secure=secure, httponly=True, samesite="Strict")
    return response
