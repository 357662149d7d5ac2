from django.urls import URLPattern, URLResolver, path

from minga.partners.views import organisations, people, registrations

app_name = "partners"
urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations", organisations.organisation_list, name="list"),
    path("organisations/named", organisations.named, name="named"),
    path("organisations/register", registrations.register, name="register"),
    path("organisations/registrations", registrations.registration_list, name="registrations"),
    path("organisations/registrations/table", registrations.export, name="registrations_export"),
    path("organisations/<slug:ref>", organisations.organisation, name="organisation"),
    path("organisations/<slug:ref>/edit", organisations.edit, name="edit"),
    path("organisations/<slug:ref>/logo", organisations.logo, name="logo"),
    path("organisations/<slug:ref>/registration", registrations.registration, name="registration"),
    path("organisations/<slug:ref>/registration/references", registrations.reference, name="add_reference"),
    path(
        "organisations/<slug:ref>/registration/references/<slug:part>",
        registrations.answer,
        name="record_reference",
    ),
    path("organisations/<slug:ref>/registration/papers", registrations.paper, name="add_paper"),
    path("organisations/<slug:ref>/registration/papers/<slug:part>", registrations.no_paper, name="remove_paper"),
    path("organisations/<slug:ref>/registration/checks", registrations.findings, name="record_checks"),
    path("organisations/<slug:ref>/registration/<slug:verb>", registrations.decide, name="decide"),
    path("organisations/<slug:ref>/people", people.people, name="people"),
    path("organisations/<slug:ref>/people/<slug:holding>/end", people.end, name="end_role"),
    path("roles/invite", people.invite_to_platform, name="invite_to_platform"),
    path("invitations/letter/<str:token>", people.invitation_by_token, name="invitation_by_token"),
    path("invitations/<slug:ref>", people.invitation, name="invitation"),
    path("invitations/<slug:ref>/accept", people.accept, name="accept"),
    path("invitations/<slug:ref>/again", people.change_invitation, {"verb": "again"}, name="invite_again"),
    path("invitations/<slug:ref>/address", people.correct_invitation, name="correct_invitation"),
    path("invitations/<slug:ref>/withdraw", people.change_invitation, {"verb": "withdraw"}, name="withdraw"),
]
