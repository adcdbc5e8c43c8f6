"""How clauses read, what their spans carry, and the language that the wordings are written in."""

# ruff: noqa: E501
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clauses.kinds import kinds
from clauses.kinds.values import Deadline, DeadlineUnit
from clauses.text.inline import InlineError, Link, Slot, Term, parse_free_text, parse_inline
from clauses.wording import render, suggested_heading, wording_of
from clauses.wording.filters import FILTERS, Setting, counted, curl, series, spell
from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedBlock,
    RenderedClause,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
    SignatureLine,
    Text,
)
from clauses.wording.template import TemplateError, load_wording, parse_condition, parse_template
from tests.unit.clauses.story import example, revision


def rendered(kind: str, **changes: Any) -> RenderedClause:
    return render(revision(kind, {**example(kind), **changes}))


def words(block: RenderedBlock) -> str:
    """A paragraph as a reader sees it, references as "§kind" and the level as leading dots."""
    assert isinstance(block, RenderedParagraph)
    shown = {
        Text: lambda s: s.text,
        DefinedTerm: lambda s: f"“{s.term}”",
        Reference: lambda s: f"§{s.kind or s.clause_id}",
    }
    return "." * block.level + " " * bool(block.level) + "".join(shown[type(span)](span) for span in block.spans)


def lines(kind: str, **changes: Any) -> list[str]:
    blocks = rendered(kind, **changes).blocks
    return [words(block) for block in blocks if isinstance(block, RenderedParagraph)]


# --------------------------------------------------------------------------------------------------- the clauses


def test_the_preamble_names_the_parties_and_their_short_names() -> None:
    clause = rendered("parties", effective_date="2020-03-18")
    assert clause.place == "preamble"
    assert [words(b) for b in clause.blocks] == [
        "This Memorandum of Understanding (this “Agreement”) is made effective March 18, 2020, by and between the Board "
        "of Public Education (the “District”) and the City (the “City”), acting through its Police Department (the "
        "“Department”) (each a “Party” and together the “Parties”)."
    ]


def test_three_parties_agree_among_themselves_on_a_blank_date() -> None:
    more = [
        *example("parties")["parties"],
        {"role": "police", "legal_name": "the Police Department", "short_names": ["PD"]},
    ]
    (text,) = lines("parties", parties=more, doc_type="interlocal_agreement", binding="non_binding")
    assert text.startswith(
        "This Interlocal Agreement (this “Agreement”) is made effective ____________, 20__, by and among the Board"
    )
    assert (
        "(the “District”), the City (the “City”), acting through its Police Department (the “Department”), and" in text
    )
    assert "“Department”), and the Police Department (the “PD”) (each" in text
    assert text.endswith(
        "“Parties”). It states what the Parties intend and creates no obligation that a court may enforce."
    )


def test_recitals_are_a_lead_in_a_sentence_for_each_purpose_and_therefore() -> None:
    text = lines("recitals", purposes=["keep schools safe", "protect privacy"], incorporated=True)
    assert text == [
        "The Parties enter into this Agreement for these purposes:",
        ". To keep schools safe.",
        ". To protect privacy.",
        "These purposes are part of this Agreement and guide its interpretation, but create no separate duty.",
        "NOW, THEREFORE, in consideration of the mutual promises in this Agreement, the Parties agree as follows:",
    ]
    assert rendered("recitals").place == "recitals"


def test_a_single_purpose_runs_on_in_its_sentence() -> None:
    assert lines("recitals", purposes=["keep schools safe"], incorporated=True)[:2] == [
        "The Parties enter into this Agreement to keep schools safe.",
        "This purpose is part of this Agreement and guides its interpretation, but creates no separate duty.",
    ]


def test_definitions_stand_in_the_order_given_each_with_a_full_stop() -> None:
    entries = [{"term": "Chief", "meaning": "the chief"}, {"term": "Board", "meaning": 'the "governing" board'}]
    clause = rendered("definitions", entries=entries)
    assert [words(b) for b in clause.blocks] == [
        "In this Agreement:",
        ". “Chief” means the chief.",
        ". “Board” means the “governing” board.",
    ]
    assert clause.blocks[1] == RenderedParagraph(
        1,
        (
            DefinedTerm("Chief", "entries.0.term"),
            Text(" means "),
            Text("the chief", "entries.0.meaning"),
            Text("."),
        ),
    )


def test_the_term_reads_by_the_way_it_renews() -> None:
    assert lines("term_renewal") == [
        ". This Agreement begins on March 18, 2020, and continues through June 30, 2020.",
        ". Unless a Party gives written notice of non-renewal at least sixty (60) calendar days before the term then in "
        "effect ends, this Agreement renews for the next school year (July 1 through June 30).",
        ". The Board and the City shall review this Agreement by April 15 of each year. This Agreement does not renew "
        "without that review.",
        ". This Agreement may renew no more than once.",
    ]
    assert lines("term_renewal", renewal_mode="none", nonrenewal_notice=None, max_renewals=None)[1:] == [
        ". This Agreement does not renew.",
        ". The Board and the City shall review this Agreement by April 15 of each year.",
    ]
    assert lines("term_renewal", renewal_mode="mutual_written", nonrenewal_notice=None, max_renewals=2)[-1] == (
        ". This Agreement may renew no more than twice."
    )


def test_one_officer_is_not_officers() -> None:
    one = {"school": "the high school", "officers": 1}
    there = {"assignments": [one], "assignments_location": "body"}
    assert lines("sro_duties", officer_count=1, roles=["mentor"], **there)[:2] == [
        ". The Department shall assign one (1) School Resource Officer (an “SRO”) as follows: one (1) to the high school.",
        ". Each SRO serves as a mentor. An SRO is an employee of the City and is supervised by the Department.",
    ]


def test_a_district_that_pays_nothing_has_no_installments() -> None:
    for installments in (1, 12):
        text = lines("costs_payment", officer_count=2, district_share_pct=0, installments=installments)
        assert text[0] == (
            ". The cost of two (2) SROs is $130,000 for each school year, of which the District shall pay no part."
        )
        assert not any("percent" in line or "installment" in line for line in text)


def test_a_recording_is_announced_and_not_made_as_soon_as_practicable() -> None:
    assert ". As soon as practicable, the SRO shall say that a recording is being made." in lines("camera_use")


def test_triggers_are_sub_paragraphs_and_a_single_one_runs_on() -> None:
    assert lines("camera_use", triggers=["use_of_force", "emergency_response"])[1:5] == [
        ". An SRO shall activate the Body-Worn Camera only:",
        ".. when force is used or is about to be used; or",
        ".. when responding to an emergency that threatens serious physical harm.",
        ". The SRO shall stop recording when the event that permitted activation ends.",
    ]
    assert lines("camera_use", triggers=["use_of_force"])[1] == (
        ". An SRO shall activate the Body-Worn Camera only when force is used or is about to be used."
    )


def test_a_forbidden_camera_has_one_rule() -> None:
    assert lines("camera_use", permitted=False, triggers=[]) == [". An SRO shall not use a Body-Worn Camera at school."]


def test_barred_places_read_with_and_without_the_exception() -> None:
    alone = lines("camera_use", prohibited_areas=["restroom"], exigent_exception=False)
    assert ". An SRO shall not record in a restroom." in alone
    with_exception = lines("camera_use", prohibited_areas=["restroom", "locker_room"])
    place = with_exception.index(
        ". Except to respond to an imminent threat of serious physical harm, an SRO shall not record in:"
    )
    assert with_exception[place + 1 : place + 3] == [".. a restroom; or", ".. a locker room."]


def test_another_kind_is_referred_to_only_where_the_rule_holds() -> None:
    assert lines("camera_use")[-1].endswith(
        "before completing the training on Body-Worn Cameras that §training requires."
    )
    assert not any("§" in line for line in lines("camera_use", after_training=False))
    assert not any("§" in line for line in lines("retention", subject_to_holds=False))
    assert not any("§" in line for line in lines("video_ownership", custodian="district", storage_host="district"))


def test_a_custodian_keeps_recordings_on_its_own_system_or_on_anothers() -> None:
    assert lines("video_ownership")[1] == (
        ". The Department is the Custodian and shall keep each Recording on its own secure system."
    )
    assert lines("video_ownership", storage_host="city")[1].endswith("on a secure system of the City.")


def test_a_retention_schedule_is_a_table_in_an_exhibit_or_in_the_clause() -> None:
    clause = rendered("retention")
    (exhibit,) = clause.exhibits
    assert (exhibit.label, exhibit.title) == ("B", "Retention Schedule")
    table = exhibit.blocks[1]
    assert isinstance(table, RenderedTable)
    assert table.columns == ("Category", "Minimum period", "Kept until")
    assert table.rows[1:4] == (
        ("No other category applies", "385 days from the date of the Recording", "The minimum period ends"),
        ("Evidence in a case", "385 days from the date of the Recording", "The case is closed, if that is later"),
        (
            "Subject of a complaint",
            "3 years from the date of the Recording",
            "The complaint is resolved, if that is later",
        ),
    )
    assert table.field == "rules"
    assert "Exhibit B" in words(clause.blocks[0])
    in_the_body = rendered("retention", schedule_location="body")
    assert in_the_body.exhibits == ()
    assert in_the_body.blocks[1] == table


def test_retention_by_reference_names_the_document_and_no_category() -> None:
    text = lines("retention", rules=None, schedule_location="none", by_reference="the Department's procedure")
    assert text[0] == (
        ". The Custodian shall keep each Recording for the period stated in the Department’s procedure and shall then "
        "delete it."
    )
    assert not any("category" in line for line in text)


def test_a_party_consults_and_notifies_every_other_one() -> None:
    """An agreement may have three parties, and then there is no "other Party"."""
    text = lines("access_disclosure", random_review="any")
    assert text[1] == (
        ". Before releasing a Recording that shows a student, the Department shall consult every other Party, which has "
        "three (3) business days to comment. This consultation does not extend a deadline set by law."
    )
    assert ". Any Party may review Recordings at random." in text
    assert (
        ". A Party served with a subpoena for a Recording shall notify every other Party within two (2) business days and "
        "before it complies, unless the law forbids that notice."
    ) in text


@pytest.mark.parametrize("access", ["directory_only", "legitimate_interest", "consent_order_or_emergency"])
def test_a_school_official_has_no_more_access_than_the_rule_before_gives(access: str) -> None:
    assert lines("student_privacy", record_access=access)[1] == (
        ". In the use and maintenance of education records, an SRO is a school official under the direct control of the "
        "District. That status gives no access beyond what this Section allows."
    )


@pytest.mark.parametrize(
    ("notice", "first"),
    [
        (
            "attempt_before",
            "Before an SRO interviews a student at school, the principal shall try to reach the student’s parent.",
        ),
        (
            "required_before_unless_exigent",
            "Except in an emergency, an SRO shall not interview a student at school until the principal has notified the student’s parent.",
        ),
        (
            "after",
            "After an SRO interviews a student at school, the principal shall promptly notify the student’s parent.",
        ),
    ],
)
def test_a_parent_hears_of_an_interview_by_the_rule_chosen(notice: str, first: str) -> None:
    assert lines("police_encounters", parent_notice=notice)[0] == f". {first}"


def test_searches_and_arrests_have_their_rules() -> None:
    police = " A search by an SRO is held to the legal standard for a search by police."
    assert lines("police_encounters", sro_in_admin_search="never", arrest_rule="warrant_or_exigent")[1:] == [
        ". The principal or a designee shall be present at the interview unless the student’s parent objects or an emergency prevents it.",
        f". An SRO shall not take part in a search begun by school staff.{police}",
        ". A student shall not be arrested at school except under a warrant or in exigent circumstances.",
    ]
    assert lines("police_encounters", sro_in_admin_search="safety_request_only", administrator_present=False)[1:] == [
        f". An SRO may take part in a search begun by school staff only at their request and only to protect the safety of a person.{police}",
        ". An arrest at school shall be made with as little disruption as practicable.",
    ]


def test_what_is_redacted_is_a_list_and_a_single_thing_runs_on() -> None:
    before = ". Before a Recording is shown or released to anyone other than a Party, a prosecutor, or a court, the "
    assert lines("redaction")[:4] == [
        f"{before}Department shall obscure:",
        ".. the faces of bystander students;",
        ".. the voices of bystander students; and",
        ".. names that are spoken or shown.",
    ]
    text = lines("redaction", targets=["health_information"], redactor="city", cost_bearer="city", keep_original=False)
    assert text == [
        f"{before}City shall obscure health information.",
        ". Nothing in this Section limits a legal duty to give an unredacted Recording to a person accused of a crime.",
        ". The City shall pay the cost of redaction.",
    ]


def test_a_hold_is_placed_confirmed_and_released() -> None:
    assert lines("evidence_holds")[:2] == [
        ". The District, the Department, or the City may place a written hold on a Recording because of:",
        ".. a criminal case;",
    ]
    assert lines("evidence_holds")[-4:] == [
        ". A hold suspends deletion under §retention at once.",
        ". The Custodian shall confirm a hold in writing within two (2) business days after receiving it.",
        ". A hold that a Party places ends only when that Party releases it in writing.",
        ". No one shall alter the original of a Recording. The Custodian shall log each copy.",
    ]
    one = {"issuers": ["police"], "triggers": ["audit"], "release": "matter_closed"}
    assert lines("evidence_holds", **one, suspends_deletion=False, no_alteration=False) == [
        ". The Department may place a written hold on a Recording because of an audit.",
        ". The Custodian shall confirm a hold in writing within two (2) business days after receiving it.",
        ". A hold ends only when the matter for which it was placed is closed.",
    ]


def test_reports_and_audits_read_by_their_numbers() -> None:
    report = ". The Department shall report to the Superintendent and the Board"
    text = lines("audits_reporting")
    assert text[0] == f"{report} twice a year on:"
    assert text[-4:] == [
        ".. complaints about an SRO; and",
        ".. the demographics of the students concerned.",
        ". A count of fewer than ten (10) students shall not be published.",
        ". Each year the Parties shall review ten percent (10%) of activations of Body-Worn Cameras, chosen at random, for "
        "compliance with §camera_use.",
    ]
    assert lines(
        "audits_reporting", metrics=["arrests"], frequency="quarterly", min_cell=None, audit_sample_pct=100
    ) == [
        f"{report} every quarter on arrests at school.",
        ". Each year the Parties shall review one hundred percent (100%) of activations of Body-Worn Cameras for compliance "
        "with §camera_use.",
    ]


def test_training_reads_with_and_without_hours_and_renewal() -> None:
    assert lines("training")[0] == ". Each SRO shall complete at least forty-eight (48) hours of training on:"
    assert lines("training")[-3:] == [
        ". An SRO shall complete training on the use of Body-Worn Cameras in schools before first activating a Body-Worn "
        "Camera at school.",
        ". The training shall be renewed every year.",
        ". The Department shall pay for the training.",
    ]
    one = {"topics": ["disability"], "before_camera_use": False, "refresher": None, "payer": "joint"}
    assert lines("training", **one, hours_min=1) == [
        ". Each SRO shall complete at least one (1) hour of training on working with students who have disabilities.",
        ". The Parties shall pay for the training in equal shares.",
    ]
    assert lines("training", **one, hours_min=0)[0] == (
        ". Each SRO shall complete training on working with students who have disabilities."
    )
    assert lines("training", hours_min=0)[0] == ". Each SRO shall complete training on:"


def test_a_complaint_is_made_acknowledged_and_kept() -> None:
    assert lines("complaints") == [
        ". A complaint about an SRO may be made to the principal or to the Department within one (1) year after the event. "
        "The principal shall promptly forward a complaint that the principal receives.",
        ". The Department shall acknowledge the complaint within ten (10) business days after it is made and shall tell the "
        "Superintendent the outcome, so far as the law allows.",
        ". A complaint places a hold under §evidence_holds on each Recording of the event until the complaint is resolved.",
    ]
    assert len(lines("complaints", preserve_recording=False)) == 2


@pytest.mark.parametrize(
    ("expiry", "then"),
    [
        ("cameras_off", "shall stay off at school."),
        ("continue_pending_review", "may stay in use at school until the Board acts on the report."),
        ("auto_adopt", "may stay in use at school for the rest of the term of this Agreement."),
    ],
)
def test_a_trial_has_its_days_its_report_and_what_follows(expiry: str, then: str) -> None:
    assert lines("pilot", on_expiry=expiry) == [
        ". Body-Worn Cameras may be used at school on a trial basis from February 3, 2020, through December 31, 2020.",
        ". The Chief and the Superintendent shall report the results of the trial to the Board by November 30, 2020.",
        f". When the trial ends, Body-Worn Cameras {then}",
    ]


def test_costs_read_by_installments_and_payers() -> None:
    assert lines("costs_payment", installments=1, officer_count=1, district_share_pct=50, annual_cost="65000.50")[
        0
    ] == (
        ". The cost of one (1) SRO is $65,000.50 for each school year, of which the District shall pay fifty percent "
        "(50%) in a single payment due forty-five (45) calendar days after the District receives an invoice."
    )
    assert (
        lines("costs_payment")[1]
        == ". The Department shall pay for Body-Worn Cameras and for the storage of Recordings."
    )
    assert lines("costs_payment", storage_cost="joint")[1:3] == [
        ". The Department shall pay for Body-Worn Cameras.",
        ". The Parties shall pay, in equal shares, for the storage of Recordings.",
    ]
    bare = lines("costs_payment", camera_cost=None, storage_cost=None, prorate=False, subject_to_appropriation=False)
    assert len(bare) == 1


def test_signatures_stand_by_party_in_capitals_and_by_title() -> None:
    clause = rendered("execution", counterparts=True, electronic=True)
    assert clause.place == "execution"
    assert clause.blocks[-1] == SignatureBlock(
        (SignatureLine("BOARD OF PUBLIC EDUCATION", "Superintendent"), SignatureLine("CITY", "City Manager"))
    )
    assert lines("execution", counterparts=True, electronic=True)[1:] == [
        "The Parties may sign this Agreement in counterparts, each of which is an original and all of which are one document.",
        "An electronic signature has the same effect as an original signature.",
        "Approved by vote of the Board on ____________, 20__.",
        "Approved by signature of the City Manager on ____________, 20__.",
    ]


def test_the_schools_are_a_list_in_the_clause_or_a_table_in_exhibit_a() -> None:
    assert lines("sro_duties", assignments_location="body")[:3] == [
        ". The Department shall assign two (2) School Resource Officers (each an “SRO”) as follows:",
        ".. one (1) to the first high school; and",
        ".. one (1) to the second high school.",
    ]
    clause = rendered("sro_duties")
    assert words(clause.blocks[0]).endswith("(each an “SRO”) to the schools listed in Exhibit A.")
    (exhibit,) = clause.exhibits
    assert (exhibit.label, exhibit.title) == ("A", "Schools and Assignments")
    table = exhibit.blocks[1]
    assert isinstance(table, RenderedTable)
    assert table.rows == (("The first high school", "One (1)"), ("The second high school", "One (1)"))
    assert table.field == "assignments"


def test_security_is_a_sentence_for_each_duty() -> None:
    assert lines("data_security") == [
        ". The Custodian shall protect Recordings under the Criminal Justice Information Services Security Policy of the Federal Bureau of Investigation and shall limit access to named users.",
        ". The Custodian shall encrypt Recordings in transit and at rest.",
        ". Each user shall sign in with multi-factor authentication.",
        ". The Custodian shall log each access to a Recording and shall keep each entry of the log for three (3) years.",
        ". A Party that learns of unauthorized access to a Recording shall notify every other Party within five (5) calendar days. The Department shall give each notice to individuals that the law requires.",
    ]
    assert len(lines("data_security", encrypted=False, mfa=False)) == 3


def test_one_meeting_runs_on_and_several_are_a_list() -> None:
    step = {"who": ["superintendent", "mayor", "chief"], "within": {"n": 1, "unit": "business_days"}}
    assert lines("dispute_resolution", steps=[step], interim="status_quo") == [
        ". The Parties shall try to resolve a disagreement about this Agreement at a meeting of the Superintendent, the Mayor, and the Chief, held within one (1) business day after a Party asks for it in writing.",
        ". If that meeting does not resolve the disagreement, a Party may ask for mediation.",
        ". Until the disagreement is resolved, each Party shall continue to act as it did before the disagreement arose.",
    ]
    assert lines("dispute_resolution", mediation=False) == [
        ". The Parties shall try to resolve a disagreement about this Agreement at these meetings, each held in its turn and within the stated time after a Party asks for it in writing:",
        ".. a meeting of the Superintendent and the Chief, within ten (10) business days; and",
        ".. a meeting of the Board Chair and the City Manager, within fifteen (15) business days.",
        ". Until the disagreement is resolved, Body-Worn Cameras shall stay off at school.",
    ]


def test_an_amendment_names_each_approval_by_its_manner() -> None:
    assert lines("amendment", approvals=["city_council_vote", "board_vote", "chief"], sop_change_notice=None) == [
        ". This Agreement may be amended only by a written amendment that is approved by vote of the City Council, by vote of the Board, and by the Chief.",
    ]
    assert lines("amendment")[1].startswith(
        ". The Department shall give the District written notice of a change to its procedures that affects this Agreement at least thirty (30) calendar days before the change takes effect."
    )


def test_what_survives_is_named_by_identity() -> None:
    ids = ["abcdefgh", "bcdefghi", "cdefghij"]
    clause = rendered("termination", survives=ids)
    block = clause.blocks[-1]
    assert isinstance(block, RenderedParagraph)
    assert words(block) == ". §abcdefgh, §bcdefghi, and §cdefghij survive the end of this Agreement."
    assert block.spans[2] == Reference(clause_id="bcdefghi", field="survives.1")
    assert lines("termination", survives=ids[:2])[-1] == ". §abcdefgh and §bcdefghi survive the end of this Agreement."
    assert lines("termination", survives=ids[:1])[-1] == ". §abcdefgh survives the end of this Agreement."
    assert lines("termination", survives=[]) == [
        ". A Party may end this Agreement at any time by written notice given to every other Party at least sixty (60) calendar days before the end.",
        ". The end of this Agreement does not affect a payment that is already due.",
    ]
    assert "only as of June 30, the last day of a school year," in lines("termination", mid_year=False)[0]


def test_general_provisions_say_only_what_is_settled() -> None:
    bare = lines("general_provisions", severability=False, entire_agreement=False, immunity_preserved=False)
    assert bare == [
        ". Each Party is responsible for its own acts and omissions.",
        ". The law of the State of Maine governs this Agreement.",
    ]
    assert len(lines("general_provisions", liability="mutual_indemnity")) == 5


def test_notices_go_to_offices_with_their_addresses_and_copies() -> None:
    contacts = [
        {"party": "district", "office": "superintendent", "address": "1 School Street"},
        {"party": "city", "office": "city_manager", "copy_to": "chief"},
    ]
    methods = ["hand", "certified_mail", "email_with_confirmation"]
    assert lines("notices", contacts=contacts, methods=methods) == [
        ". A notice under this Agreement shall be in writing and shall be delivered by hand, by certified mail, or by email with confirmation of receipt.",
        ". A notice to the District shall be addressed to the Superintendent.",
        ". A notice to the City shall be addressed to the City Manager.",
        ". The address of the District for notices is 1 School Street.",
        ". A copy of each notice to the City shall be sent to the Chief.",
    ]


def test_exhibits_are_listed_and_one_may_bring_its_own_words() -> None:
    own = {
        "label": "C",
        "title": "Camera Procedure",
        "paragraphs": [{"level": 1, "text": "See {ref:kind:camera_use}."}],
    }
    clause = rendered("exhibits", items=[*example("exhibits")["items"], own], precedence="exhibit_controls")
    assert [words(block) for block in clause.blocks] == [
        ". These exhibits are part of this Agreement:",
        ".. Exhibit A, Schools and Assignments;",
        ".. Exhibit B, Retention Schedule; and",
        ".. Exhibit C, Camera Procedure.",
        ". If an exhibit and a Section conflict, the exhibit controls.",
    ]
    (exhibit,) = clause.exhibits
    assert (exhibit.label, exhibit.title, words(exhibit.blocks[0])) == ("C", "Camera Procedure", ". See §camera_use.")
    assert lines("exhibits", items=[own])[0] == ". Exhibit C, Camera Procedure, is part of this Agreement."


def test_quotes_of_free_words_are_printed_curly_and_kept_as_typed() -> None:
    text = "The \"{term:Board's Day}\" isn't ({ref:kind:training})'s \"day\"; '{ref:kind:training}'."
    one = revision("custom", {"paragraphs": [{"level": 0, "text": text}]}, heading='The "Day"')
    shown = render(one)
    assert shown.heading == "The “Day”"
    assert words(shown.blocks[0]) == "The ““Board’s Day”” isn’t (§training)’s “day”; ‘§training’."
    assert one.fields.model_dump()["paragraphs"][0]["text"] == text
    assert one.heading == 'The "Day"'


def test_a_custom_clause_says_its_own_words_with_references_and_terms() -> None:
    paragraphs = [
        {"level": 1, "text": "See {ref:kind:retention:2}, {ref:clause:abcdefgh} and {{this}}; a {term:Hold} ends."},
        {"level": 2, "text": "Plain."},
    ]
    clause = rendered("custom", paragraphs=paragraphs, stands_for="evidence_holds")
    field = "paragraphs.0.text"
    assert clause.blocks == (
        RenderedParagraph(
            1,
            (
                Text("See ", field),
                Reference(kind="retention", paragraph=2, field=field),
                Text(", ", field),
                Reference(clause_id="abcdefgh", field=field),
                Text(" and {this}; a ", field),
                DefinedTerm("Hold", field),
                Text(" ends.", field),
            ),
        ),
        RenderedParagraph(2, (Text("Plain.", "paragraphs.1.text"),)),
    )


def test_a_custom_clause_answers_to_the_kind_that_it_stands_for() -> None:
    plain = {"paragraphs": [{"level": 0, "text": "x"}]}
    assert render(revision("custom", {**plain, "stands_for": "training"})).kind == "training"
    assert render(revision("custom", plain)).kind == "custom"


def test_a_custom_clause_brings_its_exhibits() -> None:
    exhibit = {"label": "A", "title": "Schools", "paragraphs": [{"level": 0, "text": "All of {ref:kind:sro_duties}."}]}
    (shown,) = rendered("custom", exhibits=[exhibit]).exhibits
    assert (shown.label, shown.title) == ("A", "Schools")
    assert words(shown.blocks[0]) == "All of §sro_duties."


def test_words_that_come_from_a_field_name_it() -> None:
    block = rendered("term_renewal").blocks[1]
    assert isinstance(block, RenderedParagraph)
    assert Text("sixty (60) calendar days", "nonrenewal_notice") in block.spans
    item = rendered("camera_use").blocks[2]
    assert isinstance(item, RenderedParagraph)
    assert [span.field for span in item.spans] == ["triggers.0", None]


def test_braces_in_a_field_are_words_and_no_template() -> None:
    assert ". To use {start} well." in lines("recitals", purposes=["use {start} well", "keep schools safe"])


def test_rendering_keeps_identity_and_heading() -> None:
    one = revision("recitals", heading="Why")
    assert (render(one).clause_id, render(one).heading, render(one)) == (one.clause_id, "Why", render(one))


@pytest.mark.parametrize("kind", [spec.name for spec in kinds()])
def test_every_kind_has_a_wording_whose_phrases_name_real_values(kind: str) -> None:
    assert suggested_heading(kind)
    model = next(spec.fields_model for spec in kinds() if spec.name == kind)
    definitions = model.model_json_schema().get("$defs", {})
    choices = [set(node["enum"]) for node in definitions.values() if "enum" in node]
    for field, phrases in wording_of(kind).phrases.items():
        assert field in model.model_fields
        assert set(phrases) in choices, f"{kind}.{field}"


# --------------------------------------------------------------------------------------------------- the filters


@pytest.mark.parametrize(
    ("n", "spelled"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (20, "twenty"),
        (45, "forty-five"),
        (100, "one hundred"),
        (385, "three hundred eighty-five"),
        (1001, "one thousand one"),
        (130_000, "one hundred thirty thousand"),
    ],
)
def test_numbers_are_spelled(n: int, spelled: str) -> None:
    assert spell(n) == spelled


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("num", 2, "two (2)"),
        ("percent", 10, "ten percent (10%)"),
        ("times", 1, "once"),
        ("times", 2, "twice"),
        ("times", 3, "three (3) times"),
        ("money", Decimal("130000.00"), "$130,000"),
        ("money", Decimal("130000.50"), "$130,000.50"),
        ("deadline", Deadline(n=60, unit=DeadlineUnit.CALENDAR_DAYS), "sixty (60) calendar days"),
        ("deadline", Deadline(n=1, unit=DeadlineUnit.BUSINESS_DAYS), "one (1) business day"),
        ("deadline", Deadline(n=72, unit=DeadlineUnit.HOURS), "seventy-two (72) hours"),
        ("duration", "P385D", "385 days"),
        ("duration", "P1Y", "1 year"),
        ("duration", "P6M", "6 months"),
        ("duration", "P2W", "2 weeks"),
        ("period", "P1Y", "one (1) year"),
        ("period", "P385D", "three hundred eighty-five (385) days"),
        ("every", "P1Y", "every year"),
        ("every", "P18M", "every eighteen (18) months"),
        ("period", "P3Y", "three (3) years"),
        ("period", "P1M", "one (1) month"),
        ("date", date(2020, 3, 8), "March 8, 2020"),
        ("date", None, "____________, 20__"),
        ("month_day", "04-15", "April 15"),
        ("and", ("a", "b", "c"), "a, b, and c"),
        ("or", ("a", "b"), "a or b"),
        ("capital", "the City", "The City"),
        ("upper", "the City’s", "THE CITY’S"),
    ],
)
def test_values_read_as_an_agreement_writes_them(name: str, value: Any, expected: str) -> None:
    assert FILTERS[name](value, Setting("field", {})) == expected


def test_counted_things_and_series_agree_in_number() -> None:
    assert (counted(1, "day", "days"), counted(1200, "day", "days")) == (
        "one (1) day",
        "one thousand two hundred (1,200) days",
    )
    assert (series(["a"], "and"), series([], "and")) == ("a", "")


@pytest.mark.parametrize(
    ("straight", "curly"),
    [
        ("the District's", "the District’s"),
        ('a "Party" and ("City")', "a “Party” and (“City”)"),
        ("'quoted' days' notice", "‘quoted’ days’ notice"),
        ("\"'nested'\"", "“‘nested’”"),
        ("already “curly’s”", "already “curly’s”"),
    ],
)
def test_quotes_are_curled(straight: str, curly: str) -> None:
    assert curl(straight) == curly


# -------------------------------------------------------------------------------------------------- the language


def test_text_is_words_and_slots() -> None:
    assert parse_inline("a {b|c:d} {{e}} {}") == ("a ", Slot("b|c:d"), " {e} ", Slot(""))


def test_free_text_holds_references_and_terms() -> None:
    assert parse_free_text("{ref:kind:training}{ref:clause:abcdefgh:12}{term:Body-Worn Camera}") == (
        Link(None, "training", None),
        Link("abcdefgh", None, 12),
        Term("Body-Worn Camera"),
    )


@pytest.mark.parametrize(
    "text", ["{", "}", "a {b {c}}", "{}", "{x}", "{ref:kind:A}", "{ref:clause:abcdefgh:0}", "{term: x}"]
)
def test_free_text_that_breaks_the_language_is_refused(text: str) -> None:
    with pytest.raises(InlineError):
        parse_free_text(text)


@pytest.mark.parametrize("text", ["{Start}", "{a|}", "{a b}", "{a|b|}", "{0}"])
def test_a_template_with_a_bad_placeholder_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="no placeholder"):
        parse_template(text)


@pytest.mark.parametrize("text", ["", "a =", "a == b", "a or b", "#a > b c"])
def test_a_bad_condition_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="no condition"):
        parse_condition(text)


def test_a_wording_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(TemplateError, match="unknown keys: levle"):
        load_wording('heading = "H"\n[[block]]\nlevel = 1\nlevle = 2\ntext = "x"\n')
    with pytest.raises(TemplateError, match="unknown keys: blocks"):
        load_wording('heading = "H"\nblocks = []\n')
