"""What an officer's dashboard asks for first: applications by state, and a country's descriptions by their closing day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assignments", "0003_leave_withdrawn")]

    operations = [
        migrations.RemoveIndex(model_name="description", name="description_country"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["state", "description"], name="application_state"),
        ),
        migrations.AddIndex(
            model_name="description",
            index=models.Index(fields=["country", "state", "closes_on"], name="description_country"),
        ),
    ]
