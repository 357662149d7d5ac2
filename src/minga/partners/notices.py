"""The notices of registrations and invitations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.notices.kinds import NoticeKind, sign_in
from minga.core.notices.models import Delivery

OFFICER = ("programme_officer", "regional_manager")

sign_in(
    NoticeKind(
        "partners.registration_received",
        title=_("%(organisation)s asks to be registered"),
        body=_("It waits for your review: references for a government body, due diligence for civil society."),
        verb_label=_("Review it"),
        audience=OFFICER,
        heading=_("Registrations of organisations to review"),
    ),
    NoticeKind(
        "partners.nobody_reviews",
        title=_("%(organisation)s asks to be registered, and nobody reviews registrations from %(country)s"),
        body=_("Invite a programme officer for that country, or for the whole platform. Until then it waits."),
        verb_label=_("Invite somebody"),
        audience=("administrator",),
        heading=_("Registrations that nobody is there to review"),
    ),
    NoticeKind(
        "partners.nobody_else_reviews",
        title=_("%(organisation)s was entered by the only person who reviews registrations there"),
        body=_("Nobody reviews what they entered themselves. Review it, or invite another programme officer."),
        verb_label=_("Start the review"),
        audience=("administrator",),
        heading=_("Registrations that nobody else is there to review"),
    ),
    NoticeKind(
        "partners.registration_sent_again",
        title=_("%(organisation)s has answered what you asked for"),
        body=_("The registration is with you again."),
        verb_label=_("Go on with the review"),
        audience=OFFICER,
        heading=_("Answers to what you asked of an organisation"),
    ),
    NoticeKind(
        "partners.registration_needs_more",
        title=_("More is asked for before %(organisation)s can be registered"),
        body=_("The officer writes: %(reason)s"),
        verb_label=_("Answer"),
        heading=_("More is asked for your registration"),
    ),
    NoticeKind(
        "partners.registration_registered",
        title=_("%(organisation)s is registered"),
        body=_("It has a public page now, you look after it, and you may invite colleagues."),
        verb_label=_("See its page"),
        heading=_("Your organisation is registered"),
    ),
    NoticeKind(
        "partners.registration_refused",
        title=_("%(organisation)s was not registered"),
        body=_("The officer writes: “%(reason)s” Once this has changed, send the registration again."),
        verb_label=_("See the decision"),
        heading=_("Your organisation was not registered"),
    ),
    NoticeKind(
        "partners.registration_under_review",
        title=_("The registration of %(organisation)s is looked at again"),
        body=_("An officer took it up again. You hear what they decide."),
        verb_label=_("Follow it"),
        heading=_("Your refused registration is looked at again"),
    ),
    NoticeKind(
        "partners.registration_suspended",
        title=_("The registration of %(organisation)s is suspended"),
        body=_("The officer writes: “%(reason)s” Its page is closed until it is reinstated."),
        verb_label=_("See the decision"),
        heading=_("The registration of your organisation is suspended"),
    ),
    NoticeKind(
        "partners.invited",
        title=_("You are invited: %(role)s, %(place)s"),
        body=_("Accept the invitation, and your pages show what you can do with it."),
        verb_label=_("See the invitation"),
        # The letter of invitation goes to the address by itself.
        default=Delivery.INBOX,
        heading=_("Invitations to a role"),
    ),
    NoticeKind(
        "partners.invitation_not_delivered",
        title=_("Your invitation did not reach %(email)s: %(place)s"),
        body=_(
            "The mail server does not accept the email. What it says is beside the invitation; correct the address "
            "there, or send the email again."
        ),
        verb_label=_("See the invitation"),
        heading=_("An invitation of yours that did not arrive"),
    ),
    NoticeKind(
        "partners.invitation_accepted",
        title=_("%(person)s accepted your invitation: %(role)s, %(place)s"),
        verb_label=_("See who does what"),
        heading=_("Somebody accepted your invitation"),
    ),
    topic=_("Organisations"),
)
