import pytest

from minga.people.models import Occupation, Skill
from minga.people.queries import find_occupations, find_skills

pytestmark = pytest.mark.django_db


def test_all_of_isco_and_esco_are_there_with_chinese_titles(standing_people_reference):
    assert Occupation.objects.count() == 619
    assert Occupation.objects.filter(level=4).count() == 436
    assert [o.code for o in Occupation.objects.all() if not o.titles.get("zh-hans")] == []
    assert Skill.objects.filter(code__startswith="esco-").count() > 13_900
    areas = Skill.objects.filter(is_area=True)
    assert areas.count() >= 70
    assert [s.code for s in areas if not s.titles.get("zh-hans")] == []
    translated = [s for s in Skill.objects.filter(is_area=False) if s.titles.get("zh-hans")]
    assert len(translated) > 200


@pytest.mark.parametrize(
    ("words", "first"),
    [("数据分析", "Data analysis"), ("项目管理", "Project management"), ("急救", "First aid"), ("first a", "First aid"),
     ("垃圾分类", "Sort waste"), ("python", "Python (computer programming)")],
)  # fmt: skip
def test_skills_are_found_as_one_types(standing_people_reference, words, first):
    assert find_skills(words)[0].title == first


@pytest.mark.parametrize(
    ("words", "code"),
    [("nurse", "2221"), ("护士", "2221"), ("司机", "8322"), ("翻译", "2643"), ("software dev", "2512")],
)
def test_occupations_are_found_by_everyday_words(standing_people_reference, words, code):
    assert code in [row.code for row in find_occupations(words)]


@pytest.mark.parametrize("words", ["ICT", "it", "信息和通信技术"])
def test_what_a_title_leaves_out_is_not_found_by_it(standing_people_reference, words):
    found = [row.code for row in find_occupations(words)]
    assert found, "the professions of computing"
    assert "2433" not in found, "sells anything but computing"
    assert [row.code for row in find_occupations("street vendors")] == ["9520"]


def test_finding_among_all_skills_takes_one_query(standing_people_reference, django_assert_num_queries):
    for words in ("manage", "data", "数据", "water qual"):
        with django_assert_num_queries(1):
            assert find_skills(words), words
