"""Reading the forms of a page as a browser does: fields, where they are sent, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

SILENT = {"hidden", "submit", "button", "file", "image", "reset"}
ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Control:
    """An input, a choice or a text: its attributes, and what stands in it."""

    attrs: dict[str, str]
    value: str = ""

    @property
    def kind(self) -> str:
        """As browsers tell controls apart."""
        return self.attrs.get("type", "text") if self.attrs["tag"] == "input" else self.attrs["tag"]


@dataclass
class ReadForm:
    """A form of the page: its attributes, its controls by name, and its buttons."""

    attrs: dict[str, str]
    controls: dict[str, list[Control]] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


class ReadPage(HTMLParser):
    """Every form and every element with an id; `said`: (address of the link, words) of the sums of problems."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[ReadForm] = []
        self.by_id: dict[str, dict[str, str]] = {}
        self.said: list[tuple[str, str]] = []
        self._form: ReadForm | None = None
        self._text: Control | None = None
        self._depth = 0
        self._in_sum = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs} | {"tag": tag}
        if "id" in given:
            self.by_id[given["id"]] = given
        self._depth += tag not in ALONE
        if "mg-notice-bad" in given.get("class", "").split() and not self._in_sum:
            self._in_sum = self._depth
        elif self._in_sum and tag == "li":
            self.said.append(("", ""))
        elif self._in_sum and tag == "a" and self.said:
            self.said[-1] = (given.get("href", ""), self.said[-1][1])
        if tag == "form":
            self._form = ReadForm(given)
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "button":
            self._form.buttons.append(given)
        elif tag in {"input", "select", "textarea"} and given.get("name"):
            control = Control(given, given.get("value", ""))
            self._form.controls.setdefault(given["name"], []).append(control)
            self._text = control if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if self._in_sum == self._depth:
            self._in_sum = 0
        self._depth -= tag not in ALONE
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data
        elif self._in_sum and self.said:
            self.said[-1] = (self.said[-1][0], self.said[-1][1] + data)


def nonsense(form: ReadForm, *, blank: bool) -> dict[str, Any]:
    """What to send: hidden fields as they are; of the others nothing, or what none of them can be."""
    sent: dict[str, Any] = {}
    for name, controls in form.controls.items():
        kind = controls[0].kind
        if kind == "hidden":
            sent[name] = controls[0].value
        elif kind in SILENT or kind == "checkbox" or blank:
            continue
        elif kind in {"radio", "select"}:
            sent[name] = "nonsense"
        elif kind == "number":
            sent[name] = "98765432"  # browsers send nothing else but numbers
        else:
            sent[name] = "no such thing " + "x" * (9000 if kind == "textarea" else 400)
    return sent
