"""Accounts, members, credentials, counted attempts, and the side that each party is on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = ("attempts", "oidc_sign_ins", "reset_codes", "sessions", "api_tokens", "members", "identities", "users")


def upgrade() -> None:
    """Make the tables; each party that is there becomes a side of its own."""
    op.add_column("parties", sa.Column("side", sa.String(length=40), nullable=False, server_default=""))
    _accounts()
    _credentials()


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="RESTRICT")


def _accounts() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("operator", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        _time("created_at"),
        _time("disabled_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        _refers("identities", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
    )
    op.create_table(
        "members",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        _refers("members", "agreement_id", "agreements.id"),
        _refers("members", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("agreement_id", "user_id", name="pk_members"),
    )
    op.create_index("ix_members_user_id", "members", ["user_id"], unique=False)


def _credentials() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=True),
        _time("created_at"),
        _time("expires_at"),
        _time("revoked_at", nullable=True),
        _refers("api_tokens", "user_id", "users.id"),
        _refers("api_tokens", "agreement_id", "agreements.id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("hash", name="uq_api_tokens_hash"),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        _time("created_at"),
        _time("expires_at"),
        _refers("sessions", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "reset_codes",
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        _time("expires_at"),
        _refers("reset_codes", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_reset_codes"),
    )
    op.create_table(
        "oidc_sign_ins",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(length=100), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("state_hash", name="pk_oidc_sign_ins"),
    )
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=100), nullable=False),
        _time("since"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempts"),
    )


def downgrade() -> None:
    """Forget accounts and sides."""
    for table in _TABLES:
        op.drop_table(table)
    with op.batch_alter_table("parties") as parties:
        parties.drop_column("side")
