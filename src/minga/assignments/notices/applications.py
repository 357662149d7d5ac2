"""The notices of a volunteer: what they sent, what was found for them, who nominates them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.notices.kinds import NoticeKind, sign_in
from minga.core.notices.models import Delivery

VOLUNTEER = ("everyone",)
PARTNER = ("partner_representative",)

sign_in(
    NoticeKind(
        "assignments.application_received",
        heading=_("Your application has arrived"),
        title=_("Your application for “%(post)s” has arrived"),
        body=_("Applications close on %(closes)s. After that you hear from us at each step."),
        verb_label=_("See where it stands"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.application_withdrawn",
        heading=_("You withdrew an application"),
        title=_("You withdrew your application for “%(post)s”"),
        body=_("Nobody reads it any more. Other opportunities are open to you."),
        verb_label=_("See it"),
        default=Delivery.INBOX,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.search_found",
        heading=_("Something new for a saved search"),
        title=_("New for your search “%(search)s”: %(post)s"),
        body=_("Applications close on %(closes)s."),
        verb_label=_("Read more"),
        default=Delivery.DAILY,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.post_fits",
        heading=_("A new post fits your profile"),
        title=_("A new post fits your profile: %(post)s"),
        body=_("It goes by your skills, languages, experience and wishes. What you agreed to, you can take back."),
        verb_label=_("Read more"),
        default=Delivery.DAILY,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.nominated",
        heading=_("A partner nominates you"),
        title=_("%(partner)s nominates you for “%(post)s”"),
        body=_("Say whether you agree. Only then does anybody see your name, and you apply yourself."),
        verb_label=_("Answer"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.nomination_agreed",
        heading=_("Somebody you nominate agrees"),
        title=_("%(person)s agrees to be nominated for “%(post)s”"),
        body=_("You see how the application goes on your page of nominations."),
        verb_label=_("See nominations"),
        default=Delivery.DAILY,
        audience=PARTNER,
    ),
    topic=_("Applications and opportunities"),
)
