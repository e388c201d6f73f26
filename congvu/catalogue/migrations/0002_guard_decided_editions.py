"""A decided edition is fixed by the database too: no update of its items, nor of what was decided.

On SQLite a later migration that rebuilds one of the two tables drops its trigger: such a migration
must make it again (tests/catalogue says so). Deletion is left to PROTECT and the content digest.
"""

from django.db import migrations

REFUSAL = "a decided edition is never edited"
FIXED = (
    "number", "name", "state", "standard_score", "standard_code", "decided_at", "decided_by", "decision_number",
    "decision_date", "signer", "valid_from", "content_sha256",
)  # fmt: skip


ITEM = (
    "edition_id", "code", "section", "task", "detail", "output", "unit_of_measure", '"group"', "frame_low",
    "frame_high", "score", "coefficient", "norm_minutes", "evidence", "note", "is_shared",
)  # fmt: skip


def changed(compare: str, columns: tuple[str, ...] = FIXED) -> str:
    return " OR ".join(f"NEW.{column} {compare} OLD.{column}" for column in columns)


SQLITE = [
    f"""
    CREATE TRIGGER catalogue_product_fixed BEFORE UPDATE ON catalogue_product
    WHEN ({changed("IS NOT", ITEM)})
    AND (SELECT state FROM catalogue_edition WHERE id = OLD.edition_id) = 'DECIDED'
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER catalogue_edition_fixed BEFORE UPDATE ON catalogue_edition
    WHEN OLD.state = 'DECIDED' AND ({changed("IS NOT")})
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
]
POSTGRES = [
    f"""
    CREATE FUNCTION catalogue_product_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF ({changed("IS DISTINCT FROM", ITEM)})
        AND (SELECT state FROM catalogue_edition WHERE id = OLD.edition_id) = 'DECIDED' THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION catalogue_edition_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.state = 'DECIDED' AND ({changed("IS DISTINCT FROM")}) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER catalogue_product_fixed BEFORE UPDATE ON catalogue_product
    FOR EACH ROW EXECUTE FUNCTION catalogue_product_is_fixed()
    """,
    """
    CREATE TRIGGER catalogue_edition_fixed BEFORE UPDATE ON catalogue_edition
    FOR EACH ROW EXECUTE FUNCTION catalogue_edition_is_fixed()
    """,
]


def guard(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRES:
        editor.execute(statement)


def unguard(apps, editor):
    for table in ("product", "edition"):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER catalogue_{table}_fixed")
        else:
            editor.execute(f"DROP TRIGGER catalogue_{table}_fixed ON catalogue_{table}")
            editor.execute(f"DROP FUNCTION catalogue_{table}_is_fixed()")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
