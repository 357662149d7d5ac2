"""Seats of services that ended early before anybody was asked about them stay closed; an officer may open them."""

from django.db import migrations


def leave_closed(apps, _schema_editor):
    early = ("resigned", "terminated", "reassigned", "not_started")
    apps.get_model("assignments", "Assignment").objects.filter(end_kind__in=early).update(seat_after="closed")


class Migration(migrations.Migration):
    dependencies = [("assignments", "0015_seats_given_up")]

    operations = [migrations.RunPython(leave_closed, migrations.RunPython.noop)]
