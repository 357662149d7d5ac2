import django.db.models.deletion
import minga.core.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Currency',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False)),
                ('names', models.JSONField(default=dict)),
                ('minor_units', models.PositiveSmallIntegerField(default=2)),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('minor_units__lte', 4)), name='currency_minor_units')],
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=minga.core.models.new_ref, editable=False, max_length=12, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('in_force_from', models.DateField()),
                ('per_dollar', models.DecimalField(decimal_places=6, max_digits=18)),
                ('source', models.CharField(max_length=200)),
                ('currency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='money.currency')),
            ],
            options={
                'ordering': ['currency', '-in_force_from'],
                'constraints': [models.UniqueConstraint(fields=('currency', 'in_force_from'), name='rate_once_a_day'), models.CheckConstraint(condition=models.Q(('per_dollar__gt', 0)), name='rate_above_zero'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='rate_has_a_source'), models.CheckConstraint(condition=models.Q(models.Q(('currency', 'USD'), _negated=True), ('per_dollar', 1), _connector='OR'), name='a_dollar_is_a_dollar')],
            },
        ),
    ]
