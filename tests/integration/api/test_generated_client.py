"""A client that a generator made from the printed document reads an agreement and writes a proposal."""

# pyright: basic

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app, openapi_document
from api.auth.access import Role
from api.settings import Settings
from tests.integration.api.conftest import PARTIES, client_of, member_of, operator_token, token_of
from tests.support import tools
from tests.support.checkout import ROOT

GENERATOR = ROOT / ".tools" / "client-generator" / "bin"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONFIG = {
    "post_hooks": [],
    "package_name_override": "counterpart_client",
    "content_type_overrides": dict.fromkeys((WORD, "application/zip"), "application/octet-stream"),
}
USE = """
import sys
from counterpart_client import AuthenticatedClient
from counterpart_client.api.agreements import get_agreement
from counterpart_client.api.proposals import list_proposals, propose
from counterpart_client.models import ProposalNew

address, token, agreement_id, wanted = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token)
agreement = get_agreement.sync(agreement_id, client=client)
body = ProposalNew.from_dict(__import__("json").loads(wanted))
made = propose.sync(agreement_id, client=client, body=body)
found = list_proposals.sync(agreement_id, client=client)
print(agreement.title, made.state.value, made.rationale, [each.id == made.id for each in found.items], sep="|")
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the generated package."""
    if not (GENERATOR.parent / "installed").exists():
        tools.skip("openapi-python-client is not installed (tests/support/install_client_generator.sh installs it)")
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(openapi_document()), encoding="utf-8")
    (folder / "config.yml").write_text(json.dumps(CONFIG), encoding="utf-8")
    command = [str(GENERATOR / "openapi-python-client"), "generate", "--path", "openapi.json", "--meta", "none"]
    command += ["--config", "config.yml", "--output-path", "counterpart_client"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert "Unable to" not in done.stdout + done.stderr, done.stdout + done.stderr
    return folder


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """A server on this machine with an agreement of two sides: its address, a negotiator's token, the agreement."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/served.sqlite3", mail_folder=tmp_path / "mail"))
    with client_of(app, operator_token(app)) as operator:
        parties = [*PARTIES, {"role": "police", "legal_name": "the Department", "side": "city"}]
        agreement = operator.post("/agreements", json={"title": "Memorandum", "parties": parties}).json()
        token = token_of(app, member_of(app, agreement["id"], "district", Role.NEGOTIATOR))
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", token, agreement["id"]
            server.should_exit = True
            thread.join()
    app.state.runtime.close()


def test_a_generated_client_reads_an_agreement_and_writes_a_proposal(
    generated: Path, served: tuple[str, str, str]
) -> None:
    content = openapi_document()["paths"]["/agreements/{agreement_id}/proposals"]["post"]["requestBody"]["content"]
    example = content["application/json"]["example"]
    command = [str(GENERATOR / "python"), "-c", USE, *served, json.dumps(example)]
    done = subprocess.run(command, cwd=generated, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"Memorandum|draft|{example['rationale']}|[True]"
