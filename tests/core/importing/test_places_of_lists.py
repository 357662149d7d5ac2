"""Where people serve, as lists of other countries write it: older names, other languages, addresses in China."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook
from tests.core.importing.lists import csv_of, outcomes
from tests.factories import give_role, make_account, make_officer, make_organisation

from minga.assignments.models import Description
from minga.core.importing.models import Batch
from minga.core.reference import load_reference
from minga.people.models import Profile

pytestmark = pytest.mark.django_db
PLACES = {
    ("Perú", "Cuzco"): "Cusco", ("Czechia", "Praha"): "Prague", ("Россия", "Москва"): "Moscow",
    ("中国", "北京市"): "Beijing", ("KE", "内罗毕"): "Nairobi", ("مصر", "القاهرة"): "Cairo",
    ("India", "Bombay"): "Mumbai", ("China", "Xishuangbanna"): "Xishuangbanna Dai Autonomous Prefecture",
    ("Deutschland", "München"): "Munich", ("Viet Nam", "Sài Gòn"): "Ho Chi Minh City", ("中國", "廣州市"): "Guangzhou",
    ("Perú", "Lima (Perú)"): "Lima", ("France", "paris, france"): "Paris", ("CN", "Pékin"): "Beijing",
}  # fmt: skip
ADDRESSES = {
    "江苏省南京市": "Nanjing", "江苏南京": "Nanjing", "江苏省南京市玄武区": "Nanjing", "南京市玄武区": "Nanjing",
    "北京市朝阳区": "Beijing", "北京朝阳区": "Beijing", "广东省，深圳市": "Shenzhen", "吉林省吉林市": "Jilin",
    "大理": "Dali Bai Autonomous Prefecture", "云南省大理白族自治州": "Dali Bai Autonomous Prefecture",
    "喀什市": "Kashgar", "西双版纳": "Xishuangbanna Dai Autonomous Prefecture",
    "云南省西双版纳州景洪市": "Xishuangbanna Dai Autonomous Prefecture",
    "云南西双版纳": "Xishuangbanna Dai Autonomous Prefecture",
    "青海省海南州": "Hainan Tibetan Autonomous Prefecture", "杭州西湖区": "Hangzhou", "贵州省贵阳市": "Guiyang",
}  # fmt: skip


@pytest.fixture
def known(reference: None) -> None:
    list(load_reference(only=["assignments"]))


def officer_everywhere() -> Any:
    account = make_account()
    give_role(account, "programme_officer")
    return account


def taken_on_the_page(client: Any, kind: str, name: str, content: bytes) -> Batch:
    """Uploaded, read and taken as somebody presses it."""
    client.post("/imports", {"kind": kind, "file": SimpleUploadedFile(name, content), "source": "office"})
    batch = Batch.objects.latest("pk")
    assert client.post(f"/imports/{batch.ref}/take", {"version": batch.version}).status_code == 302
    batch.refresh_from_db()
    return batch


def workbook(*rows: Any) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def stations() -> dict[str, str]:
    found = Description.objects.prefetch_related("seats__city", "texts")
    seats = ((row.texts.all()[0].title, row.seats.all()[0].city) for row in found)
    return {title: city.name if city is not None else "" for title, city in seats}


def test_a_workbook_of_opportunities_finds_its_cities_by_their_names_in_other_languages(
    client: Any, known: None
) -> None:
    client.force_login(officer_everywhere())
    rows = [(place, "River Friends", *place_of) for place_of, place in PLACES.items()]
    numbered = [(f"{number} {title}", *rest) for number, (title, *rest) in enumerate(rows)]
    batch = taken_on_the_page(
        client, "opportunities", "posts.xlsx", workbook(("Title", "Host", "Country", "City"), *numbered)
    )
    assert outcomes(batch) == {"created": len(PLACES)}
    assert {title: place for title, place in stations().items() if not title.endswith(f" {place}")} == {}


def test_addresses_in_china_name_their_city_by_the_command_too(known: None, tmp_path: Path) -> None:
    rows = [(f"{place} {address}", "绿色江河", "中国", address) for address, place in ADDRESSES.items()]
    file = tmp_path / "posts.csv"
    file.write_bytes(csv_of(("标题", "机构", "国家", "城市"), *rows).read())
    out = io.StringIO()
    call_command("import", "opportunities", str(file), source="office", stdout=out, stderr=out)
    assert f"created {len(ADDRESSES)}, changed 0, unchanged 0, left out 0" in out.getvalue()
    assert {title: place for title, place in stations().items() if not title.startswith(place)} == {}


@pytest.mark.parametrize("city", ["Atlantis", "海南", "Hainan", "江苏省", "四川省南京市", "北京路", "张家"])
def test_a_place_that_is_no_city_of_that_country_is_refused_and_never_guessed(
    client: Any, known: None, city: str
) -> None:
    client.force_login(make_officer())
    make_organisation(name="River Friends")
    content = csv_of(("Title", "Host", "Country", "City"), ("Air", "River Friends", "CN", city)).read()
    batch = taken_on_the_page(client, "opportunities", "posts.csv", content)
    assert outcomes(batch) == {"bad": 1}
    page = client.get(f"/imports/{batch.ref}").content.decode()
    assert f"No city “{city}” is known in China." in page and "choose the duty station later" in page


def test_people_keep_the_city_they_live_in_as_their_list_has_it(client: Any, known: None) -> None:
    client.force_login(officer_everywhere())
    rows = [(f"person{number}@example.org", f"Person {number}", "1990-05-03", country, city)
            for number, (country, city) in enumerate(PLACES)]  # fmt: skip
    header = ("Email", "Name", "Date of birth", "Country", "City")
    batch = taken_on_the_page(client, "volunteers", "people.xlsx", workbook(header, *rows))
    assert outcomes(batch) == {"created": len(PLACES)}
    found = Profile.objects.filter(account__email__startswith="person").values_list("residence_id", "residence_city")
    lands = ["PE", "CZ", "RU", "CN", "KE", "EG", "IN", "CN", "DE", "VN", "CN", "PE", "FR", "CN"]
    assert sorted(found) == sorted(zip(lands, [city for _country, city in PLACES], strict=True))
