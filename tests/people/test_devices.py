"""A browser is named as people name it, not as it writes of itself."""

from __future__ import annotations

import pytest
from django.utils import translation

from minga.people.devices import device_words

AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36": "Chrome on Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0": "Firefox on Android",
    "Mozilla/5.0 (Linux; Android 14) Chrome/116.0 Mobile MicroMessenger/8.0.47": "WeChat on Android",
    "curl/8.5.0": "A browser that does not say its name",
    "": "A browser that does not say its name",
}  # fmt: skip


@pytest.mark.parametrize(("agent", "words"), AGENTS.items())
def test_a_browser_has_a_name_that_people_know(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_and_in_chinese_the_system_stands_first() -> None:
    with translation.override("zh-hans"):
        assert device_words("Mozilla/5.0 (Android 14; Mobile; rv:132.0) Firefox/132.0") == "Android 上的 Firefox"
