"""The words of a PDF, page by page, as its own text layer gives them. Nothing is recognised from pictures."""

from __future__ import annotations

import io
from typing import Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError

from clauses.errors import LimitExceeded, UnreadablePdf
from drafts.drawn import check_drawn

MOST_PAGES: Final = 2_000
MOST_UNPACKED: Final = 16_000_000
"""Bytes of one stream; pictures are not unpacked."""
_UNPACKED: Final = (
    "zlib_maximum_output_length",
    "lzw_maximum_output_length",
    "run_length_maximum_output_length",
    "brotli_maximum_output_length",
    "array_based_stream_maximum_output_length",
)
_MAGIC: Final = b"%PDF-"


def is_pdf(content: bytes) -> bool:
    """Whether a file says of itself that it is a PDF (ISO 32000-2, 7.5.2)."""
    return content.startswith(_MAGIC)


def read_pages(pdf: bytes) -> tuple[str, ...]:
    """The text of each page. Raises UnreadablePdf for a damaged or locked file and for one without words, and
    LimitExceeded for more pages than 2,000 and for pages that draw too much (:mod:`drafts.drawn`)."""
    try:
        with apply_configuration(**dict.fromkeys(_UNPACKED, MOST_UNPACKED)):
            pages = _read(PdfReader(io.BytesIO(pdf)))
    except (UnreadablePdf, LimitExceeded):
        raise
    except LimitReachedError as error:
        raise LimitExceeded("The PDF is larger than a limit when it is unpacked; print the document again.") from error
    except Exception as error:  # a damaged file fails in any way, deep in the library
        raise UnreadablePdf("The PDF is damaged; print the document again and send that.") from error
    if not any(page.strip() for page in pages):
        raise UnreadablePdf("The PDF has no words, only pictures of them; send one that was printed and not scanned.")
    return pages


def _read(reader: PdfReader) -> tuple[str, ...]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadablePdf("The PDF is locked by a password; print it anew without one.")
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise LimitExceeded(f"The PDF has {count:,} pages and may have {MOST_PAGES:,}; send fewer.", "pages")
    check_drawn(reader.pages)
    return tuple(page.extract_text() for page in reader.pages)
