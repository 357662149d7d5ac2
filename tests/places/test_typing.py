import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from minga.core.interface.fitting import SeveralFit
from minga.places.forms import city_typed, named


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
