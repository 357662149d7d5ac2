"""The picture of days per stage: whose the stages are stands above them once, and not before each."""

from __future__ import annotations

from django.template.loader import render_to_string

from minga.assignments.queries.progress import Pace
from minga.core.interface.pictures import Chart, Series, chart_data
from minga.home.dashboards.pace import groups_of

ROWS = [
    Pace("description", "draft", 9, 5), Pace("description", "submitted", 15, 5), Pace("application", "selected", 3, 5),
]  # fmt: skip


def test_stages_stand_below_whose_they_are_and_alone_where_all_are_of_one() -> None:
    assert groups_of(ROWS) == [("Descriptions", 2), ("Applications", 1)]
    assert groups_of(ROWS[:2]) == []


def test_the_table_beneath_a_picture_has_the_groups_of_the_picture() -> None:
    chart = Chart(
        title="Days", categories=["Draft", "Sent", "Selected"], series=[Series("Days", [9, 15, 3])], kind="bar",
        groups=groups_of(ROWS),
    )  # fmt: skip
    assert chart_data(chart)["groups"] == [["Descriptions", 2], ["Applications", 1]]
    assert [(name, [row[0] for row in rows]) for name, rows in chart.blocks] == [
        ("Descriptions", ["Draft", "Sent"]), ("Applications", ["Selected"]),
    ]  # fmt: skip
    page = render_to_string("interface/ui/chart.html", {"picture": chart, "key": "k", "data": {}})
    assert page.count('scope="rowgroup"') == 2
    assert page.count("<tbody>") == 2


def test_a_picture_without_groups_has_one_block_without_a_name() -> None:
    chart = Chart(title="Days", categories=["Draft"], series=[Series("Days", [9])])
    assert chart.blocks == [("", [("Draft", [9])])]
