from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdfium2 import PdfDocument
from tests.at_once import at_once
from tests.core.documents.certificates import BOTH, MADE, certificate
from tests.files import text_of

from minga.core.acting import SYSTEM
from minga.core.documents import actions, seals, signing
from minga.core.documents.glyphs import drawable, faces_for, undrawn
from minga.core.documents.models import SigningKey
from minga.core.documents.papers import (
    ContractPaper,
    CostPaper,
    DescriptionPaper,
    Fact,
    Heading,
    Line,
    Paragraph,
    Party,
    RateUsed,
    ReportPaper,
    SeatLines,
    Section,
    Share,
    Signature,
    Table,
    issue_certificate,
    make_pdf,
)
from minga.core.documents.pdf import UnknownTemplate, render_pdf
from minga.core.money.amounts import Amount

HOSTILE = [
    '#eval("1 + 1") #sys.inputs $x^2$ *bold* _it_ `raw` <label> @ref // c /* c */',
    "\\u{41} \\ \" ' [x] #[x] #{x} = Heading\n= Heading\n- item",
    "ليلى حسن \u202eevil\u202c עברית",
    "😀👩‍🚀𠮷𠮶",
    "W" * 800,
    "长" * 600,
    "\x00\x07\x1b[31m\ud800",
]


def is_tagged(pdf: bytes) -> bool:
    with PdfDocument(pdf) as document:
        return bool(document.is_tagged())


def title_of(pdf: bytes) -> str:
    with PdfDocument(pdf) as document:
        return str(document.get_metadata_value("Title"))


def pages_of(pdf: bytes) -> int:
    with PdfDocument(pdf) as document:
        return len(document)


def test_a_certificate_is_one_tagged_page_with_a_title() -> None:
    for languages in (("zh-hans", "en"), ("en", "zh-hans"), ("ar", "en"), ("en", "")):
        pdf = make_pdf(certificate(*languages))
        assert (pages_of(pdf), is_tagged(pdf), bool(title_of(pdf))) == (1, True, True), languages


def test_it_claims_pdf_ua_1_and_pdf_a_3a() -> None:
    pdf = make_pdf(certificate())
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf


def test_a_certificate_states_what_the_regulations_ask_for_in_both_languages() -> None:
    text = text_of(make_pdf(certificate()))
    for words in ("李晓雨", "Li Xiaoyu", "志愿服务证明", "Certificate of volunteer service", "1,680", "Grace Wanjiku",
                  "2026-CN-000123", "Issued free of charge", "中国昆明", "Kunming, China", "Issued on 5 March 2026",
                  "minga.example.org/verify/"):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_ever_words(words: str) -> None:
    pdf = make_pdf(
        certificate(
            "en", "zh-hans", name=words, name_other_script=words, service_content={"en": words, "zh-hans": words}
        )
    )
    text = text_of(pdf)
    kept = drawable(words).replace("\u200b", "").split()
    assert [word for word in kept if len(word) < 40 and word.isascii() and word not in text] == []
    assert is_tagged(pdf)


def test_what_no_font_draws_is_a_box_and_marks_that_turn_text_go() -> None:
    assert drawable("Zoë 李 😀 𰀀") == "Zoë 李 😀 □"
    assert drawable("a\u202eb\x00c") == "abc"
    assert drawable({"name": ["𰀀"], "hours": 3}) == {"name": ["□"], "hours": 3}


def test_a_sign_younger_than_this_python_and_a_private_one_are_boxes_and_never_left_out() -> None:
    assert drawable("李\U00031350 王\U0002ebf0 周\ue863") == "李□ 王□ 周□"
    assert undrawn({"name": "李\U00031350", "texts": ["周\ue863李\U00031350"], "hours": 3}) == ("\U00031350", "\ue863")


def test_what_only_chooses_a_form_of_a_sign_is_no_box() -> None:
    assert drawable("葛\U000e0100城 한\u3164") == "葛城 한\u3164"


NAMES = (
    "สมชาย ใจดี", "አልማዝ ተስፋዬ", "김민준", "राम बहादुर", "আনিসুর রহমান", "சுப்பிரமணியம்", "ព្រះ សុខា",
    "ອານຸສອນ", "အောင်ဆန်း", "דוד לוי", "გიორგი", "Արամ", "సీత", "ಕನ್ನಡ",
    "മലയാളം", "ગુજરાત", "ਸਿੰਘ", "ଓଡ଼ିଶା", "සිංහල", "ދިވެހި", "Nguyễn Thị Hồng Nhung",
    "山田花子", "黃𨋢", "𠮟太郎", "李𪚥", "赵㼆", "冯𭀀", "孙𫝀", "郑𬺰",
    "བསྟན་འཛིན", "ᠪᠠᠲᠤ", "ꦱꦸꦏꦂꦤ", "ߡߊߡߊߘߌ", "ⵉⵣⵔⵉ", "ᏍᏏᏉᏯ",
    "ꆈꌠ", "𞤆𞤵𞤤𞤢𞥄𞤪", "ܐܦܪܝܡ", "ᬓᬢᬸᬢᬾ", "ꛚꛣꛫ", "ᯅᯖᯂ᯲", "ᨅᨔ", "ᐃᓄᒃᑎᑐᑦ", "𑄌𑄋𑄴𑄟𑄳𑄦", "ꨌꩌ", "𐴌𐴟𐴇𐴥𐴝𐴚𐴒", "ꤊꤢꤛ", "ᰛᰩᰵ", "ᤕᤠᤰᤌᤢᤱ",
    "ꓡꓲꓢꓴ", "ꯃꯤꯇꯩ", "𖼀𖼵𖼄", "ᦺᦟᦟᦹᧉ", "𑐣𑐾𑐥𑐵𑐮", "ᱚᱞ", "𐓷𐓘𐓻𐓘𐓻𐓟", "𖬖𖬲𖬜𖬰𖬩𖬵", "ꢱꣃꢬ", "𑃐𑃑𑃒", "ᮞᮥᮔ᮪ᮓ", "ꠍꠤꠟꠐꠤ", "ᥖᥭᥰ",
    "ᨲᩫ᩠ᩅᨾᩮᩬᩥᨦ", "ꪼꪕ", "𑒧𑒻𑒟𑒱𑒪𑒲", "ꕙꔤ", "𞋀𞋁", "𑢹𑢷", "𞄀𞄁𞄂", "ᜆᜄᜎᜓᜄ᜔", "𐒋𐒘𐒈", "ࡌࡀࡍࡃࡀ",
)  # fmt: skip


def test_names_of_all_the_worlds_volunteers_are_drawn_in_their_own_script() -> None:
    assert [name for name in NAMES if undrawn(name)] == []
    assert faces_for("Zoë 李晓雨 ليلى नेपाल 1,680 ·") == []
    assert faces_for("赵㼆 ꆈꌠ") == ["Noto Sans Yi"]
    first, last = NAMES[: len(NAMES) // 2], NAMES[len(NAMES) // 2 :]
    pdf = make_pdf(certificate("en", "zh-hans", name=" · ".join(first), name_other_script=" · ".join(last)))
    assert is_tagged(pdf)
    assert {"김민준", "გიორგი", "Արամ", "山田花子", "李𪚥", "ꆈꌠ", "黃𨋢"} - set(text_of(pdf).split()) == set()


def test_a_sign_in_somebodys_words_is_drawn() -> None:
    pdf = make_pdf(certificate(service_content={"en": "River 🌊 water", "zh-hans": "河流 🌊 水质"}))
    assert text_of(pdf).count("🌊") == 2
    assert is_tagged(pdf)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert make_pdf(certificate()) == make_pdf(certificate())


def test_data_cannot_name_files() -> None:
    text = text_of(make_pdf(certificate(name='#read("/config/settings.py")')))
    assert 'read("/config/settings.py")' in text.replace("”", '"').replace("“", '"')
    assert "SECRET_KEY" not in text


def test_an_unknown_template_and_a_missing_title_are_refused() -> None:
    with pytest.raises(UnknownTemplate):
        render_pdf("../config/settings", {"title": "x"}, language="en")
    with pytest.raises(ValueError, match="title"):
        render_pdf("documents/report", {"title": " "}, language="en")


def test_threads_share_one_compiler() -> None:
    made = at_once(*[lambda: make_pdf(certificate())] * 6)
    assert made[0].startswith(b"%PDF")
    assert made == [made[0]] * 6


@pytest.mark.django_db
def test_an_issued_certificate_verifies_and_carries_its_facts_for_programs() -> None:
    pdf, signed = issue_certificate(certificate())
    verdict = seals.verify_certificate_file(pdf, keys=signing.published_keys(), revoked=())
    assert (verdict.reason_code, verdict.facts["hours"], verdict.facts["goals"]) == ("valid", "1680", [11, 13])
    assert verdict.facts["name"] == "李晓雨"
    with PdfDocument(pdf) as document:
        attached = {one.get_name(): bytes(one.get_data()) for one in map(document.get_attachment, range(1))}
    inside = json.loads(attached["minga-certificate.json"])
    assert inside["payload"].encode() == signed.payload
    assert inside["signature"] == signed.signature_text


@pytest.mark.django_db
def test_a_key_that_retires_while_a_certificate_is_drawn_leaves_no_half_signed_one() -> None:
    def author() -> str:
        if not SigningKey.objects.filter(retired_at__isnull=False).exists():
            actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key())
        return "A programme"

    pdf, signed = issue_certificate(replace(certificate(), author=author))
    verdict = seals.verify_certificate_file(pdf, keys=signing.published_keys(), revoked=())
    assert (verdict.reason_code, signed.key_id) == ("valid", signing.active_key().key_id)


def test_a_contract_has_both_languages_and_a_box_for_each_signature() -> None:
    paper = ContractPaper(
        language="en",
        second_language="zh-hans",
        author="A programme",
        reference="CT-1",
        made_at=MADE,
        title={"en": "Contract", "zh-hans": "协议"},
        parties=(Party({"en": "Volunteer", "zh-hans": "志愿者"}, "李晓雨"),),
        sections=(Section({"en": "Leave", "zh-hans": "休假"}, {"en": "Two days.\n\nMore.", "zh-hans": "两天。"}),),
        signatures=(Signature("Volunteer", "李晓雨"), Signature("Host", "A host")),
    )
    text = text_of(make_pdf(paper))
    for words in ("Contract", "协议", "Two days.", "两天。", "CT-1", "Page 1 of 1"):
        assert words in text, words
    assert text.count("Signature and date") == 2


def test_paragraphs_of_two_languages_begin_beside_each_other() -> None:
    long = "Every day the volunteer reads the values of twelve stations and notes what was corrected. " * 6
    paper = DescriptionPaper(
        language="en",
        second_language="zh-hans",
        author="A programme",
        made_at=MADE,
        title=BOTH,
        facts=(),
        sections=(Section("Living", {"en": f"{long}\n\nSecond part.", "zh-hans": "一。\n\n第二部分。"}),),
    )
    with PdfDocument(make_pdf(paper)) as document:
        page = document[0].get_textpage()
        tops = [page.get_charbox(page.search(words).get_next()[0])[3] for words in ("Second part", "第二部分")]
    assert abs(tops[0] - tops[1]) < 4  # points


def dollars(value: str) -> Amount:
    return Amount(Decimal(value))


def cost(total: str = "31956.52") -> CostPaper:
    return CostPaper(
        language="en",
        author="A programme",
        made_at=MADE,
        facts=(Fact("Duty station", "Nairobi"),),
        seats=(
            SeatLines(
                "Seat 1 · Nairobi",
                ("At the start", *(f"Month {number}" for number in range(1, 13))),
                (
                    Line("Living allowance", (dollars("0"), *[dollars("2329.71")] * 12), ("1736 × (1 + 0.342)",)),
                    Line("Entry lump sum", (*[dollars("2000")] * 2, *[dollars("0")] * 11), ("4000 ÷ 2",)),
                ),
            ),
        ),
        total=dollars(total),
        shares=(Share("Government", Decimal("62.5"), dollars("19972.83")),),
        rates=(
            RateUsed("Multiplier", "0.342", date(2025, 1, 1), "A source"),
            RateUsed("Base", "1736", date(2024, 5, 1), "A source", date(2026, 4, 30)),
        ),
        notes=("Lines are rounded half up.",),
    )


def test_a_cost_statement_shows_each_seat_line_by_line_and_month_by_month_rates_total_and_shares() -> None:
    text = text_of(make_pdf(cost())).replace("\u00a0", " ")
    for words in (
        "Seat 1 · Nairobi", "1736 × (1 + 0.342)", "USD 27,956.52", "USD 31,956.52", "Month by month, in USD",
        "Month 1 2,329.71 2,000.00 4,329.71", "Month 12 2,329.71 – 2,329.71", "62.5 %",
        "From 1 January 2025", "1 May 2024 to 30 April 2026", "A source",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words


def test_a_line_of_a_long_cost_statement_is_never_cut_and_no_figure_is_broken() -> None:
    both = {"en": "Living allowance", "zh-hans": "生活津贴"}
    lines = tuple(Line(both, (dollars("12345678.91"),), ("note of the line",)) for _number in range(9))
    seats = tuple(SeatLines(f"Seat {number}", ("Month 1",), lines) for number in range(1, 9))
    paper = replace(cost(total="888888881.52"), second_language="zh-hans", seats=seats, shares=())
    with PdfDocument(make_pdf(paper)) as document:
        assert len(document) > 2
        for page in document:
            text = page.get_textpage().get_text_bounded()
            rows = text.count("note of the line")
            assert text.count("USD\u00a012,345,678.91") == rows
            assert text.count("12,345,678.91") - rows in (0, 9, 18, 27)


def test_a_cost_statement_whose_lines_do_not_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="do not sum"):
        make_pdf(cost(total="31956.53"))


def test_descriptions_and_reports_leave_out_what_is_empty() -> None:
    description = DescriptionPaper(
        language="zh-hans",
        second_language="en",
        author="A programme",
        made_at=MADE,
        title=BOTH,
        facts=(Fact("Host", "A host"), Fact("Nothing", "")),
        sections=(Section("Tasks", {"zh-hans": "任务", "en": "Work"}), Section("Empty", "")),
    )
    text = text_of(make_pdf(description))
    assert "空气质量数据专员" in text
    assert "Nothing" not in text
    assert "Empty" not in text
    report = ReportPaper(
        language="en",
        author="A programme",
        made_at=MADE,
        title="Report",
        landscape=True,
        parts=(Heading("Cities"), Paragraph("Words."), Table(("City", "People"), (("Kunming", "12"),), frozenset({1}))),
    )
    assert "Kunming" in text_of(make_pdf(report))


def test_lines_that_are_items_stand_as_a_list_and_others_as_they_were_written() -> None:
    tasks = {"en": "- Compare the series\n• Write a program", "zh-hans": "比较数据\n编写程序"}
    paper = DescriptionPaper(
        language="en", second_language="zh-hans", author="A host", reference="DOA-1", made_at=MADE,
        title="A post", subtitle="", facts=(),
        sections=(
            Section("Tasks", tasks, listed=True), Section("Conditions", "One line\nAnother line"),
            Section("Results", "A single one", listed=True),
        ),
    )  # fmt: skip
    pdf = make_pdf(paper)
    text = text_of(pdf)
    assert [line for line in text.splitlines() if "•" in line] == [
        "• Compare the series", "• Write a program", "• 比较数据", "• 编写程序",
    ]  # fmt: skip
    assert is_tagged(pdf)
