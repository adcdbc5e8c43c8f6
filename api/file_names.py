"""File names that a person recognises, and the header that carries them (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import quote

_LONGEST = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def draft_file_name(title: str, number: int, dated: date) -> str:
    """ "SRO Program MOU - Draft 5 (2020-03-03).docx"."""
    return f"{_safe(title)} - Draft {number} ({dated.isoformat()}).docx"


def agreement_file_name(title: str) -> str:
    """ "SRO Program MOU - Agreement.zip"."""
    return f"{_safe(title)} - Agreement.zip"


def execution_file_name(title: str, number: int, dated: date) -> str:
    """ "SRO Program MOU - Execution version of Draft 6 (2020-03-17).docx"."""
    return f"{_safe(title)} - Execution version of Draft {number} ({dated.isoformat()}).docx"


def redline_file_name(title: str, before: int, after: int) -> str:
    """ "SRO Program MOU - Redline Draft 1 to Draft 5.docx"."""
    return f"{_safe(title)} - Redline Draft {before} to Draft {after}.docx"


def findings_file_name(title: str) -> str:
    """ "SRO Program MOU - Findings.html"."""
    return f"{_safe(title)} - Findings.html"


def memo_file_name(title: str, before: int, after: int) -> str:
    """ "SRO Program MOU - Change memo Draft 4 to Draft 5.docx"."""
    return f"{_safe(title)} - Change memo Draft {before} to Draft {after}.docx"


def deadlines_file_name(title: str, number: int) -> str:
    """ "SRO Program MOU - Deadlines Draft 5.ics"."""
    return f"{_safe(title)} - Deadlines Draft {number}.ics"


def preview_file_name(title: str, proposal_id: str) -> str:
    """ "SRO Program MOU - Proposal prp-5f0c2a9b7e1d4c3a8b6f.docx"."""
    return f"{_safe(title)} - Proposal {proposal_id}.docx"


def compared_file_name(before: str, after: str) -> str:
    """The name of a redline of two uploads, from their own names: "Old to New - Redline.docx"."""
    return f"{_safe(_stem(before))} to {_safe(_stem(after))} - Redline.docx"


def resolved_file_name(name: str, accepted: bool) -> str:
    """The name of an upload whose tracked changes were resolved: "Returned - Accepted.docx"."""
    return f"{_safe(_stem(name))} - {'Accepted' if accepted else 'Rejected'}.docx"


def scrubbed_file_name(name: str) -> str:
    """The name of an upload that was scrubbed: "Draft - Scrubbed.docx"."""
    return f"{_safe(_stem(name))} - Scrubbed.docx"


def returned_file_name(name: str) -> str:
    """The name of a file that came back, as it came: "Our changes.docx"."""
    return f"{_safe(_stem(name))}.docx"


def attachment(file_name: str) -> str:
    """The Content-Disposition that saves under ``file_name``: an ASCII name for all, the exact one in UTF-8."""
    plain = unicodedata.normalize("NFKD", file_name.replace("—", "-").replace("–", "-"))
    ascii_name = plain.encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _stem(name: str) -> str:
    return re.sub(r"\.docx$", "", name, flags=re.IGNORECASE)


def _safe(title: str) -> str:
    """``title`` without what file systems refuse, on one line and not too long."""
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", title)).strip(" .")
    return plain[:_LONGEST].strip(" .") or "Document"
