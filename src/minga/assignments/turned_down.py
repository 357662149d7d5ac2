"""What people are told at the end of a selection, by the stage they reached: true, and no more than is known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_COMPARED = _(
    "Your application was compared with what the post asks for, like all the others, and does not go on to the "
    "shortlist."
)
"""Said also before anybody was put on the shortlist: nothing here speaks of others who may not have been chosen yet."""

TURNED_DOWN: dict[str, Any] = {
    "submitted": _COMPARED,
    "longlisted": _COMPARED,
    "shortlisted": _("You were on the shortlist. In the end you were not chosen for this post."),
    "with_host": _(
        "You were on the shortlist and your application was with the host entity, which did not choose you for "
        "this post."
    ),
    "not_assessed": _("You were on the shortlist. The host entity went on without assessing you."),
    "assessed": _("You came as far as the assessment. The host entity did not choose you for this post."),
    "selected": _("You had been selected. Your account was switched off since, and the place goes to somebody else."),
    "reserve": _("You were kept in reserve because you suit the post. In the end no place came to you."),
}
