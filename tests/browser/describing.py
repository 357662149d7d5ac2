"""From an empty page to a published description, by pressing what the people concerned would press."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from tests.browser.cast import SKILL, Cast
from tests.browser.hands import Hand

WORDS = {
    "English": {
        "Title": "Air quality data officer",
        "Organisational context": "The office measures the air of the city and needs help with its data.",
        "Tasks": "Check the data of forty stations\nWrite a report each month",
        "Results expected": "A clean set of data\nSix reports",
    },
    "Simplified Chinese": {
        "Title": "空气质量数据专员",
        "Organisational context": "本机构监测城市空气质量，需要有人协助整理数据。",
        "Tasks": "核对四十个站点的数据\n每月撰写报告",
        "Results expected": "一套完整的数据\n六份报告",
    },
}


@dataclass(frozen=True)
class Post:
    """What one track asks for."""

    track: str
    category: str
    title: str = "Air quality data officer"
    city: str = ""
    starts_on: date = field(default_factory=timezone.localdate)
    duration: int = 3
    unit: str = "months"
    hours_a_week: int | None = None
    funding: str = "Paid by the host entity"
    is_nominated: bool = False


def begin(host: Hand, post: Post, *, country: str) -> str:
    """The host entity begins a description; its reference."""
    host.open("/descriptions")
    host.press("Describe an assignment")
    host.choose("Category", post.category)
    host.choose("Where volunteers serve", post.track)
    host.field("Country whose officers look after it", kind="select").select_option(value=country)
    host.press("Begin")
    return host.ref


def write(host: Hand, post: Post, cast: Cast) -> None:
    """The host entity writes every section, one after the other, and sends it for approval."""
    host.write("First day of service", post.starts_on)
    host.write("Duration", post.duration)
    host.choose("Unit of the duration", post.unit)
    if post.hours_a_week:
        host.write("Hours a week", post.hours_a_week)
    host.press("Save and go on")
    for language, texts in WORDS.items():
        for label, text in texts.items():
            group = host.page.get_by_role("group", name=host.reads(label), exact=True)
            group.get_by_label(host.reads(language)).fill(text)
    host.press("Save and go on")
    if post.city:
        host.write("Duty station", post.city)
    host.choose("Supervisor", str(cast.accounts["supervisor"]))
    host.press("Save and go on")
    host.choose("Language", "English")
    host.page.locator("main").get_by_label(host.reads("Skill"), exact=True).first.fill(_skill(host))
    host.press("Save and go on")
    host.page.locator("main details").filter(has_text="13").locator("summary").first.click()
    host.page.locator("main label").filter(has_text="13.3").first.click()
    host.press("Save and go on")
    host.tick(post.funding)
    if post.is_nominated:
        host.choose("Funder", str(cast.partner))
        host.write("Share in per cent", 100)
        host.choose("Partner that nominates", str(cast.partner))
        host.write("How many people it may nominate", 1)
    host.press("Save and go on")
    host.write("Last day to apply", timezone.localdate() + timedelta(days=20))
    host.press("Save and close")
    host.press("Send for approval")
    host.sees("It is sent. The programme officers of the country are told.")


def _skill(host: Hand) -> str:
    return SKILL if host.language == "en" else "记录测量数据"


def pay(cast: Cast, ref: str, *, costs_nothing: bool = False) -> None:
    """The officer computes the cost and asks; the finance officer, nobody else, authorizes it, if it costs anything."""
    cast.officer.open(f"/descriptions/{ref}")
    cast.officer.press("Compute the cost")
    cast.officer.press("Compute the cost")
    if costs_nothing:
        cast.officer.sees("For 1 seat over the whole service.")
        cast.officer.sees("Nothing is paid for this service.")
        cast.officer.press("Back to the description")
        return
    cast.officer.press("Ask for authorization")
    cast.finance.takes_up("Authorize")


def publish(cast: Cast, ref: str) -> None:
    """The officer approves and publishes."""
    cast.officer.open(f"/descriptions/{ref}")
    cast.officer.press("Approve")
    cast.officer.sees("It is approved. Publish it next.")
    cast.officer.press("Publish")
    cast.officer.sees("It is open for applications.")
