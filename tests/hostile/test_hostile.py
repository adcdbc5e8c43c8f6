"""A share of the hostile battery, in this process and without a clock: `make hostile` measures all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.hostile.inputs import BODIES, FILES, HEAVY, plain
from tests.integration.api.conftest import operator_token


def test_what_means_harm_is_refused_by_its_name_and_nothing_is_kept(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/a.sqlite3", rate_per_minute=0))
    headers = {"Authorization": f"Bearer {operator_token(app)}"}
    client = TestClient(app, base_url="https://localhost", headers=headers, raise_server_exceptions=False)
    assert client.post("/scrub", files={"file": ("a.docx", plain())}).status_code == 200
    answers: dict[str, Any] = {}
    for name, make in FILES.items():
        if name not in HEAVY:
            answers[name] = client.post("/imports", files={"file": ("a.docx", make())})
    for name, make in BODIES.items():
        sent = {**headers, "Content-Type": "application/json"}
        answers[name] = client.post("/agreements", content=make(), headers=sent)
    for name, answer in answers.items():
        assert 400 <= answer.status_code < 500, (name, answer.text[:200])
        assert answer.headers["content-type"] == "application/problem+json", name
    assert client.get("/imports").json()["items"] == []
    assert client.get("/agreements").json()["items"] == []
    app.state.runtime.close()
