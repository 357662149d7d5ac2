"""Words that a list brought in a language the pages are not in: they can be read, finished, and taken out."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.assignments.description_world import complete_description, fresh
from tests.clients import signed_in

from minga.assignments.models import Description, DescriptionText
from minga.assignments.queries.completeness import missing_parts

pytestmark = pytest.mark.django_db
BEGUN = "One language has been begun and is not complete."


@pytest.fixture
def from_a_list() -> Description:
    """As `import_description` leaves it: title, context and tasks in French, no results; and English beside it."""
    description = complete_description()
    DescriptionText.objects.create(
        description=description, language="fr", title="Compteur de grues", context="Un lac.", tasks="Compter"
    )
    return description


def missing(description: Description) -> list[str]:
    return [str(problem.message) for problem in missing_parts(fresh(description))]


def sent(description: Description, **changed: str) -> dict[str, str]:
    found = {"version": str(fresh(description).version)}
    for row in DescriptionText.objects.filter(description=description):
        for name in ("title", "context", "tasks", "results"):
            found[f"{row.language}-{name}"] = getattr(row, name)
    return found | {f"fr-{name}": text for name, text in changed.items()}


def test_words_in_french_stand_in_the_editor_with_their_language(from_a_list: Description) -> None:
    host = signed_in(make.make_focal_point(from_a_list.host))
    page = host.get(f"/descriptions/{from_a_list.ref}/edit/words").content.decode()
    assert 'name="fr-title"' in page and "Compteur de grues" in page and 'lang="fr"' in page
    assert "French" in page
    assert 'name="ar-title"' not in page


def test_words_in_french_are_finished_or_taken_out_so_that_the_description_can_be_sent(
    from_a_list: Description,
) -> None:
    host, path = signed_in(make.make_focal_point(from_a_list.host)), f"/descriptions/{from_a_list.ref}/edit/words"
    assert BEGUN in missing(from_a_list)
    assert host.post(path, sent(from_a_list, results="Un nombre")).status_code == 302
    assert from_a_list.texts.get(language="fr").results == "Un nombre"
    assert BEGUN not in missing(from_a_list)
    empty = dict.fromkeys(("title", "context", "tasks", "results"), "")
    assert host.post(path, sent(from_a_list, **empty)).status_code == 302
    assert list(from_a_list.texts.values_list("language", flat=True)) == ["en"]
    assert 'name="fr-title"' not in host.get(path).content.decode()


def test_words_in_french_stay_while_somebody_writes_in_english(from_a_list: Description) -> None:
    host, path = signed_in(make.make_focal_point(from_a_list.host)), f"/descriptions/{from_a_list.ref}/edit/words"
    kept = host.post(path, sent(from_a_list) | {"en-title": "Counter of cranes"}, headers={"X-Autosave": "1"})
    assert kept.status_code == 204
    assert from_a_list.texts.get(language="fr").title == "Compteur de grues"
    assert from_a_list.texts.get(language="en").title == "Counter of cranes"
