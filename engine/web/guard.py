"""What stands before every handler: other sites' forms refused, safe headers, bounded bodies and attempts.

Pure ASGI. Knows no page of the product.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DRAINED = 256 * 1024 * 1024
"""Bytes of a refused body that we accept to read for nothing."""
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def content_security_policy(pictures: str = "") -> str:
    """`pictures` is the origin that gives the background of maps, when the city has chosen one."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {pictures}".rstrip(),
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


HEADERS: Mapping[str, str] = {
    "content-security-policy": content_security_policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(self), microphone=(), payment=()",
}


PARTS = ("text/css", "text/javascript", "image/svg+xml")
"""Style sheets, scripts and the icon: parts of a page, which obey the headers of the page. Its own would only weigh."""
OF_PARTS = frozenset({"x-content-type-options", "cross-origin-resource-policy", "strict-transport-security"})

Refuse = Callable[[Request, HTTPException], Awaitable[Response]]


class Guard:
    """Refuses what other sites send and what is too heavy, and puts the safe headers on every answer.

    Pages are never kept by the browser or a proxy (`no-store`), except what says otherwise (static files).
    `refuse` writes the page of a refusal, so that even here a person reads a sentence.
    """

    def __init__(self, app: ASGIApp, *, tls: bool, largest_body: int, refuse: Refuse, pictures: str = ""):
        self.app = app
        own = {"content-security-policy": content_security_policy(pictures)}
        secured = {"strict-transport-security": "max-age=63072000"} if tls else {}
        self.headers = {**HEADERS, **own, **secured}
        self.largest_body = largest_body
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_safe_headers(MutableHeaders(scope=message), self.headers)
            await send(message)

        if refusal := self.refusal(scope):
            await drain(receive)
            response = await self.refuse(Request(scope), refusal)
            await response(scope, receive, send_with_headers)
        else:
            await self.app(scope, self.bounded(receive), send_with_headers)

    def bounded(self, receive: Receive) -> Receive:
        """A body that does not announce its length is counted as it comes."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.largest_body:
                raise HTTPException(413)
            return message

        return counted

    def refusal(self, scope: Scope) -> HTTPException | None:
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and not same_origin(headers):
            return HTTPException(403, "Cette demande vient d’un autre site. Revenez sur notre site et recommencez.")
        if not is_ours(headers.get("content-type", "")):
            return HTTPException(400)
        length = headers.get("content-length", "0")
        return HTTPException(413) if length.isdecimal() and int(length) > self.largest_body else None


def add_safe_headers(answered: MutableHeaders, headers: Mapping[str, str] = HEADERS) -> None:
    is_part = answered.get("content-type", "").startswith(PARTS)
    for name, value in headers.items():
        if not is_part or name in OF_PARTS:
            answered.setdefault(name, value)
    answered.setdefault("cache-control", "no-store")
    answered.add_vary_header("HX-Request")


async def drain(receive: Receive) -> None:
    """Read a refused body to its end, keeping nothing: a browser shows our page only once it has sent everything."""
    seen, more = 0, True
    while more and seen < DRAINED:
        message = await receive()
        seen += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)


def same_origin(headers: Headers) -> bool:
    """Whether a form was sent from our own pages, as modern browsers tell (Fetch Metadata, then Origin).

    A client that says neither is not a browser of today; SameSite cookies cover the older ones.
    """
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def is_ours(content_type: str) -> bool:
    """Whether a form is written as our pages are. Other charsets name codecs that break, or write half characters."""
    written = re.search(r"charset\s*=\s*([^;]*)", content_type, re.IGNORECASE)
    return written is None or written[1].strip().strip("\"'").lower() in ("utf-8", "utf8")


@dataclass(frozen=True)
class Limits:
    """Attempts allowed, counted in memory, or in Redis when several processes serve."""

    limiter: MovingWindowRateLimiter

    @classmethod
    def open(cls, redis_url: str) -> Limits:
        storage: Storage = (
            RedisStorage(f"async+{redis_url}", implementation="redispy") if redis_url else MemoryStorage()
        )
        return cls(MovingWindowRateLimiter(storage))

    async def spend(self, name: str, *who: str, allowed: str) -> None:
        """Count one attempt. Raises a 429 with a sentence when `allowed` (« 10/15minutes ») is used up."""
        rate: RateLimitItem = parse(allowed)
        if not await self.limiter.hit(rate, name, *who):
            minutes = max(1, rate.get_expiry() // 60)
            raise HTTPException(
                429, f"Trop d’essais en peu de temps. Attendez {minutes} minutes, puis recommencez, ou appelez-nous."
            )


def client(request: Request) -> str:
    """Address of the person's connection, only ever used as a counter's key."""
    return request.client.host if request.client else "?"
