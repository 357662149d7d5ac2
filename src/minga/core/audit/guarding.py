"""The database itself refuses to change or remove a row of the trail, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the trail is append-only"
GUARDS = ("trail_no_update", "trail_no_delete", "trail_head_no_delete", "trail_head_forward")

SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS trail_no_update BEFORE UPDATE ON audit_trailentry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS trail_no_delete BEFORE DELETE ON audit_trailentry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS trail_head_no_delete BEFORE DELETE ON audit_trailhead "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS trail_head_forward BEFORE UPDATE ON audit_trailhead "
    f"WHEN NEW.sequence <= OLD.sequence BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE OR REPLACE TRIGGER trail_no_update BEFORE UPDATE ON audit_trailentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE OR REPLACE TRIGGER trail_no_delete BEFORE DELETE OR TRUNCATE ON audit_trailentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE OR REPLACE TRIGGER trail_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_trailhead "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE OR REPLACE TRIGGER trail_head_forward BEFORE UPDATE ON audit_trailhead "
    "FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION trail_refuse()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place and make the head; does nothing where they stand already."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
        cursor.execute(
            "INSERT INTO audit_trailhead (id, sequence, digest) VALUES (1, 0, %s) ON CONFLICT DO NOTHING", ["0" * 64]
        )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for undoing the migration and for emptying a test database."""
    with connection.cursor() as cursor:
        for name in GUARDS:
            suffix = "" if connection.vendor == "sqlite" else f" ON {_table_of(name)}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that somebody took away, switched off or exchanged for one that lets pass."""
    present = _on_sqlite(connection) if connection.vendor == "sqlite" else _on_postgresql(connection)
    return [name for name in GUARDS if name not in present]


def _on_sqlite(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that stand word for word as we put them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        standing = {str(row[0]) for row in cursor.fetchall()}
    ours = {name: statement.replace("IF NOT EXISTS ", "") for name, statement in zip(GUARDS, SQLITE, strict=True)}
    return {name for name, statement in ours.items() if statement in standing}


def _on_postgresql(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that fire in usual sessions and call the function that refuses, while it refuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal AND proname = 'trail_refuse'"
        )
        standing: list[tuple[Any, ...]] = cursor.fetchall()
    refuses = POSTGRESQL[0].split("$$")[1].strip()
    return {name for name, table, body in standing if table.endswith(_table_of(name)) and str(body).strip() == refuses}


def _table_of(guard: str) -> str:
    return "audit_trailhead" if "head" in guard else "audit_trailentry"
