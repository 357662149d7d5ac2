from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0025_services_by_country'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='description',
            index=models.Index(condition=models.Q(('is_template', False), ('state__in', ('draft', 'submitted'))), fields=['-updated_at', '-id'], name='description_under_way'),
        ),
    ]
