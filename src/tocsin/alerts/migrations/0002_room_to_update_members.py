"""In PostgreSQL a page of members keeps some room, so that noting when somebody's next alert may go rewrites no index."""

from typing import Any

from django.db import migrations


def keep_room(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE members_member SET (fillfactor = 85)")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_first"), ("members", "0001_first")]

    operations = [migrations.RunPython(keep_room, migrations.RunPython.noop)]
