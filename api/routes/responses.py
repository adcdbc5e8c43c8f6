"""Which problems a route documents, and the answer that carries a Word file."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from api.errors import MEDIA_TYPE
from api.etags import is_fresh
from api.file_names import attachment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

HTML = "text/html"
MARKDOWN = "text/markdown"
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
}
"""A page made of a file's words carries its style sheet, and runs and fetches nothing."""

_WHY = {
    400: "The body can't be read as what it says it is",
    401: "There are no credentials, or they do not count",
    403: "The role, the token or the page that asks does not allow it",
    404: "There is no such thing",
    409: "The request conflicts with what is stored",
    412: "It has changed since it was read; the ETag header and `current` name the version to read again",
    413: "The body or a file is larger than a limit",
    415: "The body is of another media type than is taken, or the upload is not a .docx that can be read",
    422: "The request or the file is not valid; `problems` names each refused value",
    429: "Too many requests or attempts; Retry-After says when to try again",
    503: "The server is not ready: `problems` says why",
    428: "An If-Match header is needed",
}

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """The documentation of the problem answers with ``statuses``."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": _WHY[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}


def word_file(*statuses: int) -> Responses:
    """The documentation of a download: the file, 304, and the problem answers with ``statuses``."""
    file = {"description": "The Word file", "content": {DOCX: {"schema": {"type": "string", "format": "binary"}}}}
    return {200: file, 304: {"description": "The copy at hand is still the current one"}, **problems(*statuses)}


def shown_as(media_type: str, *statuses: int) -> Responses:
    """The documentation of a text of ``media_type``, 304, and the problem answers with ``statuses``."""
    text = {"description": "The same changes, for people", "content": {media_type: {"schema": {"type": "string"}}}}
    return {200: text, 304: {"description": "The copy at hand is still the current one"}, **problems(*statuses)}


def download(
    content: bytes, *, media_type: str, etag: str, if_none_match: str | None, file_name: str = "", head: bool = False
) -> Response:
    """``content`` with its tag; 304 without it when the caller has it; its headers alone for a HEAD request."""
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_fresh(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.update(PAGE_HEADERS if media_type == HTML else {})
    if file_name:
        headers["Content-Disposition"] = attachment(file_name)
    if head:
        headers["Content-Length"] = str(len(content))
        return Response(status_code=200, headers=headers, media_type=media_type)
    return Response(content, headers=headers, media_type=media_type)
