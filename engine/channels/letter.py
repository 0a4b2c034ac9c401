"""Letter: what a channel delivers. Plain text, one recipient, an id that stays the same at each attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Letter:
    id: str
    recipient: str
    subject: str
    body: str
    sent_at: datetime
    recipient_name: str = ""
    reply_to: str = ""
