"""A description with everything in it that approval asks for."""

from __future__ import annotations

import json

from tests import factories as make

from minga.assignments.models import (
    Description,
    DescriptionText,
    LanguageRequirement,
    SkillRequirement,
)
from minga.people.models import Skill
from minga.sdgs.models import Goal, Target


def complete_description(**fields) -> Description:
    """A draft that can be sent: everything of the completeness meter is there."""
    host = fields.pop("host", None) or make.make_organisation()
    supervisor = make.make_supervisor(host)
    category = make.make_category("specialist", min_age=27, min_experience_months=36, max_total_months=48)
    description = make.make_description(
        state=fields.pop("state", "draft"),
        host=host,
        category=fields.pop("category", category),
        min_experience_months=fields.pop("min_experience_months", 36),
        **fields,
    )
    description.seats.update(supervisor=supervisor)
    LanguageRequirement.objects.create(description=description, language="en", level="C1")
    skill = Skill.objects.get_or_create(code="test-skill", defaults={"title": "Testing"})[0]
    SkillRequirement.objects.create(description=description, skill=skill)
    goal = Goal.objects.get_or_create(number=13, defaults={"colour": "#3F7E44"})[0]
    description.targets.add(Target.objects.get_or_create(code="13.3", defaults={"goal": goal})[0])
    return description


def fresh(description: Description) -> Description:
    return Description.objects.get(pk=description.pk)


def seats_of(description: Description, *rows: dict[str, str]) -> dict[str, str]:
    sent = {"seats-TOTAL_FORMS": str(len(rows)), "seats-INITIAL_FORMS": "0", "version": str(fresh(description).version)}
    for number, row in enumerate(rows):
        sent |= {f"seats-{number}-{name}": value for name, value in row.items()}
    return sent


def words_of(description: Description, **changed: str) -> dict[str, str]:
    """What the page of words sends, with some texts changed; names as `en_tasks`."""
    sent = {}
    for language in ("en", "zh-hans"):
        row = DescriptionText.objects.filter(description=description, language=language).first()
        for name in (
            "title", "context", "tasks", "results", "qualifications", "living_conditions", "inclusivity", "learning",
            "conditions",
        ):  # fmt: skip
            sent[f"{language}-{name}"] = getattr(row, name) if row else ""
    shown = {"shown": json.dumps({name: [text] for name, text in sent.items() if text})}
    return (
        sent | shown | {name.replace("_", "-", 1).replace("zhhans", "zh-hans"): text for name, text in changed.items()}
    )
