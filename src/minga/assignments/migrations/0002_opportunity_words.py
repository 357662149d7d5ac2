"""Full text of the opportunity index: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE assignments_opportunity_words USING fts5(
        words, content='assignments_opportunityrow', content_rowid='description_id',
        tokenize="unicode61 remove_diacritics 0", prefix='2 3', detail=none, columnsize=0)""",
    """CREATE TRIGGER opportunity_words_added AFTER INSERT ON assignments_opportunityrow BEGIN
        INSERT INTO assignments_opportunity_words(rowid, words) VALUES (new.description_id, new.words); END""",
    """CREATE TRIGGER opportunity_words_removed AFTER DELETE ON assignments_opportunityrow BEGIN
        INSERT INTO assignments_opportunity_words(assignments_opportunity_words, rowid, words)
        VALUES ('delete', old.description_id, old.words); END""",
    """CREATE TRIGGER opportunity_words_changed AFTER UPDATE ON assignments_opportunityrow BEGIN
        INSERT INTO assignments_opportunity_words(assignments_opportunity_words, rowid, words)
        VALUES ('delete', old.description_id, old.words);
        INSERT INTO assignments_opportunity_words(rowid, words) VALUES (new.description_id, new.words); END""",
)
SQLITE_BACK = (
    "DROP TRIGGER opportunity_words_changed",
    "DROP TRIGGER opportunity_words_removed",
    "DROP TRIGGER opportunity_words_added",
    "DROP TABLE assignments_opportunity_words",
)
POSTGRESQL = (
    """CREATE INDEX opportunity_words ON assignments_opportunityrow
        USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
)
POSTGRESQL_BACK = ("DROP INDEX opportunity_words",)


def _run(editor, statements):
    for statement in statements:
        editor.execute(statement, params=None)


def forwards(apps, editor):
    _run(editor, SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL)


def backwards(apps, editor):
    _run(editor, SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("assignments", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
