"""An OpenID Connect provider on this machine that knows one person and trusts everybody who asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

from django.test import Client

PERSON = {"sub": "person-7", "email": "tern@house.example", "email_verified": True, "name": "Arctic Tern"}


class Provider(BaseHTTPRequestHandler):
    """Answers as the standard says; whoever is sent to /a comes back at once with the code."""

    def _says(self, answer: dict[str, Any], *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def do_GET(self) -> None:
        asked = urlparse(self.path)
        if asked.path == "/a":
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            self.send_response(302)
            self.send_header(
                "Location", f"{query['redirect_uri']}?{urlencode({'code': 'once', 'state': query['state']})}"
            )
            self.end_headers()
            return
        here = f"http://{self.headers['Host']}"
        names = {"issuer": "", "authorization_endpoint": "/a", "token_endpoint": "/t", "userinfo_endpoint": "/u"}
        self._says(PERSON if asked.path == "/u" else {name: f"{here}{path}" for name, path in names.items()})

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert asked["code"] == ["once"]
        assert asked["code_verifier"]
        if asked["client_secret"] != ["s"]:
            self._says({"error": "invalid_client", "error_description": "no such secret"}, status=401)
            return
        self._says({"access_token": "a", "token_type": "Bearer", "expires_in": 60})

    def log_message(self, *_args: Any) -> None:
        return


def providers_at(address: str) -> dict[str, Any]:
    """The setting that names a provider at this address."""
    app = {
        "provider_id": "oidc",
        "name": "House of Youth",
        "client_id": "minga",
        "secret": "s",
        "settings": {"server_url": address},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@contextmanager
def standing(settings: Any) -> Iterator[str]:
    """The address of a provider that stands, with the settings that name it."""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    settings.SOCIALACCOUNT_PROVIDERS = providers_at(address)
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


CALLBACK = "/account/oidc/oidc/login/callback/"


def answers(**changes: str) -> dict[str, str]:
    return {
        "name": "Tern Sea",
        "email": PERSON["email"],
        "birth_date": "1999-05-04",
        "language": "en",
        "agree": "on",
        **changes,
    }


def come_from(client: Client, provider: str) -> Any:
    """Press the button, be known there, and come back."""
    gone = client.post("/account/oidc/oidc/login/?process=login")
    there = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', gone.content.decode())
    assert there is not None, "a redirect after a form would be stopped by the policy of the page (form-action)"
    address = unescape(there[1])
    assert address.startswith(f"{provider}/a?")
    state = parse_qs(urlparse(address).query)["state"][0]
    return client.get(CALLBACK, {"code": "once", "state": state})
