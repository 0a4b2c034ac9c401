"""Sealed words: given to a browser to keep, refused when anything in them has changed or their time is over."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime

SIGNATURE = 32


def seal(secret: bytes, purpose: str, words: str, until: datetime) -> str:
    """`purpose` keeps a seal made for one use from being accepted for another."""
    body = f"{int(until.timestamp())}:{words}".encode()
    return urlsafe_b64encode(_sign(secret, purpose, body) + body).decode().rstrip("=")


def unseal(secret: bytes, purpose: str, sealed: str, now: datetime) -> str | None:
    """The words, or None when they are not ours or no longer valid."""
    try:
        whole = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except (NotBase64, ValueError):
        return None
    signature, body = whole[:SIGNATURE], whole[SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(secret, purpose, body)):
        return None
    until, _, words = body.decode().partition(":")
    return words if int(until) > now.timestamp() else None


def _sign(secret: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + body, "sha256")
