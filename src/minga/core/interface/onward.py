"""Where a press leads: to the page of the thing, or back to the board from which it was done."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

BOARD = "home"
"""What a row of “What waits for you” sends as `then`."""


def onward(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    """Back to “What waits for you” where it was pressed there, else to the page that `to` names (with `args`)."""
    if request.POST.get("then") == BOARD:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return redirect(to, *args)
