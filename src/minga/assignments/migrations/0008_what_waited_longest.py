"""What has waited longest is found without reading in which stage every description stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assignments", "0007_boxes_of_a_draft")]

    operations = [
        migrations.AddIndex(
            model_name="descriptionstep",
            index=models.Index(
                condition=models.Q(left_at__isnull=True, state__in=("submitted", "ready_for_sourcing", "selecting")),
                fields=["entered_at"],
                name="description_step_waits",
            ),
        ),
    ]
