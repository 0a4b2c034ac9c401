"""Ways out of the building. A channel has one method, `send(letter)`; it knows no case and no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.channels.letter import Letter
from engine.channels.mail import Mail
from engine.channels.shown import Shown
from engine.channels.sms import Sms
from engine.settings import Settings


class Channel(Protocol):
    async def send(self, letter: Letter) -> None:
        """Deliver or raise DeliveryError."""


def channels(settings: Settings) -> Mapping[str, Channel]:
    """What this installation can send by itself. Without a mail server notices wait; nothing is lost."""
    if settings.demo:
        return {"courriel": Shown(), "sms": Shown()}
    ways: dict[str, Channel] = {}
    if settings.smtp is not None:
        ways["courriel"] = Mail(settings.smtp, settings.sender)
    if settings.sms is not None:
        ways["sms"] = Sms(settings.sms)
    return ways
