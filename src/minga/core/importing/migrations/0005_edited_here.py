from django.db import migrations, models


def fill_versions(apps, _schema_editor):
    """Of what earlier lists brought: the version at which the last of them left it."""
    Identity, TakenRow = apps.get_model("importing", "Identity"), apps.get_model("importing", "TakenRow")
    taken = TakenRow.objects.filter(outcome__in=("created", "updated", "kept")).exclude(target_ref="").order_by("pk")
    last = dict(taken.values_list("target_ref", "target_version").iterator())
    found = []
    for row in Identity.objects.filter(target_version=None).only("pk", "target_ref").iterator():
        if row.target_ref in last:
            row.target_version = last[row.target_ref]
            found.append(row)
        if len(found) == 500:
            Identity.objects.bulk_update(found, ["target_version"])
            found.clear()
    Identity.objects.bulk_update(found, ["target_version"])


class Migration(migrations.Migration):

    dependencies = [
        ('importing', '0004_other_sheets'),
    ]

    operations = [
        migrations.AddField(
            model_name='identity',
            name='target_version',
            field=models.PositiveIntegerField(help_text='Of the object, once the list had been taken', null=True),
        ),
        migrations.AlterField(
            model_name='takenrow',
            name='outcome',
            field=models.CharField(choices=[('created', 'Created'), ('updated', 'Changed'), ('unchanged', 'Unchanged'), ('bad', 'Not taken'), ('undone', 'Undone'), ('kept', 'Kept: somebody works with it'), ('left', 'Left as it was edited here')], max_length=10),
        ),
        migrations.RunPython(fill_versions, migrations.RunPython.noop, elidable=True),
    ]
