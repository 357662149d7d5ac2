import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template import Context, Template

from minga.places.projection import WINDOW
from minga.places.templatetags.maps import MapPoint, world_map

POINTS = [
    MapPoint(36.82, -1.28, "Nairobi, 3 posts", "/opportunities?city=g184745", 3),
    MapPoint(116.41, 39.9, "Beijing, 12 posts", "/opportunities?city=cn110000", 12),
]


def drawn(**options):
    text = "{% load maps %}{% world_map points caption=caption %}"
    return Template(text).render(Context({"points": POINTS, "caption": "Where people serve", **options}))


def test_points_are_links_and_stand_in_a_list_beside_the_map_the_larger_first():
    html = drawn()
    assert html.count('href="/opportunities?city=g184745"') == 2
    listed = html.split("<ul>")[1]
    assert listed.index("Beijing, 12 posts") < listed.index("Nairobi, 3 posts")
    assert "do not imply the expression of any opinion" in html


def test_what_lies_south_of_the_map_is_listed_and_not_drawn():
    context = world_map([*POINTS, MapPoint(0.07, -70.67, "Trollsletta, 1 post")], "Where people serve")
    assert re.findall("<title>(.*?)</title>", "".join(context["drawn"])) == ["Beijing, 12 posts", "Nairobi, 3 posts"]
    assert len(context["first"]) == 3


def test_the_map_carries_no_inline_style_and_no_script():
    html = drawn()
    assert re.search(r"style=|<script|onclick", html) is None


def test_what_a_place_is_called_is_text_on_the_map_and_in_the_list():
    html = drawn(points=[MapPoint(36.82, -1.28, '<b>"A" & B</b>', '/x?a=1&b="')])
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;") == 3
    assert html.count('href="/x?a=1&amp;b=&quot;"') == 2


def test_a_map_without_points_says_so():
    assert "No place to show yet." in drawn(points=[])


def test_the_outline_of_land_comes_by_itself_and_fits_under_the_points():
    """The first paint waits for the page and its style sheets, and for nothing that they bring afterwards."""
    assert len(gzip.compress(drawn(points=[]).encode())) < 1_500
    sheet = Path(str(finders.find("places/map.css")))
    named = set(re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")))
    assert named == {"world.svg"}
    land = (sheet.parent / "world.svg").read_bytes()
    assert len(gzip.compress(land)) < 12_500
    assert f'viewBox="{WINDOW.view_box}"' in land.decode() and f'viewBox="{WINDOW.view_box}"' in drawn()
