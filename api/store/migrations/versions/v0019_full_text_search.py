"""Full-text search: the words of what both sides read, with an index of the store's own kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entries', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_added AFTER INSERT ON search_entries BEGIN "
    "INSERT INTO search_words (rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER search_removed AFTER DELETE ON search_entries BEGIN "
    "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', OLD.id, OLD.words); END",
)
_POSTGRESQL = (
    "ALTER TABLE search_entries ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words)) STORED",
    "CREATE INDEX ix_search_entries_vector ON search_entries USING gin (vector)",
)
_KNOWN = """
INSERT INTO search_entries (id, agreement_id, type, thing_id, words, whole)
SELECT row_number() OVER (ORDER BY type, thing_id), agreement_id, type, thing_id, '', {no} FROM (
  SELECT agreement_id, 'proposal' AS type, id AS thing_id FROM proposals WHERE steps LIKE '%"act":"submit"%'
  UNION ALL SELECT agreement_id, 'thread', id FROM threads WHERE side IS NULL) known
"""


def upgrade() -> None:
    """Make the tables. The words of what is there already are kept when it changes next; until then it is read."""
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("thing_id", sa.String(64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_search_entries_agreement_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
        sa.UniqueConstraint("agreement_id", "type", "thing_id", name="uq_search_entries_agreement_id_type_thing_id"),
    )
    op.create_table(
        "search_states",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_search_states_agreement_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agreement_id", name="pk_search_states"),
    )
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        connection.exec_driver_sql(statement)
    connection.execute(sa.text(_KNOWN.format(no="0" if sqlite else "false")))


def downgrade() -> None:
    """Forget the words."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search_words")
    op.drop_table("search_states")
    op.drop_table("search_entries")
