import pytest

from minga.sdgs.chinese import with_full_width_punctuation
from minga.sdgs.models import Goal, Indicator, Target

LANGUAGES = {"en", "zh-hans", "fr", "es", "ru", "ar"}


def test_17_goals_169_targets_254_indicators_in_six_languages(reference):
    assert Goal.objects.count() == 17
    assert Target.objects.count() == 169
    assert Indicator.objects.count() == 254
    assert [g.number for g in Goal.objects.all() if set(g.title) != LANGUAGES or set(g.short) != LANGUAGES] == []
    assert [t.code for t in Target.objects.all() if set(t.text) != LANGUAGES] == []
    without = {i.code for i in Indicator.objects.all() if set(i.text) != LANGUAGES}
    assert without == {"2.2.4", "11.5.3"}


def test_the_review_of_2025_is_told(reference):
    assert set(Indicator.objects.filter(status="added_2025").values_list("code", flat=True)) == {"2.2.4", "11.5.3"}
    removed = set(Indicator.objects.filter(status="not_in_2025").values_list("code", flat=True))
    assert removed == {"1.a.3", "13.3.2", "17.6.2"}


def test_targets_stand_in_the_order_of_the_resolution(reference):
    assert [t.code for t in Target.objects.filter(goal_id=11)] == [
        "11.1", "11.2", "11.3", "11.4", "11.5", "11.6", "11.7", "11.a", "11.b", "11.c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("消除饥饿,实现粮食安全", "消除饥饿，实现粮食安全"),
        ("到2030年,减少1,000人", "到 2030 年，减少 1,000 人"),
        ("不足1.25美元", "不足 1.25 美元"),
        ("地点(城市/农村)分列", "地点（城市/农村）分列"),
        ("卫生(饮水(水卫项目)服务)导致", "卫生（饮水（水卫项目）服务）导致"),
        ("0.7%的援助;鼓励", "0.7% 的援助；鼓励"),
        ("by sex, age (urban)", "by sex, age (urban)"),
    ],
)
def test_chinese_punctuation_is_mended(source, mended):
    assert with_full_width_punctuation(source) == mended


def test_no_chinese_text_keeps_an_ascii_comma(reference):
    import re

    texts = [row.text.get("zh-hans", "") for model in (Target, Indicator) for row in model.objects.all()]
    assert [t for t in texts if re.search(r"[\u4e00-\u9fff][,;:(]|[,;:)][\u4e00-\u9fff]", t)] == []


def test_no_text_holds_the_address_of_a_cell_a_footnote_or_a_cut_end(reference):
    import re

    texts = [said for model in (Target, Indicator) for row in model.objects.all() for said in row.text.values()]
    assert [text for text in texts if re.search(r"\+[A-Z]+\d|[^\d] \d$|\(\d\)$|之$", text)] == []
