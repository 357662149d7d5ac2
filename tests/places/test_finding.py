from collections import Counter

import pytest

from minga.core.finding import fold
from minga.places.forms import city_typed
from minga.places.models import City
from minga.places.projection import WIDTH, project
from minga.places.queries import cities_like, countries_like, region_name


@pytest.mark.parametrize(
    ("words", "first"),
    [("beij", "Beijing"), ("北京", "Beijing"), ("GENEVE", "Geneva"), ("bogota", "Bogotá"), ("日内瓦", "Geneva"),
     ("addis", "Addis Ababa"), ("nairobi", "Nairobi"), ("xishuang", "Xishuangbanna Dai Autonomous Prefecture")],
)  # fmt: skip
def test_a_city_is_found_in_any_language_and_without_accents(reference, words, first):
    assert cities_like(words)[0].name == first


@pytest.mark.parametrize(
    ("words", "whole"),
    [("Xishuangbanna, China", "Xishuangbanna Dai Autonomous Prefecture"),
     ("西双版纳州", "Xishuangbanna Dai Autonomous Prefecture"), ("西雙版納", "Xishuangbanna Dai Autonomous Prefecture"),
     ("Dali, China", "Dali Bai Autonomous Prefecture"), ("Dali Prefecture", "Dali Bai Autonomous Prefecture"),
     ("海南州", "Hainan Tibetan Autonomous Prefecture"), ("海西州", "Haixi Mongol and Tibetan Autonomous Prefecture"),
     ("克孜勒苏", "Kizilsu Kirgiz Autonomous Prefecture"), ("兴安盟", "Hinggan League"),
     ("Alxa, China", "Alxa League")],
)  # fmt: skip
def test_a_prefecture_is_found_by_what_people_call_it(reference, words, whole):
    assert city_typed(words).name == whole


def test_what_a_prefecture_is_called_for_short_is_no_other_city_of_china(reference):
    rows = list(City.objects.filter(country="CN"))
    names = Counter(name for row in rows for name in row.search_text.split("\t")[0].split("\n") if name)
    short = [row for row in rows if row.names["zh-hans"].endswith(("自治州", "地区", "盟"))]
    assert len(short) > 35
    for row in short:
        own = row.search_text.split("\t")[0].split("\n")
        assert [name for name in own if name and names[name] > 1] == []
        assert any(row.names["zh-hans"].startswith(name) for name in own if name and name != row.names["zh-hans"]) or (
            "海南州" in own
        )


def test_a_city_is_found_within_a_country(reference):
    assert {city.country_id for city in cities_like("san", country="us", limit=50)} == {"US"}


@pytest.mark.parametrize(
    ("words", "iso2"),
    [("ivory", "CI"), ("cote d'iv", "CI"), ("中国", "CN"), ("china", "CN"), ("usa", "US"), ("turkey", "TR"),
     ("韩国", "KR")],
)  # fmt: skip
def test_a_country_is_found_by_the_names_people_use(reference, words, iso2):
    assert countries_like(words)[0].iso2 == iso2


def test_nothing_typed_finds_nothing(reference, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert cities_like("  ") == []


def test_percent_and_underscore_are_letters_like_others(reference):
    assert cities_like("%") == []
    assert cities_like("_") == []


def test_folding():
    assert fold("  Bogotá,  D.C. ") == "bogota, d.c."
    assert fold("Côte d’Ivoire") == "cote d'ivoire"
    assert fold("数据分析") == "数据分析"


def test_the_map_is_a_thousand_wide_and_equal_in_area():
    assert project(-180, 0)[0] == pytest.approx(0)
    assert project(180, 0)[0] == pytest.approx(WIDTH)

    def area(latitude):
        (x1, y1), (x2, _), (_, y3) = project(0, latitude), project(1, latitude), project(0, latitude + 0.01)
        return (x2 - x1) * (y1 - y3)

    from math import cos, radians

    # A degree cell shrinks with the cosine of its latitude on the globe; on an equal-area map so does its picture.
    assert area(60) / area(0) == pytest.approx(cos(radians(60)), rel=0.01)


def test_a_region_has_a_name_in_the_readers_language():
    assert region_name("142") == "Asia"
    assert region_name("999") == "999"


def test_suggestions_are_public_cacheable_and_cost_one_query(reference, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/places/cities", {"q": "昆明"})
    assert answer.json() == {"results": [{"value": "cn530100", "label": "Kunming", "detail": "China"}]}
    assert "public" in answer["Cache-Control"]
    assert client.get("/places/countries", {"q": "kenya"}).json()["results"][0]["value"] == "KE"
