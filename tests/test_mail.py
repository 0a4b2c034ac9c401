"""Mail: what leaves, what is refused for good, what will be tried again, against a real SMTP server."""

import asyncio
import email
import email.policy
import socket
from datetime import UTC, datetime

import pytest
from aiosmtpd.smtp import SMTP

from engine.channels import channels
from engine.channels.letter import Letter
from engine.channels.mail import Mail
from engine.errors import DeliveryError
from engine.settings import Smtp
from tests.conftest import settings_for

LETTER = Letter(
    id="abc123",
    recipient="ana@example.org",
    recipient_name="Ana Ferreira, née Péres",
    subject="Votre demande 26-ABC-DEF est bien arrivée",
    body="Bonjour,\n\nVotre demande « été » est arrivée.\n",
    sent_at=datetime(2026, 5, 13, 16, 30, tzinfo=UTC),
    reply_to="voirie@ville.example",
)


class Server:
    """Answers what it is told to, at RCPT or at DATA."""

    def __init__(self, rcpt="", data=""):
        self.rcpt, self.data, self.received = rcpt, data, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not self.rcpt:
            envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if not self.data:
            self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        return self.data or "250 OK"


@pytest.fixture
async def serve():
    running = []

    async def start(**answers):
        handler = Server(**answers)
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
        running.append(server)
        port = server.sockets[0].getsockname()[1]
        return handler, Mail(Smtp("127.0.0.1", port), "Ville <ne-pas-repondre@ville.example>")

    yield start
    for server in running:
        server.close()


async def test_a_letter_is_plain_text_marked_as_automatic(serve):
    server, mail = await serve()
    await mail.send(LETTER)
    (message,) = server.received
    assert message["To"] == '"Ana Ferreira, née Péres" <ana@example.org>'
    assert message["Subject"] == LETTER.subject
    assert message["Message-ID"] == "<abc123@ville.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "voirie@ville.example"
    assert message["From"].addresses[0].addr_spec == "ne-pas-repondre@ville.example"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content().replace("\r\n", "\n") == LETTER.body


@pytest.mark.parametrize("field", ["subject", "recipient_name"])
async def test_no_header_can_be_slipped_in(serve, field):
    server, mail = await serve()
    letter = Letter(**{**LETTER.__dict__, field: "Bonjour\r\nBcc: autre@example.org\r\n\r\nCorps"})
    await mail.send(letter)
    (message,) = server.received
    assert message["Bcc"] is None
    assert message.get_content().replace("\r\n", "\n") == LETTER.body


@pytest.mark.parametrize("address", ["", "pas une adresse", "a@b\nBcc: c@d", "a@b, c@d"])
async def test_an_impossible_address_is_given_up(serve, address):
    _, mail = await serve()
    with pytest.raises(DeliveryError) as refused:
        await mail.send(Letter(**{**LETTER.__dict__, "recipient": address}))
    assert refused.value.permanent


@pytest.mark.parametrize(
    ("answers", "permanent"),
    [
        ({"rcpt": "550 5.1.1 inconnue"}, True),
        ({"rcpt": "450 4.2.0 boite pleine"}, False),
        ({"data": "554 5.7.1 refus"}, True),
        ({"data": "451 4.3.0 plus tard"}, False),
        ({"data": "452 4.3.1 disque plein"}, False),
        ({"data": "500 Error: panne du serveur"}, False),
    ],
)
async def test_a_refusal_is_final_or_not_as_the_server_says(serve, answers, permanent):
    _, mail = await serve(**answers)
    with pytest.raises(DeliveryError) as refused:
        await mail.send(LETTER)
    assert refused.value.permanent is permanent
    (said,) = answers.values()
    assert said[:3] in str(refused.value)


async def test_a_server_that_is_down_is_not_a_refusal():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(DeliveryError) as refused:
        await Mail(Smtp("127.0.0.1", port), "v@ville.example").send(LETTER)
    assert not refused.value.permanent


async def test_a_wrong_password_of_ours_is_not_the_fault_of_the_recipient(serve):
    _, mail = await serve()
    wrong = Mail(Smtp("127.0.0.1", mail.server.port, "nous", "faux"), "v@ville.example")
    with pytest.raises(DeliveryError) as refused:
        await wrong.send(LETTER)
    assert not refused.value.permanent


async def test_a_server_without_the_encryption_we_ask_for_gets_nothing(serve):
    server, mail = await serve()
    strict = Mail(Smtp("127.0.0.1", mail.server.port, encryption="starttls"), "v@ville.example")
    with pytest.raises(DeliveryError) as refused:
        await strict.send(LETTER)
    assert not refused.value.permanent
    assert server.received == []


def test_the_demonstration_sends_nothing_and_without_a_server_nothing_is_tried(tmp_path):
    shown = channels(settings_for(tmp_path, PARVIS_DEMO="oui", PARVIS_SMTP="smtp://mail.ville.example"))
    assert {type(way).__name__ for way in shown.values()} == {"Shown"}
    assert channels(settings_for(tmp_path)) == {}
    assert set(channels(settings_for(tmp_path, PARVIS_SMTP="smtp://mail.ville.example"))) == {"courriel"}
