import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def from_descriptions(apps, schema_editor):
    """A service belongs to the country of its description, which cannot change once it is approved."""
    described = apps.get_model("assignments", "Description").objects.filter(pk=OuterRef("description"))
    apps.get_model("assignments", "Assignment").objects.update(country=Subquery(described.values("country")))


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0024_dependants_changes'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='country',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.country'),
        ),
        migrations.RunPython(from_descriptions, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='assignment',
            name='country',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.country'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('state__in', ('shortlisted', 'with_host', 'assessed', 'not_assessed', 'selected', 'reserve', 'offered', 'accepted'))), fields=['description', 'state'], name='application_further'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('state', 'selected')), fields=['state_changed_at', 'id', 'description'], name='application_to_offer'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['country', 'state', 'ends_on', 'id'], name='assignment_country'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('certified_at__isnull', True), ('state', 'closed')), fields=['country', 'closed_at', 'id'], name='assignment_uncertified_in'),
        ),
    ]
