from django.db import migrations

from minga.core.audit import guarding


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guarding.install(editor.connection),
            lambda apps, editor: guarding.remove(editor.connection),
        )
    ]
