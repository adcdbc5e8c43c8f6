"""Settings come from the environment."""

from pathlib import Path

import pytest

from api.settings import Settings, read_settings, sqlite_file
from clauses.errors import InvalidOption


def test_without_settings_the_server_is_local_and_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COUNTERPART_{name.upper()}", raising=False)
    settings = Settings()
    assert (settings.host, settings.port, settings.max_upload_mb) == ("127.0.0.1", 8040, 20)
    assert sqlite_file(settings.database_url) == Path("counterpart-data/counterpart.sqlite3")


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERPART_PORT", "9000")
    monkeypatch.setenv("COUNTERPART_MAX_UPLOAD_MB", "3")
    settings = Settings()
    assert settings.port == 9000
    assert settings.max_upload_bytes == 3 * 1024 * 1024


def test_an_impossible_setting_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidOption, match=r"setting port \(COUNTERPART_PORT\) must be at most 65535"):
        read_settings(port=70000)
    monkeypatch.setenv("COUNTERPART_MAX_UPLOAD_MB", "many")
    with pytest.raises(InvalidOption, match="COUNTERPART_MAX_UPLOAD_MB"):
        read_settings()


def test_only_an_sqlite_file_has_a_path() -> None:
    assert sqlite_file("sqlite:////var/lib/c.sqlite3") == Path("/var/lib/c.sqlite3")
    assert sqlite_file("sqlite:///:memory:") is None
    assert sqlite_file("postgresql+psycopg://db/c") is None
