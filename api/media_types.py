"""What a body says it is: a request with a body of another media type than its route takes is refused (415), before
anything of it is read as what it is not."""

from __future__ import annotations

from email.message import Message

from fastapi import HTTPException, Request
from fastapi.routing import APIRoute

_DEFAULT = "application/octet-stream"
"""What a body is that does not say it (RFC 9110, 8.3)."""


async def as_announced(request: Request) -> None:
    """Refuse a body whose Content-Type is not what the route takes; 415 names what it does take."""
    taken = media_type_of(request.scope.get("route"))
    if taken is None or not _has_body(request):
        return
    told = Message()
    told["Content-Type"] = request.headers.get("content-type", _DEFAULT)
    said = told.get_content_type()
    if said != taken and not (
        taken == "application/json" and said.startswith("application/") and said.endswith("+json")
    ):
        raise HTTPException(
            415, f"Send the body as {taken}, as Content-Type says; {said} is not read.", {"Accept": taken}
        )


def media_type_of(route: object) -> str | None:
    """The media type of the body that ``route`` takes; None where it takes none."""
    if not isinstance(route, APIRoute) or route.body_field is None:
        return None
    return getattr(route.body_field.field_info, "media_type", None)


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
