"""What was changed without a trace."""

from __future__ import annotations

from tests.support.returns.case import BOX, FOOTER, HEADER, NOTE, TABLE, case, silent

SILENT = (
    case("a digit of an amount", "rich", lambda d: d.replace("4,200", "4,700"), silent("4,200", "4,700", TABLE)),
    case("a digit of a year", "draft 5", lambda d: d.replace("June 30, 2020", "June 30, 2029"), silent("2020", "2029")),
    case(
        "a number and its word",
        "draft 5",
        lambda d: d.replace(
            "at least sixty (60) calendar days before the end", "at least ninety (90) calendar days before the end"
        ),
        silent("sixty (60)", "ninety (90)"),
    ),
    case(
        "not put in",
        "draft 5",
        lambda d: d.replace("The Department owns each Recording.", "The Department owns not each Recording."),
        silent("", "not"),
    ),
    case("not taken out", "rich", lambda d: d.replace("shall not give", "shall give"), silent("not", "")),
    case(
        "a word in the header",
        "rich",
        lambda d: d.replace("City of Oak Hill", "Town of Oak Hill", "header"),
        silent("City", "Town", HEADER),
    ),
    case(
        "a word in the footer",
        "rich",
        lambda d: d.replace("City Clerk", "City Attorney"),
        silent("Clerk", "Attorney", FOOTER),
    ),
    case(
        "a word in a note",
        "rich",
        lambda d: d.replace("records law", "evidence law"),
        silent("records", "evidence", NOTE),
    ),
    case(
        "a word in a text box",
        "rich",
        lambda d: d.replace("until signed", "until published"),
        silent("signed", "published", BOX),
    ),
    case("a homoglyph", "draft 5", lambda d: d.replace("City Manager.", "City Mаnager."), silent("Manager", "Mаnager")),
    case(
        "a homoglyph in a table",
        "rich",
        lambda d: d.replace("Body-worn", "Bоdy-worn"),
        silent("Body-worn", "Bоdy-worn", TABLE),
    ),
    case(
        "a no-break space",
        "draft 5",
        lambda d: d.replace("shall be kept for the longest", "shall be\u00a0kept for the longest"),
        silent(" ", "\u00a0"),
    ),
    case(
        "a no-break space in a note",
        "rich",
        lambda d: d.replace("the Board in", "the Board\u00a0in"),
        silent(" ", "\u00a0", NOTE),
    ),
    case(
        "a zero-width space",
        "rich",
        lambda d: d.replace("twenty-five", "twenty\u200b-five"),
        silent("twenty-five", "twenty\u200b-five"),
    ),
    case(
        "words hidden",
        "draft 5",
        lambda d: d.look("The Department owns each Recording.", "vanish"),
        silent("The Department owns each Recording.", ""),
    ),
    case("words hidden in a table", "rich", lambda d: d.look("950", "vanish"), silent("950", "", TABLE)),
    case(
        "words in white",
        "rich",
        lambda d: d.look("one million dollars", color="FFFFFF"),
        silent("one million dollars", ""),
    ),
    case(
        "hidden words put in",
        "rich",
        lambda d: d.replace("written consent", "written consent or silence").look(" or silence", "vanish"),
        silent("", "or silence"),
    ),
    case("a fee struck by its look", "rich", lambda d: d.look("4,200", "strike"), silent("4,200", "", TABLE)),
    case(
        "words struck twice by their look",
        "draft 5",
        lambda d: d.look("No Recording under a hold shall be deleted.", "dstrike"),
        silent("No Recording under a hold shall be deleted.", ""),
    ),
    case(
        "a paragraph put in",
        "draft 5",
        lambda d: d.add("The Custodian shall keep a log of each deletion.", "The log is not a public record."),
        silent("", "The log is not a public record."),
    ),
    case(
        "a paragraph taken out",
        "draft 5",
        lambda d: d.remove("The Custodian shall log each viewing"),
        silent("The Custodian shall log each viewing, copying, and release of a Recording.", ""),
    ),
    case("a row put in", "rich", lambda d: d.add_row("950", "Late charge", "75"), silent("", "Late charge\t75", TABLE)),
    case(
        "a row taken out",
        "draft 5",
        lambda d: d.remove_row("Subject of a complaint"),
        silent(
            "Subject of a complaint\t3 years from the date of the Recording\t"
            "The complaint is resolved, if that is later",
            "",
            TABLE,
        ),
    ),
    case(
        "words in another order",
        "rich",
        lambda d: d.replace("Superintendent and the Chief of Police", "Chief of Police and the Superintendent"),
        silent("Superintendent", "Chief of Police"),
        silent("Chief of Police", "Superintendent"),
    ),
    case(
        "a link that leads elsewhere",
        "rich",
        lambda d: d.link("https://oakhill.example/policy", "https://oakhill.example/other"),
        silent("the District’s site", "the District’s site"),
    ),
    case(
        "a paragraph split",
        "draft 5",
        lambda d: d.split("This Section is subject to Section\u00a012.", tracked=False),
        silent("", ""),
    ),
    case(
        "a note put in",
        "rich",
        lambda d: d.note("one million dollars", "Subject to the tort claims act."),
        silent("", "Subject to the tort claims act.", NOTE),
    ),
    case(
        "a cell emptied",
        "draft 5",
        lambda d: d.replace("The case is closed, if that is later", ""),
        silent("The case is closed, if that is later", "", TABLE),
    ),
    case(
        "many silent edits",
        "draft 5",
        lambda d: (
            d.replace("two (2) School", "three (3) School")
            .replace("$130,000", "$180,000")
            .replace("three (3) years", "three (3) months")
            .replace("State of Maine", "State of Utah")
        ),
        silent("two (2)", "three (3)"),
        silent("$130,000", "$180,000"),
        silent("years", "months"),
        silent("Maine", "Utah"),
    ),
)
