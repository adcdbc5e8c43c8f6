"""Without a sign-in, the server serves this machine only."""

import pytest

from api.server import require_loopback, serve
from api.settings import Settings
from clauses.errors import InvalidOption


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_loopback_host_is_served(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "localhost.example.org"])
def test_any_other_host_is_refused_before_anything_is_opened(host: str, tmp_path) -> None:
    file = tmp_path / "never.sqlite3"
    with pytest.raises(InvalidOption, match="loopback"):
        serve(Settings(host=host, database_url=f"sqlite:///{file}"))
    assert not file.exists()
