"""The channel of the demonstration: nothing leaves, the messages are read on a page."""

from __future__ import annotations

from engine.channels.letter import Letter


class Shown:
    async def send(self, letter: Letter) -> None:
        """Done: being in the outbox is being shown."""
