"""The settings of a server, read from the environment: each name prefixed with ``COUNTERPART_``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from clauses.errors import InvalidOption
from clauses.kinds.problems import problems_of

_MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """How this installation runs. Without any setting: an embedded SQLite file and a server on the loopback address."""

    model_config = SettingsConfigDict(env_prefix="COUNTERPART_", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///counterpart-data/counterpart.sqlite3",
        description="An SQLAlchemy address. A relative SQLite path starts at the working directory.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on: loopback only.")
    port: int = Field(default=8040, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    max_upload_mb: int = Field(default=20, ge=1, le=500, description="The largest uploaded file, in megabytes.")
    max_body_mb: int = Field(default=2, ge=1, le=50, description="The largest JSON body, in megabytes.")
    busy_timeout_ms: int = Field(default=10_000, ge=0, description="How long a write waits for another, milliseconds.")
    kinds: Path | None = Field(
        default=None, description="A folder with clause kinds of the office's own, one TOML file each. Default: none."
    )
    cached_redlines: int = Field(default=200, ge=0, description="How many redlines are kept for the next reader.")

    @property
    def max_upload_bytes(self) -> int:
        """The largest uploaded file, in bytes."""
        return self.max_upload_mb * _MEGABYTE

    @property
    def max_body_bytes(self) -> int:
        """The largest JSON body, in bytes."""
        return self.max_body_mb * _MEGABYTE


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, and before them those that are ``given`` by name. Raises
    :class:`InvalidOption`, which names each one that can't be."""
    try:
        return Settings(**given)
    except ValidationError as error:
        refused = problems_of(error, "", Settings)
        raise InvalidOption(
            "; ".join(f"The setting {each.path} (COUNTERPART_{each.path.upper()}) {each.reason}" for each in refused)
        ) from None


def sqlite_file(database_url: str) -> Path | None:
    """The file of an SQLite address, or None for any other store (and for ``:memory:``)."""
    prefix = "sqlite:///"
    if not database_url.startswith(prefix):
        return None
    name = database_url.removeprefix(prefix).split("?", 1)[0]
    return None if name in ("", ":memory:") else Path(name)
