from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0021_lapsed_with_its_end'),
    ]

    operations = [
        migrations.AddField(
            model_name='opportunityrow',
            name='card',
            field=models.JSONField(null=True),
        ),
    ]
