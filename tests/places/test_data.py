from pathlib import Path

import pytest
from django.core.management import call_command

import minga
from minga.places.models import City, Country
from minga.places.queries import REGIONS, china_divisions

LANGUAGES = {"en", "zh-hans", "fr", "es", "ru", "ar"}


def test_249_countries_have_names_in_six_languages_and_a_point(reference):
    countries = list(Country.objects.all())
    assert len(countries) == 249
    assert [c.iso2 for c in countries if set(c.names) != LANGUAGES or not all(c.names.values())] == []
    assert [c.iso2 for c in countries if c.longitude is None or c.latitude is None] == []
    assert {c.region for c in countries} - {""} <= set(REGIONS)
    assert {c.subregion for c in countries} - {""} <= set(REGIONS)


def test_names_follow_the_practice_of_the_united_nations(reference):
    names = {c.iso2: c.names for c in Country.objects.all()}
    assert names["TW"]["en"] == "Taiwan Province of China"
    assert names["HK"]["zh-hans"] == "中国香港特别行政区"
    assert names["TR"]["en"] == "Türkiye"
    assert names["CI"]["en"] == "Côte d’Ivoire"
    assert names["FR"]["fr"] == "France"
    assert [n for texts in names.values() for n in texts.values() if "*" in n or "(the)" in n] == []


def test_every_prefecture_of_china_has_a_chinese_name_and_a_division(reference):
    chinese = list(City.objects.filter(country_id="CN"))
    assert len(chinese) == 337  # 333 at prefecture level and four municipalities
    assert [c.code for c in chinese if not c.names.get("zh-hans") or not c.name] == []
    assert {c.division for c in chinese} == set(china_divisions()) - {"CN-TW", "CN-HK", "CN-MO"}
    assert City.objects.get(code="cn110000").is_capital


def test_duty_stations_and_capitals_are_there_once(reference):
    for name in ("Nairobi", "Geneva", "Vienna", "Addis Ababa", "Bangkok", "Bonn", "Rome", "New York City"):
        assert City.objects.filter(name=name).count() == 1, name
    capitals = list(City.objects.filter(is_capital=True).values_list("country_id", flat=True))
    assert len(capitals) == len(set(capitals))
    assert len(capitals) > 230
    assert [c for c in City.objects.filter(is_capital=True) if c.country_id in {"TW", "IL", "PS"}] == []


@pytest.mark.django_db
def test_the_command_names_what_it_does_not_know():
    with pytest.raises(Exception, match=r"There is no reference data called moon; there are: .*places"):
        call_command("load_reference", "moon")


def test_every_folder_of_data_says_where_it_comes_from():
    rooms = Path(minga.__file__).parent
    assert [room for room in ("places", "sdgs", "people") if not (rooms / room / "data" / "SOURCE.md").exists()] == []
