"""Rules about who sees a recording, and about what is known of students."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.places import field, in_words
from clauses.checks.state import AgreementState
from clauses.kinds.access_disclosure import AccessDisclosure, Immigration, ParentView
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.redaction import Redaction
from clauses.kinds.student_privacy import StudentPrivacy
from clauses.kinds.values import Deadline, DeadlineUnit
from clauses.kinds.video_ownership import VideoOwnership

_REPLY_WORKDAYS = 5
_REPLY_DAYS = 7
"""Five working days always take seven calendar days or more."""


def _redaction(state: AgreementState) -> Iterator[Hit]:
    access, redaction, custody = state.find(AccessDisclosure), state.find(Redaction), state.find(VideoOwnership)
    if access is None or access.fields.parent_view is ParentView.NONE:
        return
    if state.about(CatalogueKind.REDACTION) is None:
        yield Hit(
            Level.ERROR,
            "Parents see redacted Recordings, and no clause says what is obscured or by whom.",
            "Add a redaction clause.",
            (field(access, "parent_view"),),
        )
    elif redaction and custody and redaction.fields.redactor is not custody.fields.custodian:
        yield Hit(
            Level.WARNING,
            f"The redactor, {in_words(redaction.fields.redactor)}, is not the Custodian, "
            f"{in_words(custody.fields.custodian)}, so that unredacted Recordings must change hands first.",
            "Let the Custodian redact.",
            (field(redaction, "redactor"), field(custody, "custodian"), field(access, "parent_view")),
        )


def _consultation(state: AgreementState) -> Iterator[Hit]:
    access = state.find(AccessDisclosure)
    window = access.fields.consult_other_party if access else None
    if access is None or window is None or _within_reply(window):
        return
    yield Hit(
        Level.ERROR,
        f"The other Party has {in_words(window)} to comment, and a public-records request may have to be answered "
        "within five (5) working days.",
        "Allow fewer than five (5) business days for consultation.",
        (field(access, "consult_other_party"),),
    )


def _within_reply(window: Deadline) -> bool:
    """Whether a window always closes before five working days are over."""
    match window.unit:
        case DeadlineUnit.BUSINESS_DAYS:
            return window.n < _REPLY_WORKDAYS
        case DeadlineUnit.CALENDAR_DAYS:
            return window.n < _REPLY_DAYS
        case DeadlineUnit.HOURS:
            return window.n < 24 * _REPLY_DAYS
        case DeadlineUnit.SCHOOL_DAYS:
            return False  # none pass in a vacation


def _immigration(state: AgreementState) -> Iterator[Hit]:
    access = state.find(AccessDisclosure)
    if access is not None and access.fields.immigration is Immigration.UNADDRESSED:
        yield Hit(
            Level.NOTICE,
            "The agreement does not say whether Recordings may be released to immigration authorities.",
            "Decide it, and say so.",
            (field(access, "immigration"), field(access, "other_agencies")),
        )


def _students(state: AgreementState) -> Iterator[Hit]:
    privacy = state.find(StudentPrivacy)
    if privacy is None:
        return
    if privacy.fields.sro_school_official and not privacy.fields.redisclosure_limited:
        yield Hit(
            Level.WARNING,
            "An officer sees education records as a school official, and nothing limits what the officer passes on.",
            "Limit redisclosure to the purpose for which the records were given.",
            (field(privacy, "sro_school_official"), field(privacy, "redisclosure_limited")),
        )
    if not privacy.fields.juvenile_confidentiality:
        yield Hit(
            Level.WARNING,
            "The agreement does not say that juvenile investigative information stays confidential.",
            "State the confidentiality of juvenile information.",
            (field(privacy, "juvenile_confidentiality"),),
        )


def _carve_out(state: AgreementState) -> Iterator[Hit]:
    access = state.find(AccessDisclosure)
    if access is not None and not access.fields.legal_duty_carveout:
        yield Hit(
            Level.ERROR,
            "The limits on disclosure have no exception for a prosecutor, a court, or a person accused of a crime, to "
            "whom the law may require it.",
            "Say that legal duties to a prosecutor, a court and an accused person stand.",
            (field(access, "legal_duty_carveout"), field(access, "other_agencies")),
        )


RULES = (
    Rule(
        "L12",
        "Parents see redacted recordings",
        "Where parents may view recordings there is a redaction clause, and the redactor is the Custodian.",
        Theme.DISCLOSURE,
        (Level.ERROR, Level.WARNING),
        _redaction,
        "34 CFR 99.12(a) (a record that names other students)",
    ),
    Rule(
        "L13",
        "Consultation fits into the time to answer a records request",
        "The other party's time to comment is over before a public-records request must be answered.",
        Theme.DISCLOSURE,
        (Level.ERROR,),
        _consultation,
        "1 M.R.S. § 408-A (refusal within five working days)",
    ),
    Rule(
        "L14",
        "Release to immigration authorities is decided",
        "The agreement says when recordings may go to immigration authorities, whichever way.",
        Theme.DISCLOSURE,
        (Level.NOTICE,),
        _immigration,
    ),
    Rule(
        "L15",
        "What officers learn about students goes no further",
        "An officer who is a school official may not pass education records on, and juvenile information stays "
        "confidential.",
        Theme.DISCLOSURE,
        (Level.WARNING,),
        _students,
        "34 CFR 99.31(a)(1) and 99.33; 15 M.R.S. § 3308-A",
    ),
    Rule(
        "L25",
        "Legal duties to disclose stand",
        "The limits on disclosure leave duties to a prosecutor, a court and a person accused of a crime as they are.",
        Theme.DISCLOSURE,
        (Level.ERROR,),
        _carve_out,
        "Brady v. Maryland, 373 U.S. 83 (1963)",
    ),
)
