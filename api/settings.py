"""The settings of a server, read from the environment: each name prefixed with ``COUNTERPART_``."""

from __future__ import annotations

import os
import warnings
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from api.local_time import DEFAULT_ZONE, ZoneName
from clauses.errors import InvalidOption
from clauses.kinds.problems import problems_of

PREFIX = "COUNTERPART_"
_MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """How this installation runs. Without any setting: an embedded SQLite file and a server on the loopback address."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    secrets_dir: Path | None = Field(
        default=None,
        description="A folder whose files are settings too, each named as its variable: counterpart_smtp_password.",
    )

    database_url: str = Field(
        default="sqlite:///counterpart-data/counterpart.sqlite3",
        description="sqlite:///FILE, from the working directory where relative, or postgresql://USER:PASSWORD@HOST/DB.",
    )
    owner_database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL: the address for the role that owns the tables, which `counterpart db` needs.",
    )
    database_password: SecretStr | None = Field(
        default=None, description="PostgreSQL: the password of the role in DATABASE_URL, where that has none."
    )
    owner_database_password: SecretStr | None = Field(
        default=None, description="PostgreSQL: the password of the role in OWNER_DATABASE_URL, where that has none."
    )
    host: str = Field(
        default="127.0.0.1", description="The address to listen on: loopback, unless LISTEN_BEYOND_LOOPBACK."
    )
    port: int = Field(default=8040, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    listen_beyond_loopback: bool = Field(
        default=False,
        description="Whether HOST may be more than loopback. It speaks plain HTTP, so a proxy in front does the TLS.",
    )
    trusted_proxies: str | None = Field(
        default=None,
        description="Addresses and networks of the proxies in front, with commas. Their X-Forwarded-For and "
        "X-Forwarded-Proto count, nobody else's.",
    )
    allowed_hosts: str | None = Field(
        default=None, description="Names under which browsers reach this server through a proxy, with commas."
    )
    hsts_seconds: int = Field(
        default=31_536_000, ge=0, description="How long browsers keep to https, once they came by it; 0: not told."
    )
    body_timeout_s: int = Field(
        default=120, ge=1, le=3600, description="How long a request may take to send its body, in seconds."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="How the log is written; auto: text to a terminal, else JSON."
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="Who sends this as a bearer token may read /metrics. Default: this machine alone."
    )
    stop_delay_s: int = Field(
        default=0, ge=0, le=300, description="How long /readyz says that the server is about to stop before it does."
    )
    stop_timeout_s: int = Field(
        default=30, ge=1, le=3600, description="How long requests that are at work may take when the server stops."
    )
    rate_per_minute: int = Field(
        default=3000, ge=0, description="How often an API token or a session may ask in a minute; 0: without limit."
    )
    rate_anonymous_per_minute: int = Field(
        default=1200, ge=0, description="The same for a network address without credentials that count."
    )
    rate_share_s: int = Field(
        default=5, ge=1, le=60, description="How often servers on one store tell each other, in seconds."
    )
    max_upload_mb: int = Field(default=20, ge=1, le=500, description="The largest uploaded file, in megabytes.")
    max_body_mb: int = Field(default=2, ge=1, le=50, description="The largest JSON body, in megabytes.")
    busy_timeout_ms: int = Field(default=10_000, ge=0, description="How long a write waits for another, milliseconds.")
    kinds: Path | None = Field(
        default=None, description="A folder with clause kinds of the office's own, one TOML file each. Default: none."
    )
    answer_cache_mb: int = Field(
        default=32,
        ge=0,
        description="How many megabytes of answers are kept while nothing changes in their agreement; 0 keeps none.",
    )
    cached_redlines: int = Field(default=200, ge=0, description="How many redlines are kept for the next reader.")
    time_zone: ZoneName = Field(
        default=DEFAULT_ZONE,
        description="The IANA time zone in which days begin: of new agreements, and of pages that are about none.",
    )
    session_hours: int = Field(default=12, ge=1, le=720, description="How long a browser stays signed in, in hours.")
    idempotency_days: int = Field(default=7, ge=1, le=366, description="How long an idempotency key counts, in days.")
    idempotency_lease_seconds: int = Field(
        default=60, ge=1, description="How long a key waits for the answer of a request that a crash may have ended."
    )
    max_kept_answer_kb: int = Field(
        default=1024, ge=1, le=20_480, description="The largest answer kept under an idempotency key, in kilobytes."
    )
    mail_folder: Path = Field(
        default=Path("counterpart-data/mail"), description="Where mail is written while no SMTP server is set."
    )
    mail_from: str = Field(
        default="counterpart@localhost", pattern=r"^[^@\s]+@[^@\s]+$", description="The sender of mail."
    )
    smtp_host: str | None = Field(default=None, description="The SMTP server that sends mail. Default: none.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection to it is encrypted."
    )
    smtp_user: str | None = Field(default=None, description="The name to sign in with there. Default: no sign-in.")
    smtp_password: SecretStr | None = Field(default=None, description="The password to sign in with there.")
    public_url: str = Field(
        default="http://localhost:8040", pattern=r"^https?://[^/\s]+$", description="Where browsers reach this server."
    )
    webhooks: bool = Field(
        default=True, description="Whether this server sends what webhooks are to be told; another on its store may."
    )
    webhooks_private_addresses: bool = Field(
        default=False, description="Whether webhooks may lead to private addresses, by http and to any port."
    )
    oidc_issuer: str | None = Field(default=None, description="The OpenID Connect provider. Default: none.")
    oidc_client_id: str | None = Field(default=None, description="What this server is called there.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Its secret there.")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str | None) -> str | None:
        for each in _listed(value):
            try:
                ip_network(each)
            except ValueError:
                raise ValueError(f"must be addresses or networks such as 10.0.0.0/24, and {each!r} is none") from None
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _names(cls, value: str | None) -> str | None:
        for each in _listed(value):
            if not each.isascii() or any(sign in each for sign in "/:*@ "):
                raise ValueError(f"must be names such as mou.city.example, without port, and {each!r} is none")
        return value

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks of trusted proxies."""
        return _listed(self.trusted_proxies)

    @property
    def host_names(self) -> frozenset[str]:
        """The names that the server answers to beside those of this machine, in lower case."""
        return frozenset(each.lower() for each in _listed(self.allowed_hosts))

    @property
    def max_upload_bytes(self) -> int:
        """The largest uploaded file, in bytes."""
        return self.max_upload_mb * _MEGABYTE

    @property
    def max_body_bytes(self) -> int:
        """The largest JSON body, in bytes."""
        return self.max_body_mb * _MEGABYTE


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in (value or "").split(",") if each.strip())


def read_settings(**given: Any) -> Settings:
    """The settings that are ``given`` by name, else those of the environment, else those of the files in
    ``COUNTERPART_SECRETS_DIR``. Raises :class:`InvalidOption`, which names each variable that can't be."""
    secrets = os.environ.get(f"{PREFIX}SECRETS_DIR") or None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a folder that is not there, a file that leads out of it
            return Settings(_secrets_dir=secrets, **given)  # pyright: ignore[reportCallIssue]
    except (UserWarning, SettingsError, OSError, UnicodeDecodeError) as error:
        raise InvalidOption(f"COUNTERPART_SECRETS_DIR: {_in_one_line(error)}.") from None
    except ValidationError as error:
        refused = problems_of(error, "", Settings)
        raise InvalidOption(
            "; ".join(f"The setting {each.path} ({PREFIX}{each.path.upper()}) {each.reason}" for each in refused)
        ) from None


def _in_one_line(error: Exception) -> str:
    """What went wrong with a file, without a word of what stands in it."""
    if isinstance(error, UnicodeDecodeError):
        return "a file is no UTF-8"
    return " ".join(str(error).split()).rstrip(".")


def together(settings: Settings, *names: str) -> bool:
    """Whether the settings ``names`` are all set; none of them may be set alone. Raises :class:`InvalidOption`, which
    names the variables that are missing."""
    missing = [name for name in names if getattr(settings, name) is None]
    if missing and len(missing) < len(names):
        given = next(name for name in names if name not in missing)
        absent = " and ".join(f"COUNTERPART_{name.upper()}" for name in missing)
        raise InvalidOption(f"COUNTERPART_{given.upper()} is set, and needs {absent} too.")
    return not missing


def store_address(database_url: str, password: SecretStr | None = None) -> URL:
    """The address of a store, whole; ``password`` is for a PostgreSQL role whose address has none. Raises
    :class:`InvalidOption` for what names neither an SQLite file nor a PostgreSQL database; as it may hold a password,
    nothing of it is repeated."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise InvalidOption(
            "COUNTERPART_DATABASE_URL names no store that can be opened: it is sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    if url.get_backend_name() != "postgresql":
        return url
    if password is not None and url.password is None:
        url = url.set(password=password.get_secret_value())
    return url.set(drivername="postgresql+psycopg")


def sqlite_file(database_url: str) -> Path | None:
    """The file of an SQLite address, or None for any other store (and for ``:memory:``)."""
    prefix = "sqlite:///"
    if not database_url.startswith(prefix):
        return None
    name = database_url.removeprefix(prefix).split("?", 1)[0]
    return None if name in ("", ":memory:") else Path(name)
