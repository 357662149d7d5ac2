"""The address of a row's page is the one that Django's `reverse` gives, whatever its parts are."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from minga.core.interface.addresses import address


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("assignments:description", ("k4m2",)),
        ("assignments:clearance_do", ("k4m2", "renew")),
        ("assignments:clearance_do", ("of2", "part1")),
        ("assignments:description", ("a b&c",)),
        ("assignments:rates", ()),
    ],
)
def test_it_is_what_django_gives(name: str, parts: tuple[str, ...]) -> None:
    for _again in range(2):
        assert address(name, *parts) == reverse(name, args=parts)


def test_it_stands_below_the_path_at_which_the_application_is_mounted() -> None:
    here = address("assignments:description", "k4m2")
    set_script_prefix("/below/")
    try:
        assert address("assignments:description", "k4m2") == f"/below{here}"
    finally:
        set_script_prefix("/")


def test_a_page_that_is_not_there_has_none() -> None:
    with pytest.raises(NoReverseMatch):
        address("assignments:description", "k4m2", "more")
