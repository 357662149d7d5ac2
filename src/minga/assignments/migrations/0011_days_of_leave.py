"""Leave that was asked for before days were counted takes its Mondays to Fridays, one day at least."""

from datetime import timedelta

from django.db import migrations


def count_days(apps, _schema_editor):
    Leave = apps.get_model("assignments", "Leave")
    for leave in Leave.objects.iterator():
        span = range((leave.ends_on - leave.starts_on).days + 1)
        days = sum((leave.starts_on + timedelta(days=number)).weekday() < 5 for number in span)
        Leave.objects.filter(pk=leave.pk).update(days=max(1, days))


class Migration(migrations.Migration):
    dependencies = [("assignments", "0010_annual_leave")]

    operations = [migrations.RunPython(count_days, migrations.RunPython.noop)]
