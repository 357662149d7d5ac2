"""The index of open opportunities learns which organisations take part, so that an upgraded installation finds them."""

from django.db import migrations


def forwards(apps, editor):
    rows = apps.get_model("assignments", "OpportunityRow").objects.filter(is_open=True)
    rows = rows.select_related("description__host", "description__nominating_partner")
    changed = []
    for row in rows.iterator(chunk_size=500):
        taking_part = (row.description.host, row.description.nominating_partner)
        row.facts["organisations"] = sorted({organisation.ref for organisation in taking_part if organisation})
        changed.append(row)
        if len(changed) == 500:
            rows.model.objects.bulk_update(changed, ["facts"])
            changed = []
    rows.model.objects.bulk_update(changed, ["facts"])


class Migration(migrations.Migration):
    dependencies = [
        ("assignments", "0004_by_state_and_closing"),
        ("partners", "0001_initial"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
