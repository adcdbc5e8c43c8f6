"""Rules about who keeps recordings, what law follows from that, and how they are secured."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.checks.cameras import cameras
from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.places import clause, field
from clauses.checks.state import AgreementState
from clauses.kinds.access_disclosure import AccessDisclosure
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.data_security import DataSecurity, SecurityStandard
from clauses.kinds.values import PartyRole
from clauses.kinds.video_ownership import FerpaStatus, VideoOwnership


def _responder(state: AgreementState) -> Iterator[Hit]:
    custody, access = state.find(VideoOwnership), state.find(AccessDisclosure)
    if custody is None or access is None or custody.fields.custodian is access.fields.public_records_responder:
        return
    keeper, responder = custody.fields.custodian.label, access.fields.public_records_responder.label
    yield Hit(
        Level.ERROR,
        f"The Custodian is {keeper}, but {responder} answers public-records requests for what it does not keep.",
        "Name one party in both clauses.",
        (field(custody, "custodian"), field(access, "public_records_responder")),
    )


def _status(state: AgreementState) -> Iterator[Hit]:
    custody = state.find(VideoOwnership)
    if custody is None:
        return
    about = custody.fields
    district = about.custodian is PartyRole.DISTRICT
    if district and about.ferpa_status is not FerpaStatus.EDUCATION_RECORD:
        yield Hit(
            Level.ERROR,
            "The District keeps the Recordings, so that those that directly relate to a student are education records, "
            "and the clause gives them another status.",
            "Give Recordings the status of education records, or make another party the Custodian.",
            (field(custody, "custodian"), field(custody, "ferpa_status")),
        )
    elif about.ferpa_status is FerpaStatus.LAW_ENFORCEMENT_UNIT_RECORD and not about.leu_designation:
        yield Hit(
            Level.WARNING,
            "Recordings count as records of a law-enforcement unit, and nothing designates that unit.",
            "Let the Board designate the officers as the District's law-enforcement unit.",
            (field(custody, "ferpa_status"), field(custody, "leu_designation")),
        )


def _security(state: AgreementState) -> Iterator[Hit]:
    security, custody = state.find(DataSecurity), state.find(VideoOwnership)
    if state.about(CatalogueKind.DATA_SECURITY) is None:
        keeping = [found for kind in ("video_ownership", "retention") if (found := state.about(kind))]
        if keeping and cameras(state):
            yield Hit(
                Level.WARNING,
                "Recordings of students are kept, and no clause secures them or provides for notice of a breach.",
                "Add a clause on data security and breach notice.",
                tuple(map(clause, keeping)),
            )
        return
    if security is None or custody is None or custody.fields.custodian is not PartyRole.DISTRICT:
        return
    if security.fields.standard is SecurityStandard.CJIS_SECURITY_POLICY:
        yield Hit(
            Level.WARNING,
            "The District is the Custodian, and the standard is that of criminal-justice agencies, which a school "
            "system may be unable to meet.",
            "Choose a standard that the District can meet, or make a criminal-justice agency the Custodian.",
            (field(security, "standard"), field(custody, "custodian")),
        )


RULES = (
    Rule(
        "L02",
        "The Custodian answers records requests",
        "The party that keeps the recordings is the party that answers public-records requests for them.",
        Theme.CUSTODY,
        (Level.ERROR,),
        _responder,
    ),
    Rule(
        "L03",
        "The status of recordings follows from who keeps them",
        "What the District keeps is an education record; the status of a law-enforcement-unit record needs another "
        "Custodian and a designated unit.",
        Theme.CUSTODY,
        (Level.ERROR, Level.WARNING),
        _status,
        "34 CFR 99.3 (“education records”) and 99.8",
    ),
    Rule(
        "L20",
        "Recordings are secured",
        "An agreement under which recordings are kept has a clause on security and breach notice, with a standard that "
        "the Custodian can meet.",
        Theme.CUSTODY,
        (Level.WARNING,),
        _security,
        "10 M.R.S. §§ 1346–1350-B (notice of a breach)",
    ),
)
