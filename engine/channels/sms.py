"""SMS through the HTTP gateway of the city's operator: one request a message, always under the same id.

What the operator expects is told by settings (docs/decisions/2026-11-23-le-contrat-sms.md); no operator is known here.
Neither the number nor the text is ever logged, nor what the operator answers, which may repeat them.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from engine import gsm
from engine.channels.letter import Letter
from engine.errors import DeliveryError
from engine.settings import Gateway

PATIENCE = 20.0
"""Seconds for the whole exchange; well under the lease of a notice."""
LARGEST = 64 * 1024
"""Bytes looked at in an answer."""
REFUSED = (400, 422)
"""This number or this text is the matter; any other refusal is about us or about them, and will be put right."""
LONGEST_WAIT = timedelta(days=1)

logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses, which may hold a number
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Sms:
    def __init__(self, gateway: Gateway):
        self.gateway = gateway

    async def send(self, letter: Letter) -> None:
        if not re.fullmatch(r"\+[1-9][0-9]{5,14}", letter.recipient):
            raise DeliveryError("numéro impossible", permanent=True)
        try:
            async with asyncio.timeout(PATIENCE):
                status, answer, wait = await self._ask(self.request(letter))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise DeliveryError(f"passerelle SMS : {type(error).__name__}", permanent=False) from None
        self._judge(status, answer, wait)

    def request(self, letter: Letter) -> httpx.Request:
        """What is asked of the operator: a GET when the address holds the text, else a POST of a form or of JSON."""
        gateway, words = self.gateway, self.words(letter)
        url = filled(gateway.url, words, lambda value: quote(value, safe=""))
        headers = {"user-agent": "Parvis", "idempotency-key": letter.id}
        headers |= {name.lower(): filled(value, words) for name, value in gateway.headers}
        if not gateway.posts:
            return httpx.Request("GET", url, headers=headers)
        body = {key: filled(value, words) for key, value in gateway.form}
        if gateway.form:
            return httpx.Request("POST", url, headers=headers, data=body)
        return httpx.Request("POST", url, headers=headers, json=everywhere(gateway.json, words))

    def words(self, letter: Letter) -> dict[str, str]:
        text = gsm.plain(f"{letter.body} {self.gateway.stop}")
        bare = letter.recipient.removeprefix("+")
        return {
            "numero": letter.recipient,
            "numero_00": f"00{bare}",
            "numero_nu": bare,
            "texte": text,
            "expediteur": self.gateway.sender,
            "id": letter.id,
        }

    async def _ask(self, request: httpx.Request) -> tuple[int, str, str]:
        """Status, answer, and how long we are asked to wait. A redirection is never followed: it would take our key away."""
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            response = await client.send(request, stream=True)
            received = b""
            try:
                async for piece in response.aiter_bytes():
                    received += piece
                    if len(received) > LARGEST:
                        break
            finally:
                await response.aclose()
        return (
            response.status_code,
            received[:LARGEST].decode("utf-8", "replace"),
            response.headers.get("retry-after", ""),
        )

    def _judge(self, status: int, answer: str, wait: str) -> None:
        """Accepted, or DeliveryError. The city's own words for yes and no come before the status."""
        reason = f"passerelle SMS : réponse {status}"
        if self.gateway.refused and re.search(self.gateway.refused, answer):
            raise DeliveryError(reason, permanent=True)
        if self.gateway.accepted:
            if re.search(self.gateway.accepted, answer):
                return
        elif 200 <= status < 300:
            return
        raise DeliveryError(reason, permanent=status in REFUSED, after=asked_wait(wait))


def filled(template: str, words: dict[str, str], write: Callable[[str], str] = str) -> str:
    """In one pass: a text that holds « {id} » says just that."""
    return re.sub(r"\{(\w+)\}", lambda name: write(words[name[1]]), template)


def everywhere(template: Any, words: dict[str, str]) -> Any:
    """The same in every text of a JSON value."""
    if isinstance(template, str):
        return filled(template, words)
    if isinstance(template, dict):
        return {key: everywhere(value, words) for key, value in template.items()}
    return [everywhere(value, words) for value in template] if isinstance(template, list) else template


def asked_wait(written: str) -> timedelta | None:
    """`Retry-After: 120`; a date, which operators do not send, counts as nothing said."""
    if not re.fullmatch(r"[0-9]{1,9}", written.strip()):
        return None
    return min(timedelta(seconds=int(written)), LONGEST_WAIT)
