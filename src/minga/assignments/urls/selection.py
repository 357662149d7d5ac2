"""Choosing people: longlist, shortlist, assessments, selection, offers."""

from django.urls import URLPattern, URLResolver, path

from minga.assignments.views import assessments, candidates, longlist, offers, selection, shortlist, tables

urlpatterns: list[URLPattern | URLResolver] = [
    path("candidates", candidates.candidate_list, name="candidates"),
    path("candidates/<str:ref>", candidates.candidate, name="candidate"),
    path("candidates/<str:ref>/do/<str:verb>", candidates.act, name="candidate_do"),
    path("candidates/<str:ref>/rate", longlist.rate, name="rate_motivation"),
    path("candidates/<str:ref>/assessors", assessments.choose, name="choose_assessor"),
    path("candidates/<str:ref>/offer", offers.make, name="make_offer"),
    path("candidates/<str:ref>/offer/take-back", offers.take_back, name="take_back_offer"),
    path("candidates/<str:ref>/select-again", offers.again, name="select_again"),
    path("candidates/<str:ref>/move-up", offers.move_up, name="move_up"),
    path("candidates/<str:ref>/call-back", offers.back_into_reserve, name="call_back"),
    path("applications/<str:ref>/offer", offers.answer, name="answer_offer"),
    path("assessments/<str:ref>", assessments.assessment, name="assessment"),
    path("assessments/<str:ref>/release", assessments.release, name="release_assessor"),
    path("descriptions/<str:ref>/longlist", longlist.longlist, name="longlist"),
    path("descriptions/<str:ref>/longlist/weights", longlist.weights, name="weights"),
    path("descriptions/<str:ref>/longlist/refresh", longlist.refresh, name="longlist_refresh"),
    path("descriptions/<str:ref>/longlist/compare", longlist.compare, name="compare"),
    path("descriptions/<str:ref>/longlist/export", tables.export_longlist, name="longlist_export"),
    path("descriptions/<str:ref>/decide", shortlist.decide, name="decide"),
    path("descriptions/<str:ref>/decide/undo", shortlist.undo, name="undo_decision"),
    path("descriptions/<str:ref>/decide/undo/<str:decision>", shortlist.take_back, name="take_back_many"),
    path("descriptions/<str:ref>/selection", selection.selection, name="selection"),
    path("descriptions/<str:ref>/selection/export", tables.export_selection, name="selection_export"),
    path("descriptions/<str:ref>/selection/reserve", selection.reserve, name="order_reserve"),
    path("descriptions/<str:ref>/selection/answer", selection.answer_all, name="answer_everyone"),
    path("descriptions/<str:ref>/criteria", assessments.criteria, name="criteria"),
]
