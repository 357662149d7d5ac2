from django.urls import URLPattern, URLResolver, path

from minga.people.views import accounts, administration, profile, rows
from minga.places.views import cities_as_typed

app_name = "people"

urlpatterns: list[URLPattern | URLResolver] = [
    path("profile", profile.overview, name="profile"),
    path("profile/who-sees-what", profile.who_sees_what, name="who_sees_what"),
    path("profile/occupations", profile.occupations, name="occupations"),
    path("profile/skills-list", profile.skills, name="skills"),
    path("profile/cities", cities_as_typed, name="cities"),
    path("profile/<str:step>", profile.step, name="step"),
    path("profile/<str:step>/remove", rows.remove, name="remove_row"),
    path("profile/<str:step>/nothing", profile.nothing_to_show, name="nothing_to_show"),
    path("account", accounts.hub, name="account"),
    path("account/settings", accounts.account_settings, name="settings"),
    path("account/consents", accounts.my_consents, name="consents"),
    path("account/my-data", accounts.my_data, name="my_data"),
    path("account/erase", accounts.erase, name="erase"),
    path("data-protection", accounts.how_we_treat_data, name="data_protection"),
    path("people", administration.people_list, name="list"),
    path("people/table", administration.export_list, name="list_export"),
    path("people/demonstration/<str:card>", accounts.demonstration_sign_in, name="demonstration"),
    path("people/<str:ref>", administration.person, name="person"),
    path("people/<str:ref>/roles", administration.grant, name="grant"),
    path("people/<str:ref>/roles/<str:holding>/end", administration.end, name="end_role"),
    path("people/<str:ref>/deactivate", administration.switch, {"verb": "deactivate"}, name="deactivate"),
    path("people/<str:ref>/reactivate", administration.switch, {"verb": "reactivate"}, name="reactivate"),
    path("people/<str:ref>/second-proofs/remove", administration.remove_proofs, name="remove_proofs"),
    path("people/<str:ref>/erase", administration.erase_for, name="erase_for"),
    path("people/<str:ref>/data", administration.export_for, name="export_for"),
]
