"""Costs that wait for an authorization are found without reading those decided in all the years before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assignments", "0005_opportunities_by_organisation")]

    operations = [
        migrations.AddIndex(
            model_name="costestimate",
            index=models.Index(fields=["state", "requested_at"], name="estimate_waiting"),
        ),
    ]
