"""Signatures of webhooks, held against the specification's own words and not against our code."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from datetime import UTC, datetime

from api.signatures import new_signing_secret, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime(2021, 2, 25, 6, 40, 30, 900_000, tzinfo=UTC)


def test_the_headers_are_those_of_the_specification() -> None:
    """The example of the Standard Webhooks specification and its libraries."""
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT.replace(tzinfo=UTC), b'{"test": 2432232314}', [SECRET])
    at = headers["webhook-timestamp"]
    assert at == "1614235230"
    signed = f"msg_p5jXN8AQM9LWM0D4loKWxJek.{at}.".encode() + b'{"test": 2432232314}'
    told = b64encode(hmac.digest(b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), signed, "sha256")).decode()
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{told}",
    }


def test_the_signature_of_a_known_message_is_the_known_one() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [SECRET])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_signs_and_each_is_of_its_own() -> None:
    other = new_signing_secret()
    assert len(b64decode(other.removeprefix("whsec_"))) == 32
    assert other != new_signing_secret()
    both = signed_headers("msg", AT, b"{}", [other, SECRET])["webhook-signature"].split(" ")
    alone = [signed_headers("msg", AT, b"{}", [each])["webhook-signature"] for each in (other, SECRET)]
    assert both == alone
