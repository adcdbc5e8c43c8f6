"""Comments, formatting, moves, and files in which nothing was done."""

from __future__ import annotations

from tests.support.returns.case import (
    BUREAU,
    DELETION,
    HEADER,
    INSURANCE,
    NOTE,
    NOTICES,
    TABLE,
    case,
    commented,
    formatted,
    move_row,
    moved,
    silent,
    uncommented,
)

COMMENTS = (
    case(
        "a comment",
        "rich",
        lambda d: d.comment("one million dollars", "Too low for us."),
        commented("", "Too low for us."),
    ),
    case(
        "a comment on a table",
        "rich",
        lambda d: d.comment("4,200", "Includes storage?"),
        commented("", "Includes storage?", TABLE),
    ),
    case(
        "a comment in a note",
        "rich",
        lambda d: d.comment("records law", "Cite it.", part="footnotes"),
        commented("", "Cite it.", NOTE),
    ),
    case(
        "two comments on one place",
        "draft 5",
        lambda d: d.comment("State of Maine", "Fine.").comment("State of Maine", "Agreed.", BUREAU),
        commented("", "Fine."),
        commented("", "Agreed."),
    ),
    case(
        "our comment taken out",
        "rich, commented",
        lambda d: d.remove_comment("guardians"),
        uncommented("Does this cover guardians?", ""),
    ),
    case(
        "our comment taken out, others left",
        "rich, commented",
        lambda d: d.remove_comment("guardians"),
        uncommented("Does this cover guardians?", ""),
    ),
    case(
        "our comment answered by another in its place",
        "rich, commented",
        lambda d: d.remove_comment("guardians").comment("may view", "No."),
        uncommented("Does this cover guardians?", ""),
        commented("", "No."),
    ),
    case(
        "our comment's words changed",
        "rich, commented",
        lambda d: d.edit_xml(lambda x: x.replace("guardians?", "tutors?"), "comments"),
        uncommented("Does this cover guardians?", ""),
        commented("", "Does this cover tutors?"),
    ),
    case(
        "our comment taken out of a table",
        "rich, commented",
        lambda d: d.remove_comment("Per year?"),
        uncommented("Per year?", "", TABLE),
    ),
    case(
        "our comment taken out of a note",
        "rich, commented",
        lambda d: d.remove_comment("Which law?"),
        uncommented("Which law?", "", NOTE),
    ),
)


FORMATTING = (
    case("bold", "draft 5", lambda d: d.look("at random", "b"), formatted("at random", "at random")),
    case("italics in a table", "rich", lambda d: d.look("950", "i"), formatted("950", "950", TABLE)),
    case(
        "underlined in the header",
        "rich",
        lambda d: d.look("City of Oak Hill", part="header", u="single"),
        formatted("City of Oak Hill", "City of Oak Hill", HEADER),
    ),
    case("bold in a note", "rich", lambda d: d.look("records law", "b"), formatted("records law", "records law", NOTE)),
    case(
        "tracked bold",
        "rich",
        lambda d: d.look("forty-five days", "b", tracked=True),
        formatted("forty-five days", "forty-five days"),
    ),
    case(
        "a tracked alignment",
        "rich",
        lambda d: d.align("Signed by the Superintendent", "right", tracked=True),
        formatted(
            "Signed by the Superintendent and the Chief of Police.",
            "Signed by the Superintendent and the Chief of Police.",
        ),
    ),
    case(
        "a silent alignment",
        "rich",
        lambda d: d.align("Signed by the Superintendent", "center"),
        formatted(
            "Signed by the Superintendent and the Chief of Police.",
            "Signed by the Superintendent and the Chief of Police.",
        ),
    ),
)


MOVES = (
    case(
        "a clause moved",
        "draft 5",
        lambda d: d.move([DELETION], "The Custodian shall keep a log of each deletion."),
        moved(DELETION, DELETION),
    ),
    case(
        "a paragraph moved to another clause",
        "rich",
        lambda d: d.move([INSURANCE], "The term begins on"),
        moved(INSURANCE, INSURANCE),
    ),
    case(
        "a paragraph moved with tracking",
        "draft 5",
        lambda d: d.move_tracked(NOTICES, "A notice under this Agreement"),
        moved(NOTICES, NOTICES),
    ),
    case(
        "moved and changed",
        "draft 5",
        lambda d: d.move([DELETION], "The Custodian shall keep a log of each deletion.").replace(
            "longest period", "shortest period"
        ),
        moved(DELETION, DELETION.replace("longest", "shortest")),
        silent("longest", "shortest"),
    ),
    case(
        "a row moved",
        "rich",
        lambda d: move_row(d, "Officer hours", "950"),
        moved("Officer hours\t1,640", "Officer hours\t1,640", TABLE),
    ),
    case(
        "a row moved elsewhere",
        "draft 5",
        lambda d: move_row(d, "Use of deadly force", "Minimum period"),
        moved(
            "Use of deadly force\t10 years from the date of the Recording\tThe minimum period ends",
            "Use of deadly force\t10 years from the date of the Recording\tThe minimum period ends",
            TABLE,
        ),
    ),
    case(
        "a phrase moved",
        "rich",
        lambda d: d.replace(", unless the Parties agree otherwise in writing", "").replace(
            "The term begins", "The term, unless the Parties agree otherwise in writing, begins"
        ),
        moved(", unless the Parties agree otherwise in writing", ", unless the Parties agree otherwise in writing,"),
    ),
    case(
        "two notes exchanged",
        "rich",
        lambda d: (
            d.replace("As the records law of the state defines it.", "X7")
            .replace("Adopted by the Board in 2015.", "As the records law of the state defines it.")
            .replace("X7", "Adopted by the Board in 2015.")
        ),
        moved("Adopted by the Board in 2015.", "Adopted by the Board in 2015.", NOTE),
    ),
    case(
        "a phrase moved in the header",
        "rich",
        lambda d: d.replace(
            "Oak Hill School District and City of Oak Hill", "and City of Oak Hill Oak Hill School District", "header"
        ),
        moved("Oak Hill School District", "Oak Hill School District", HEADER),
    ),
)


NOTHING = (
    case("nothing done", "draft 5", lambda d: d),
    case("nothing done to a redline", "drafts 4 to 5", lambda d: d),
    case("nothing done to everything", "rich, redlined", lambda d: d),
)
