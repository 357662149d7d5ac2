"""A page as a browser has it: what its form holds and what it says it showed, to be sent like a browser sends it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from django.test import Client

AUTOSAVE = {"X-Autosave": "1"}


class Page:
    """One tab: read when it is opened, and again whenever the server answers with the page."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path
        self.read(client.get(path).content.decode())

    @staticmethod
    def shown_in(body: str) -> str:
        """What a page says it shows."""
        found = re.search(r'name="shown" value="([^"]*)"', body)
        assert found, "the page does not say what it shows"
        return html.unescape(found[1])

    @classmethod
    def shown_on(cls, client: Client, path: str) -> str:
        """The same, of the page at an address."""
        return cls.shown_in(client.get(path).content.decode())

    def read(self, body: str) -> None:
        """Take over the hidden fields of a page."""
        self.body = body
        self.shown = self.shown_in(body)
        self.fields: dict[str, Any] = dict(json.loads(self.shown))
        held = re.search(r'name="held" value="([^"]*)"', body)
        self.held = held[1] if held else ""

    def write(self, **changed: Any) -> None:
        """Change fields; None empties one."""
        self.fields |= {name: value if isinstance(value, list) else [value] for name, value in changed.items()}

    def send(self, *, autosave: bool = False, sent: str = "", **changed: Any) -> Any:
        """Change fields and send the form; an autosave that was taken is what the page knows of the server then."""
        self.write(**changed)
        data = {name: values for name, values in self.fields.items() if values != [None]}
        data |= {"shown": self.shown, "held": self.held} | ({"sent": sent} if sent else {})
        answer = self.client.post(self.path, data, headers=AUTOSAVE if autosave else {})
        if answer.status_code == 204:
            self.shown = json.dumps(self.fields)
        elif not autosave and answer.status_code in (200, 409):
            self.read(answer.content.decode())
        return answer
