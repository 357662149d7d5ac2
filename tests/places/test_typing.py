from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from minga.core.finding import fold
from minga.core.interface.fitting import SeveralFit
from minga.places.forms import city_typed, named
from minga.places.models import City


@pytest.mark.parametrize(
    "words", ["内罗毕", "内罗毕, 肯尼亚", "Nairobi", "nairobi, kenya", "Nairobi, KE", "内罗毕, Kenya", "Nairo"]
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_city_may_be_typed_in_any_language_whatever_language_the_page_has(reference, words, language):
    with translation.override(language):
        assert city_typed(words).name == "Nairobi"
        assert city_typed(named(city_typed(words))).name == "Nairobi"


def test_a_name_that_two_cities_have_needs_its_country(reference):
    with pytest.raises(ValidationError, match=r"Several cities fit: .*Córdoba, Argentina"):
        city_typed("cordoba")
    assert city_typed("Cordoba, Spain").country_id == "ES"


def test_of_several_cities_each_is_offered_by_words_that_mean_it_alone(reference):
    with pytest.raises(SeveralFit) as refused:
        city_typed("cordoba")
    offered = refused.value.params["fitting"]
    assert len(offered) > 1
    assert [named(city_typed(words)) for words in offered] == offered


def test_a_city_in_another_country_is_asked_back_and_an_unknown_one_refused(reference):
    with pytest.raises(ValidationError, match="Do you mean Nairobi, Kenya"):
        city_typed("Nairobi, Peru")
    with pytest.raises(ValidationError, match="No such city"):
        city_typed("Atlantis")
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="没有"):
        city_typed("Atlantis")
    assert city_typed("  ") is None


@pytest.mark.parametrize(
    ("words", "name"),
    [("Cuzco", "Cusco"), ("cuzco, Peru", "Cusco"), ("Praha", "Prague"), ("Bombay, India", "Mumbai"),
     ("Pekin", "Beijing"), ("Rangoon", "Yangon"), ("München", "Munich"), ("Sài Gòn", "Ho Chi Minh City"),
     ("Кантон", "Guangzhou")],
)  # fmt: skip
def test_a_city_is_known_by_its_older_names_and_those_of_further_languages(reference, words, name):
    assert city_typed(words).name == name


def test_an_older_name_finds_a_city_and_is_shown_nowhere(reference):
    found = city_typed("Cuzco")
    assert (str(found), named(found), sorted(found.names)) == ("Cusco", "Cusco, Peru", ["en"])


def test_no_further_name_means_two_cities_of_one_country(reference):
    names = Counter()
    for city in City.objects.all():
        lines = {line for line in city.search_text.split("\t")[0].split("\n") if line}
        own = {fold(name) for name in (city.name, *city.names.values())}
        names.update((city.country_id, line) for line in lines - own)
    assert [pair for pair, many in names.items() if many > 1] == []


@pytest.mark.parametrize("words", ["北京市", "北京市, 中国", "北京市, China"])
def test_a_city_in_china_may_be_typed_with_the_sign_for_city_behind(reference, words):
    assert city_typed(words).name == "Beijing"
