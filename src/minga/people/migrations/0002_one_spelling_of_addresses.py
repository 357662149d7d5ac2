from typing import Any

from django.db import migrations

from minga.core.any_case import in_ascii


def spell_as_letters_do(apps: Any, _editor: Any) -> None:
    """What is typed is kept with the domain in ASCII since; an address of before would not be found any more. One that
    another account has in that spelling stays as it is.
    """
    for app, model in (("people", "Account"), ("account", "EmailAddress")):
        rows = apps.get_model(app, model).objects
        found = rows.values_list("pk", "email").order_by("pk").iterator(chunk_size=2000)
        for pk, email in [(pk, email) for pk, email in found if not email.isascii()]:
            meant = in_ascii(email)
            if meant != email and not rows.filter(email__iexact=meant).exists():
                rows.filter(pk=pk).update(email=meant)


class Migration(migrations.Migration):
    """Email addresses whose domain is in another script have one spelling."""

    dependencies = [("people", "0001_initial"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [migrations.RunPython(spell_as_letters_do, migrations.RunPython.noop)]
