import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A clearance may be asked for at one duty station only."""

    dependencies = [("assignments", "0026_what_lacks_a_rate"), ("places", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="clearancerequirement",
            name="city",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.city",
            ),
        ),
    ]
