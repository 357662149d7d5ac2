"""What people are told at the end of a selection, by the stage they reached: true, and no more than is known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_COMPARED = _(
    "Your application was held against what the post asks for, beside all the others, and others were put on the "
    "shortlist."
)

TURNED_DOWN: dict[str, Any] = {
    "submitted": _COMPARED,
    "longlisted": _COMPARED,
    "shortlisted": _("You were on the shortlist. In the end other people were taken for this post."),
    "with_host": _("You were on the shortlist and your application was with the host entity. It chose other people."),
    "not_assessed": _("You were on the shortlist. The host entity went on with other people."),
    "assessed": _("You came as far as the assessment. The host entity chose other people."),
    "selected": _("You had been selected. Your account was switched off since, and the place goes to somebody else."),
    "reserve": _("You were kept in reserve because you suit the post. Now every place is taken."),
}
