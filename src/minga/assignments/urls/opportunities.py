"""Finding, applying, nominating: the volunteer's side of the cycle."""

from django.urls import URLPattern, URLResolver, path

from minga.assignments.views import applications, nominations, opportunities, sharing, tables, watching

urlpatterns: list[URLPattern | URLResolver] = [
    path("opportunities", opportunities.opportunity_list, name="opportunities"),
    path("opportunities/feed.atom", sharing.atom, name="opportunities_atom"),
    path("opportunities/feed.json", sharing.json_feed, name="opportunities_json"),
    path("opportunities/saved", watching.saved, name="saved"),
    path("opportunities/searches", watching.save, name="save_search"),
    path("opportunities/searches/<str:ref>/pause", watching.pause, name="pause_search"),
    path("opportunities/searches/<str:ref>/rename", watching.rename, name="rename_search"),
    path("opportunities/searches/<str:ref>/delete", watching.delete, name="delete_search"),
    path("opportunities/<str:ref>", opportunities.opportunity, name="opportunity"),
    path("opportunities/<str:ref>/keep", watching.keep, name="keep_in_mind"),
    path("opportunities/<str:ref>/card.png", sharing.card, name="opportunity_card"),
    path("opportunities/<str:ref>/closing.ics", sharing.closing, name="opportunity_closing"),
    path("opportunities/<str:ref>/apply", applications.apply, name="apply"),
    path("opportunities/<str:ref>/nominate", nominations.nominate, name="nominate"),
    path("applications", applications.mine, name="applications"),
    path("applications/<str:ref>", applications.application, name="application"),
    path("applications/<str:ref>/withdraw", applications.withdraw, name="withdraw_application"),
    path("nominations", nominations.nomination_list, name="nominations"),
    path("nominations/people", nominations.nominated, name="nominated"),
    path("nominations/people/table", tables.export_nominated, name="nominated_export"),
    path("nominations/<str:ref>", nominations.nomination, name="nomination"),
    path("nominations/<str:ref>/answer", nominations.answer, name="answer_nomination"),
]
