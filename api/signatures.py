"""Signatures of webhooks, as the Standard Webhooks specification 1.0 has them (https://www.standardwebhooks.com).

A secret is ``whsec_`` and 32 random bytes in base64. What is signed is
``<webhook-id>.<webhook-timestamp>.<body>``, with HMAC-SHA256; the header bears ``v1,`` and the
base64 of it, once for each secret that counts.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what secrets begin with
_SECRET_BYTES: Final = 32


def new_signing_secret() -> str:
    """A fresh secret: 256 random bits."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(message_id: str, at: datetime, body: bytes, signing: Sequence[str]) -> dict[str, str]:
    """The three headers of ``body``, sent at ``at`` under that id and signed with each secret of ``signing``."""
    timestamp = str(int(at.timestamp()))
    signatures = " ".join(_signature(each, message_id, timestamp, body) for each in signing)
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signatures}


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{b64encode(hmac.new(key, signed, sha256).digest()).decode()}"
