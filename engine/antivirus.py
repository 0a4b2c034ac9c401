"""The antivirus of the city, a ClamAV daemon: bytes in, the name of what it found out.

Whatever the daemon does (down, slow, closing in the middle), the answer here is a name, nothing, or one of two
exceptions. Knows no document.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from engine.errors import AntivirusRefused, AntivirusSilent

PATIENCE = 30.0
"""Seconds for one file: the daemon itself gives up before that on what is hard to open."""
QUICK = 5.0
"""Seconds to be answered at all."""
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
FOUND, SOUND = " FOUND", "stream: OK"


class Antivirus:
    """The daemon at this address (`tcp://host:3310`, `unix:/run/clamav/clamd.ctl`), or none when it is empty."""

    def __init__(self, url: str):
        self.url = url

    def __bool__(self) -> bool:
        return bool(self.url)

    async def scan(self, content: bytes) -> str:
        """What the daemon found in these bytes, "" when they are sound. Raises AntivirusSilent, AntivirusRefused."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._ask(b"zINSTREAM\0", content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            answer = ""  # it closes in the middle when a file is too large for it: its last words may be lost
        if answer == SOUND:
            return ""
        if answer.endswith(FOUND):
            return answer.removeprefix("stream: ").removesuffix(FOUND)
        if answer or await self.answers():
            raise AntivirusRefused(answer or "no answer about this file")
        raise AntivirusSilent

    async def answers(self) -> bool:
        """Whether the daemon is there at all."""
        try:
            async with asyncio.timeout(QUICK):
                return await self._ask(b"zPING\0") == "PONG"
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return False

    async def _ask(self, command: bytes, content: bytes | None = None) -> str:
        reader, writer = await self._open()
        try:
            writer.write(command)
            if content is not None:
                for start in range(0, len(content), PIECE):
                    piece = content[start : start + PIECE]
                    writer.write(len(piece).to_bytes(4, "big") + piece)
                    await writer.drain()
                writer.write(bytes(4))
            await writer.drain()
            answer = await reader.read(LONGEST_ANSWER)
            return answer.rstrip(b"\0\n").decode("utf-8", "replace")
        finally:
            writer.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        where = urlsplit(self.url)
        async with asyncio.timeout(QUICK):
            if where.scheme == "unix":
                return await asyncio.open_unix_connection(where.path)
            return await asyncio.open_connection(where.hostname, where.port)
