import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A category may ask what the one asks in which the volunteer serves; a description names that one."""

    dependencies = [("assignments", "0027_clearances_by_city")]

    operations = [
        migrations.AddField(
            model_name="eligibilityrule",
            name="as_category_served",
            field=models.BooleanField(
                default=False, help_text="What the category asks in which the volunteer serves is asked as well"
            ),
        ),
        migrations.AddField(
            model_name="description",
            name="serves_as",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose conditions count as well, where the category says “as the category served in”",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assignments.category",
            ),
        ),
    ]
