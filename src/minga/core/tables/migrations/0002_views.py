from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tables", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="columnchoice",
            name="views",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="columnchoice",
            name="columns",
            field=models.JSONField(default=list, null=True),
        ),
    ]
