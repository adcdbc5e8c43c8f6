"""An office's own kinds in a running server: listed, used, and refused at start."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from clauses.errors import InvalidKindFile, InvalidOption
from tests.integration.api.conftest import WHO, Agreement, client_of, operator_token
from tests.unit.clauses.test_own_kinds import EXAMPLE, FIELDS, GOOD


def test_the_example_is_listed_used_drafted_and_redlined(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"kinds": EXAMPLE}))
    with client_of(app, operator_token(app)) as client:
        listed = [kind["name"] for kind in client.get("/clause-kinds").json()["items"]]
        assert listed[-3:] == ["data_elements", "data_return", "data_use"]
        assert client.get("/clause-kinds/data_use").json()["fields_schema"]["properties"]["people"]["maximum"] == 50
        agreement = Agreement(client, client.post("/agreements", json={"title": "Data-Sharing MOU"}).json()["id"])
        made = {}
        for name, fields in FIELDS.items():
            sent = fields if name != "data_use" else {**fields, "elements_clause": made["data_elements"]["clause_id"]}
            answer = client.post(f"{agreement.path}/clauses", json={"kind": name, "fields": sent, **WHO})
            assert answer.status_code == 201, answer.text
            made[name] = answer.json()
        assert made["data_use"]["text"][1]["text"].startswith("The data that Section\u00a01 lists may be used")
        assert agreement.save()["findings"] == []
        answer = client.put(
            f"{agreement.path}/clauses/{made['data_return']['clause_id']}",
            json={"fields": {**FIELDS["data_return"], "kept_for": "P3Y"}, **WHO},
            headers={"If-Match": f'"{made["data_return"]["clause_id"]}-1"'},
        )
        assert answer.status_code == 200, answer.text
        agreement.save("Longer")
        changes = client.get(f"{agreement.path}/redlines/1...2.json").json()["changes"]
        assert [(each["before"], each["after"]) for each in changes] == [("two (2)", "three (3)")]


def test_another_server_in_the_process_does_not_have_them(client: TestClient) -> None:
    assert client.get("/clause-kinds/data_use").status_code == 404


def test_a_server_does_not_start_with_a_bad_file(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "parking.toml").write_text(GOOD.replace('type = "set"', 'type = "bag"'), encoding="utf-8")
    with pytest.raises(InvalidKindFile, match=r"parking\.toml, line 16: field\.1\.type: must be"):
        create_app(settings.model_copy(update={"kinds": tmp_path}))


def test_a_folder_that_is_not_there_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="there is no such folder"):
        create_app(settings.model_copy(update={"kinds": tmp_path / "none"}))
