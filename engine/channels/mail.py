"""Mail by SMTP: plain text in UTF-8, marked as automatic, always the same Message-ID for the same letter."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import aiosmtplib

from engine.channels.letter import Letter
from engine.errors import DeliveryError
from engine.settings import Smtp

REFUSED = range(550, 560)

PATIENCE = 20.0
"""Seconds for a mail server to answer; well under the lease of a notice."""


class Mail:
    def __init__(self, server: Smtp, sender: str):
        self.server = server
        self.sender_name, self.sender = parseaddr(sender)
        self.domain = self.sender.rpartition("@")[2]

    async def send(self, letter: Letter) -> None:
        message = self.message(letter)
        try:
            await aiosmtplib.send(
                message,
                sender=self.sender,
                recipients=[letter.recipient],
                hostname=self.server.host,
                port=self.server.port,
                username=self.server.user or None,
                password=self.server.password or None,
                use_tls=self.server.encryption == "tls",
                start_tls=self.server.encryption == "starttls",
                local_hostname=self.domain,
                timeout=PATIENCE,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise DeliveryError(_reason(error), permanent=_permanent(error)) from error

    def message(self, letter: Letter) -> EmailMessage:
        """The letter as MIME. Names and subjects hold on one line: no header can be slipped in."""
        message = EmailMessage(policy=SMTP)
        try:
            message["From"] = Address(_one_line(self.sender_name), addr_spec=self.sender)
            message["To"] = Address(_one_line(letter.recipient_name), addr_spec=letter.recipient)
            if letter.reply_to:
                message["Reply-To"] = Address(addr_spec=letter.reply_to)
        except (ValueError, IndexError) as error:
            raise DeliveryError(f"adresse impossible : {letter.recipient!r}", permanent=True) from error
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = letter.sent_at
        message["Message-ID"] = f"<{letter.id}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
        return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _permanent(error: Exception) -> bool:
    """Only a refusal of this recipient or text (55x) is final; our password or their bug will be put right."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code in REFUSED for refused in error.recipients)
    return isinstance(error, aiosmtplib.SMTPDataError) and error.code in REFUSED


def _reason(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(f"{refused.code} {refused.message}" for refused in error.recipients)
    return f"{type(error).__name__}: {error}"[:500]
