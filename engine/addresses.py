"""The city's source of addresses: a server that answers like the Base Adresse Nationale, asked from ours.

The browser never calls it. Whatever it does (down, slow, talking nonsense), the answer here is an address list or
`SourceSilent`, within two seconds; what people type is never logged.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from engine.errors import SourceSilent
from engine.fields.place import DECIMALS, Taken

PATIENCE = 2.0
"""Seconds: someone is waiting in front of a form that works without us."""
LARGEST = 256 * 1024
"""Bytes of an answer; six addresses are less than ten kilobytes."""
TOGETHER = 12
"""Searches at once: a source that hangs must not hold our own connections."""
MOST = 6
SHORTEST, LONGEST = 3, 200

logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses, with what people typed
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Addresses:
    """The source at this address (`https://…/search/`), or none when it is empty."""

    def __init__(self, url: str):
        self.url = url
        self._client: httpx.AsyncClient | None = None
        self._waiting = 0

    def __bool__(self) -> bool:
        return bool(self.url)

    async def search(self, words: str) -> tuple[Taken, ...]:
        """Addresses like these words, the best first; nothing for words too short. Raises SourceSilent."""
        words = " ".join(words.split())[:LONGEST]
        if len(words) < SHORTEST or not self.url:
            return ()
        if self._waiting >= TOGETHER:
            raise SourceSilent
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                return tuple(read(await self._ask(words)))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError):
            raise SourceSilent from None  # the cause holds what was typed
        finally:
            self._waiting -= 1

    async def _ask(self, words: str) -> Any:
        url = httpx.URL(self.url).copy_merge_params({"q": words, "limit": str(MOST)})
        async with self._opened().stream("GET", url) as response:
            if response.status_code != 200:
                raise ValueError(response.status_code)
            received = b""
            async for piece in response.aiter_bytes():
                received += piece
                if len(received) > LARGEST:
                    raise ValueError(len(received))
        return json.loads(received)

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            limits = httpx.Limits(max_connections=TOGETHER)
            headers = {"accept": "application/json", "user-agent": "Parvis"}
            self._client = httpx.AsyncClient(timeout=PATIENCE, limits=limits, headers=headers)
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def read(answer: Any) -> Iterator[Taken]:
    """The addresses of a GeoJSON answer; what is not one is left out. Raises ValueError for another kind of answer."""
    features = answer.get("features") if isinstance(answer, Mapping) else None
    if not isinstance(features, list):
        raise ValueError("not a collection of addresses")
    for feature in features[:MOST]:
        known = feature.get("properties") if isinstance(feature, Mapping) else None
        if isinstance(known, Mapping) and (label := said(known, "label")):
            town = said(known, "type") == "municipality"
            number_and_street = f"{said(known, 'housenumber')} {said(known, 'street')}".strip()
            yield Taken(
                text=label,
                street="" if town else said(known, "name") or number_and_street,
                postcode=code(known, "postcode"),
                town=said(known, "city"),
                town_code=code(known, "citycode"),
                point=point(feature.get("geometry")),
            )


def said(known: Mapping[str, Any], key: str) -> str:
    """A text of the source, on one line."""
    value = known.get(key)
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", value).split())[:LONGEST] if isinstance(value, str) else ""


def code(known: Mapping[str, Any], key: str) -> str:
    found = said(known, key)
    return found if re.fullmatch(r"\d[\dAB]\d{3}", found) else ""


def point(geometry: Any) -> tuple[float, float] | None:
    """(latitude, longitude) of a GeoJSON point, which writes them the other way round."""
    written = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if not isinstance(written, list) or len(written) < 2:
        return None
    longitude, latitude = written[:2]
    if any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in (longitude, latitude)):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return round(float(latitude), DECIMALS), round(float(longitude), DECIMALS)
