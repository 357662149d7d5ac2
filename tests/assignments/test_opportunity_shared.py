"""What of an opportunity goes out to others: structured data, share cards, calendars, feeds."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.utils import formats, timezone
from PIL import Image, ImageColor
from tests.factories import make_opportunity

from minga.assignments.sharing import Card, draw_card, folded
from minga.core.documents.glyphs import drawable
from minga.places.queries import country_codes

pytestmark = pytest.mark.django_db


def test_the_page_carries_a_valid_job_posting_under_the_strict_policy(client):
    description = make_opportunity(texts={"en": "Officer </script><b>"}, seats=2)
    answer = client.get(f"/opportunities/{description.ref}")
    page = answer.content.decode()
    posting = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert posting["@type"] == "JobPosting" and posting["employmentType"] == "VOLUNTEER"
    assert posting["title"] == "Officer </script><b>"
    assert posting["validThrough"] == f"{description.closes_on.isoformat()}T23:59:59-12:00"
    assert posting["jobLocation"]["address"]["addressLocality"] == "Beijing"
    for name in ("datePosted", "description", "hiringOrganization"):
        assert posting[name]
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert not re.search(r"<[^>]+ (style|on\w+|hx-on[^=]*)=", page)


def test_an_online_post_is_telecommute(client):
    description = make_opportunity(track="online")
    page = client.get(f"/opportunities/{description.ref}").content.decode()
    posting = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])
    assert posting["jobLocationType"] == "TELECOMMUTE"
    everywhere = posting["applicantLocationRequirements"]
    assert len(everywhere) == len(country_codes()) > 190 and {"@type": "Country", "name": "CN"} in everywhere
    assert "jobLocation" not in posting, "nobody reports anywhere"


def test_a_job_posting_has_only_properties_that_schema_org_gives_it(client):
    # schema.org/JobPosting and schema.org/Thing, version 29
    known = {
        "applicantLocationRequirements", "applicationContact", "baseSalary", "datePosted", "directApply",
        "educationRequirements", "eligibilityToWorkRequirement", "employerOverview", "employmentType",
        "employmentUnit", "estimatedSalary", "experienceInPlaceOfEducation", "experienceRequirements",
        "hiringOrganization", "incentiveCompensation", "industry", "jobBenefits", "jobImmediateStart", "jobLocation",
        "jobLocationType", "jobStartDate", "occupationalCategory", "physicalRequirement", "qualifications",
        "relevantOccupation", "responsibilities", "salaryCurrency", "securityClearanceRequirement",
        "sensoryRequirement", "skills", "specialCommitments", "title", "totalJobOpenings", "validThrough",
        "workHours", "additionalType", "alternateName", "description", "disambiguatingDescription", "identifier",
        "image", "mainEntityOfPage", "name", "potentialAction", "sameAs", "subjectOf", "url",
    }  # fmt: skip
    for fields in ({}, {"track": "online"}, {"texts": {"zh-hans": "志愿者"}}):
        page = client.get(f"/opportunities/{make_opportunity(**fields).ref}").content.decode()
        posting = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])
        assert set(posting) - known == {"@context", "@type"}


@pytest.mark.parametrize(
    "title",
    [
        "Bürgerbeteiligungskoordinationsassistent/in für Hochwasserfrühwarnsysteme",
        "W" * 200,
        "متطوع لتعليم الأطفال القراءة في المساء",
        "长" * 120,
    ],
)
def test_no_title_reaches_beyond_the_edge_of_the_share_card(title):
    drawn = draw_card(Card(title=title, above="Community", host="A host", closing="Apply soon", goals=()))
    picture = Image.open(BytesIO(drawn)).convert("RGB")
    assert picture.size == (1200, 630)
    edge = picture.crop((1200 - 72 + 2, 100, 1200, 480))
    assert edge.getcolors() == [(edge.width * edge.height, ImageColor.getrgb("#FAF8F3"))]
    above_the_day = picture.crop((0, 436, 1200, 462))
    assert above_the_day.getcolors() == [(1200 * 26, ImageColor.getrgb("#FAF8F3"))]


@pytest.mark.parametrize(
    ("language", "title", "other"),
    [
        ("th", "อาสาสมัคร", "ครูอาสานะ"), ("am", "በጎ ፈቃደኛ", "አማርኛ ቋንቋ"), ("ko", "자원봉사자", "대한민국인"),
        ("hi", "शिक्षक", "सेवकों"),
        ("ka", "მოხალისე", "ქართული"), ("he", "מתנדב", "ירושל"),
    ],
)  # fmt: skip
def test_the_share_card_has_a_face_for_every_script(language, title, other):
    def card(words):
        return draw_card(
            Card(title=words, above="", host="", closing="", goals=(), title_language=language), language="en"
        )

    assert drawable(title) == title
    assert card(title) != card(other), "boxes look all alike"


def test_the_share_card_is_a_picture_in_both_languages(client):
    description = make_opportunity(texts={"en": "A very long title " * 8, "zh-hans": "空气质量数据助理" * 8})
    for language in ("en", "zh-hans"):
        answer = client.get(f"/opportunities/{description.ref}/card.png?lang={language}")
        assert answer["Content-Type"] == "image/png" and answer.content[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_closing_day_goes_into_a_calendar(client):
    description = make_opportunity(texts={"en": "Data officer, air; Beijing"})
    answer = client.get(f"/opportunities/{description.ref}/closing.ics")
    text = answer.content.decode()
    assert f"DTSTART;VALUE=DATE:{description.closes_on:%Y%m%d}\r\n" in text
    assert "SUMMARY:Last day to apply: Data officer\\, air\\; Beijing\r\n" in text
    assert "TRIGGER:-PT15H\r\n" in text  # at nine the day before: at midnight a telephone would wake its owner
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_calendar_lines_are_folded_between_characters():
    lines = list(folded(["SUMMARY:" + "气" * 60]))
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == "SUMMARY:" + "气" * 60


def test_the_feeds_hold_what_the_search_finds(client):
    description = make_opportunity(texts={"en": "Data & air"})
    make_opportunity(track="online")
    feed = ElementTree.fromstring(client.get("/opportunities/feed.atom?track=national").content)
    titles = [node.text for node in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[1:] == ["Data & air"]
    items = json.loads(client.get("/opportunities/feed.json?track=national").content)["items"]
    assert [item["url"].rsplit("/", 1)[-1] for item in items] == [description.ref]


def test_a_shared_link_names_the_closing_day_because_its_card_is_read_later(client):
    description = make_opportunity(closes_on=timezone.localdate() + timedelta(days=3))
    page = client.get(f"/opportunities/{description.ref}").content.decode()
    day = formats.date_format(description.closes_on, "DATE_FORMAT")
    assert f'og:description" content="{description.host} · Apply until {day}"' in page


def test_a_shared_page_has_a_card_in_its_own_language_with_words_for_who_cannot_see_it(client):
    description = make_opportunity(texts={"en": "Air officer", "zh-hans": "空气专员"})
    for language, title in (("en", "Air officer"), ("zh-hans", "空气专员")):
        page = client.get(f"/opportunities/{description.ref}?lang={language}").content.decode()
        assert f"/opportunities/{description.ref}/card.png?lang={language}&amp;v={description.version}-" in page
        assert f'og:image:alt" content="{title}"' in page
    drawn = {client.get(f"/opportunities/{description.ref}/card.png?lang={language}")["Content-Language"]
             for language in ("en", "zh-hans")}  # fmt: skip
    assert drawn == {"en", "zh-hans"}


def test_what_a_search_engine_shows_of_it_names_the_day_and_not_how_far_off_it_is(client):
    description = make_opportunity(closes_on=timezone.localdate() + timedelta(days=3))
    page = client.get(f"/opportunities/{description.ref}").content.decode()
    day = formats.date_format(description.closes_on, "DATE_FORMAT")
    assert f'<meta name="description" content="{description.host} · Apply until {day}">' in page
