"""Settings come from the environment."""

from pathlib import Path

import pytest

from api.settings import Settings, read_settings, sqlite_file, store_address
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


def test_a_file_of_the_secrets_folder_is_a_setting_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "counterpart_database_password").write_text("from-a-file\n")
    (tmp_path / "counterpart_port").write_text("9001")
    monkeypatch.setenv("COUNTERPART_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("COUNTERPART_PORT", "9002")
    settings = read_settings(database_url="postgresql://role@db/c")
    assert settings.port == 9002
    address = store_address(settings.database_url, settings.database_password)
    assert address.password == "from-a-file"
    assert store_address("postgresql://role:own@db/c", settings.database_password).password == "own"
    assert "from-a-file" not in repr(settings)


def test_secrets_that_can_not_be_read_name_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTERPART_SECRETS_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(InvalidOption, match="COUNTERPART_SECRETS_DIR"):
        read_settings()
    monkeypatch.setenv("COUNTERPART_SECRETS_DIR", str(tmp_path))
    (tmp_path / "counterpart_smtp_password").write_bytes(b"geheim\xff")
    with pytest.raises(InvalidOption, match="COUNTERPART_SECRETS_DIR") as refused:
        read_settings()
    assert "geheim" not in refused.value.detail


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trusted_proxies", "proxy.example"),
        ("trusted_proxies", "*"),
        ("allowed_hosts", "https://mou.example"),
        ("allowed_hosts", "*"),
    ],
)
def test_proxies_are_addresses_and_hosts_are_names(name: str, value: str) -> None:
    with pytest.raises(InvalidOption, match=f"COUNTERPART_{name.upper()}"):
        read_settings(**{name: value})
