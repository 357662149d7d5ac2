from django.utils import translation

from minga.sdgs.models import Goal
from minga.sdgs.queries import targets_of, wording


def test_the_goals_are_listed_and_lead_to_their_pages(reference, client):
    page = client.get("/sdgs").content.decode()
    assert page.count("<h1") == 1
    assert [n for n in range(1, 18) if f'href="/sdgs/{n}"' not in page] == []


def test_a_goal_shows_its_targets_and_leads_to_its_opportunities(reference, client):
    page = client.get("/sdgs/11").content.decode()
    assert "10 targets, measured by" in page
    assert 'href="/opportunities?goal=11"' in page
    assert "New in 2025" in page


def test_the_source_of_the_goals_is_a_link_to_the_resolution_in_the_readers_language(reference, client):
    for path, symbols in (("/sdgs", ["70/1"]), ("/sdgs/11", ["70/1", "71/313"])):
        for asked, language in (("en", "en"), ("zh-hans", "zh")):
            page = client.get(f"{path}?lang={asked}").content.decode()
            assert [one for one in symbols if f'href="https://docs.un.org/{language}/A/RES/{one}"' not in page] == []


def test_in_chinese_the_texts_are_chinese_and_what_is_not_says_so(reference, client):
    page = client.get("/sdgs/11?lang=zh-hans", headers={"accept-language": "zh-hans"}).content.decode()
    assert "可持续城市和社区" in page
    assert '<span lang="en">' in page


def test_there_is_no_eighteenth_goal(reference, client):
    assert client.get("/sdgs/18").status_code == 404


def test_a_goal_costs_two_queries_however_many_targets(reference, django_assert_num_queries):
    for number in (7, 17):
        goal = Goal.objects.get(number=number)
        with django_assert_num_queries(2):
            targets_of(goal)


def test_a_changed_indicator_shows_both_wordings(reference):
    with translation.override("zh-hans"):
        rows = [row for goal in Goal.objects.all() for target in targets_of(goal) for row in target.indicators]
        changed = [row for row in rows if row.reads_now]
        assert changed
        assert all(row.wording.language == "zh-hans" for row in changed)
        assert {row.code for row in rows if row.wording.is_fallback} == {"2.2.4", "11.5.3"}
    with translation.override("en"):
        assert [r for g in Goal.objects.all() for t in targets_of(g) for r in t.indicators if r.reads_now] == []


def test_a_fallback_is_told():
    assert wording({"en": "Water"}, language="ru").is_fallback
    assert wording({"en": "Water", "zh-hans": "水"}, language="zh-hans").language == "zh-hans"
