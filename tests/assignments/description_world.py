"""A description with everything in it that approval asks for."""

from __future__ import annotations

from tests import factories as make

from minga.assignments.models import Description, LanguageRequirement, SkillRequirement
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
