"""What a form asks of every field, and what is wrong with it, stands in one place: in the form, before its fields."""

from __future__ import annotations

import re

from tests.house.tree import ROOT, templates

ELSEWHERE = {
    "src/minga/people/templates/mfa/authenticate.html",  # above two forms, of which either lets in
    "src/minga/core/audit/templates/audit/list.html",  # the form is folded away
}
FIELD = re.compile(r"{% field |<(?:select|textarea|input(?! type=.hidden))")


def test_what_is_said_of_a_form_stands_within_it() -> None:
    outside = set()
    for path in templates():
        text = path.read_text(encoding="utf-8")
        for said in re.finditer(r"{% form_problems ", text):
            before = text[: said.start()]
            if before.count("<form") <= before.count("</form>"):
                outside.add(str(path.relative_to(ROOT)))
    assert outside == ELSEWHERE


def test_what_is_said_of_a_form_stands_before_its_first_field() -> None:
    behind = set()
    for path in templates():
        text = path.read_text(encoding="utf-8")
        for said in re.finditer(r"{% form_problems ", text):
            before = text[: said.start()]
            form = before.rindex("<form") if before.count("<form") > before.count("</form>") else said.start()
            if FIELD.search(before, form):
                behind.add(str(path.relative_to(ROOT)))
    assert behind == set()
