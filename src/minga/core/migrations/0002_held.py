from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Held",
            fields=[("name", models.CharField(max_length=40, primary_key=True, serialize=False))],
        ),
    ]
