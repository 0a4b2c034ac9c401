"""SMS: what is asked of the operator, what is refused for good or for now, on a real HTTP server; and few of them."""

import asyncio
import logging
import multiprocessing
from datetime import UTC, datetime, timedelta

import pytest

from engine import gsm
from engine.acts.outbox import LEASE, drain
from engine.acts.tell import daytime
from engine.channels import channels, sms
from engine.channels.letter import Letter
from engine.channels.sms import Sms
from engine.errors import DeliveryError, SettingsError
from engine.fields.telephone import international, receives_sms
from engine.records import Notice
from engine.records.store import open_store
from tests import town
from tests.conftest import settings_for
from tests.sms_gateway import operator

NOW = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
LETTER = Letter("abc123", "+33612345678", "objet", "Ville\u00a0: l’été {id} « vient ».", NOW)
WRITTEN = 'Ville : l\'été {id} "vient".'
MOBILE = {"saisi": "06 12 34 56 78", "e164": "+33612345678"}


def way(url, tmp_path, **environ):
    """The channel as the environment of a city makes it."""
    return channels(settings_for(tmp_path, PARVIS_SMS=url, **environ))["sms"]


# --- what is asked


async def test_our_own_contract_is_one_json_post_under_the_id_of_the_message(tmp_path):
    async with operator((202, "", {})) as server:
        await way(server.url, tmp_path, PARVIS_SMS_EXPEDITEUR="VILLE").send(LETTER)
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.json == {"to": "+33612345678", "text": WRITTEN, "from": "VILLE", "id": "abc123"}
    assert asked.headers["idempotency-key"] == "abc123"


async def test_an_operator_that_wants_a_form_gets_a_form(tmp_path):
    body = "phone={numero_nu}&content={texte}&ref={id}&sandbox=0"
    async with operator() as server:
        url = server.url.replace("http://", "http://nous:s%C3%A9same@")
        await way(url, tmp_path, PARVIS_SMS_CORPS=body).send(LETTER)
    (asked,) = server.asked
    assert asked.form == {"phone": "33612345678", "content": WRITTEN, "ref": "abc123", "sandbox": "0"}
    assert asked.headers["authorization"] == "Basic bm91czpzw6lzYW1l"


async def test_an_operator_that_wants_nested_json_and_keys_in_headers_gets_them(tmp_path):
    body = '{"recipients": [{"phone_number": "{numero}"}], "text": "{texte}", "purpose": "alert", "request_id": "{id}"}'
    headers = "api-key: cle\napi-login: nous@ville.example"
    async with operator((201, "{}", {})) as server:
        await way(server.url, tmp_path, PARVIS_SMS_CORPS=body, PARVIS_SMS_ENTETES=headers).send(LETTER)
    (asked,) = server.asked
    assert asked.json["recipients"] == [{"phone_number": "+33612345678"}]
    assert (asked.json["text"], asked.json["request_id"]) == (WRITTEN, "abc123")
    assert (asked.headers["api-key"], asked.headers["api-login"]) == ("cle", "nous@ville.example")


async def test_an_operator_asked_by_its_address_gets_all_in_the_address(tmp_path):
    accepted = {"PARVIS_SMS_ACCEPTE": r'"status":\s*100'}
    async with operator((200, '{"status":100,"smsIds":["1"]}', {})) as server:
        url = server.url + "?to={numero_00}&message={texte}&tag={id}&noStop=1"
        await way(url, tmp_path, **accepted).send(LETTER)
    (asked,) = server.asked
    assert (asked.method, asked.body) == ("GET", b"")
    assert asked.query == {"to": "0033612345678", "message": WRITTEN, "tag": "abc123", "noStop": "1"}


async def test_the_words_that_stop_messages_end_each_of_them(tmp_path):
    async with operator() as server:
        await way(server.url, tmp_path, PARVIS_SMS_STOP="STOP au 36111").send(LETTER)
    assert server.asked[0].json["text"] == f"{WRITTEN} STOP au 36111"


# --- what is answered


@pytest.mark.parametrize(
    ("answer", "permanent", "after"),
    [
        ((400, "bad number", {}), True, None),
        ((422, "{}", {}), True, None),
        ((401, "{}", {}), False, None),
        ((402, "plus de crédit", {}), False, None),
        ((404, "{}", {}), False, None),
        ((429, "{}", {"retry-after": "7200"}), False, timedelta(hours=2)),
        ((429, "{}", {"retry-after": "999999999"}), False, timedelta(days=1)),
        ((503, "{}", {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}), False, None),
        ((500, "oups", {}), False, None),
        ((302, "", {"location": "http://127.0.0.1:1/"}), False, None),
        ("raccroche", False, None),
        ("silence", False, None),
        ("goutte", False, None),
    ],
)
async def test_a_refusal_is_final_only_when_it_is_about_this_number_or_text(
    answer, permanent, after, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(sms, "PATIENCE", 0.5)
    caplog.set_level(logging.DEBUG)
    async with operator(answer) as server:
        with pytest.raises(DeliveryError) as refused:
            await way(server.url, tmp_path).send(LETTER)
    assert (refused.value.permanent, refused.value.after) == (permanent, after)
    told = f"{refused.value} {caplog.text}"
    assert "612345678" not in told
    assert "bad number" not in told


async def test_a_server_that_is_not_there_is_not_a_refusal(tmp_path):
    with pytest.raises(DeliveryError) as refused:
        await way("http://127.0.0.1:1/", tmp_path).send(LETTER)
    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ((200, '{"valid": ["+336"], "invalid": []}', {}), "sent"),
        ((200, '{"valid": [], "invalid": ["+336"]}', {}), "permanent"),
        ((200, '{"error": "credit"}', {}), "temporary"),
        ((400, '{"error": "request_id already used", "valid": ["+336"]}', {}), "sent"),
    ],
)
async def test_the_words_of_the_operator_come_before_its_status(answer, fate, tmp_path):
    words = {"PARVIS_SMS_ACCEPTE": r'"valid": \["', "PARVIS_SMS_NUMERO_REFUSE": r'"invalid": \["'}
    async with operator(answer) as server:
        try:
            await way(server.url, tmp_path, **words).send(LETTER)
            found = "sent"
        except DeliveryError as error:
            found = "permanent" if error.permanent else "temporary"
    assert found == fate


@pytest.mark.parametrize("number", ["", "0612345678", "+33 6 12", "+336\n1", "112", "+0612345678"])
async def test_a_number_that_is_not_one_is_never_asked(number, tmp_path):
    async with operator() as server:
        with pytest.raises(DeliveryError) as refused:
            await way(server.url, tmp_path).send(Letter(**{**LETTER.__dict__, "recipient": number}))
    assert refused.value.permanent
    assert server.asked == []


async def test_an_endless_answer_is_not_read_to_its_end(tmp_path):
    async with operator((200, "x" * 5_000_000, {})) as server:
        await way(server.url, tmp_path).send(LETTER)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"PARVIS_SMS": "sms.ville.fr"}, "PARVIS_SMS"),
        ({"PARVIS_SMS": "https://x/?a={message}"}, "{message}"),
        ({"PARVIS_SMS_CORPS": '{"to": '}, "JSON"),
        ({"PARVIS_SMS_CORPS": '{"to": "{numero}"}'}, "{texte}"),
        ({"PARVIS_SMS_ENTETES": "Bearer cle"}, "PARVIS_SMS_ENTETES"),
        ({"PARVIS_SMS_ACCEPTE": "(ok"}, "PARVIS_SMS_ACCEPTE"),
    ],
)
def test_a_setting_that_cannot_be_is_told_without_its_key(environ, said, tmp_path):
    with pytest.raises(SettingsError, match=r"PARVIS_SMS") as refused:
        settings_for(tmp_path, **{"PARVIS_SMS": "https://nous:secret@sms.ville.example/", **environ})
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "cle" not in str(refused.value).split("«")[0]


def test_the_key_of_the_gateway_is_not_shown(tmp_path):
    made = settings_for(tmp_path, PARVIS_SMS="https://nous:secret@sms.ville.example/?key=secret")
    assert "secret" not in f"{made} {made.sms}"
    assert type(channels(made)["sms"]) is Sms


# --- its length


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("é" * 306, 2),
        ("é" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
    ],
)
def test_the_parts_of_an_sms_are_counted_as_operators_do(text, parts):
    assert gsm.segments(text) == parts


def test_typography_is_left_out_and_accents_stay():
    assert gsm.plain("L’été\u00a0: « œuvre » – fin…\n\nÀ bientôt") == 'L\'été : "oeuvre" - fin... À bientôt'


def test_a_mobile_number_receives_sms_and_a_landline_does_not():
    assert receives_sms("06 12 34 56 78")
    assert receives_sms("+44 7911 123456")
    assert receives_sms("0692 12 34 56")  # La Réunion
    assert not receives_sms("05 56 10 20 30")
    assert not receives_sms("")
    assert international("06 12 34 56 78") == "+33612345678"


# --- in the outbox


async def texted(settings, now, url, **answers):
    """A case of someone who chose SMS, in a city that has this gateway."""
    here = await town.office(settings_for(settings.data, settings.database_url, PARVIS_SMS=url), now)
    return here, await town.case(here, now, mode_contact="sms", courriel=None, telephone=MOBILE, **answers)


async def test_the_receipt_leaves_at_once_by_sms_even_at_night(store, settings):
    night = datetime(2026, 5, 13, 1, 30, tzinfo=UTC)
    async with operator() as server:
        office, case = await texted(settings, night, server.url)
        assert (await drain(office, night, {"sms": channels(office.settings)["sms"]})).sent == 1
    (asked,) = server.asked
    assert asked.json["to"] == "+33612345678"
    assert case.reference in asked.json["text"]
    notice = await Notice.get(occasion="accuse")
    assert (notice.by_hand, notice.to_do, notice.sent_at) == (False, False, night)


async def test_what_the_operator_asks_to_wait_is_waited(store, settings, now):
    async with operator((429, "", {"retry-after": "3600"}), (200, "", {})) as server:
        office, _ = await texted(settings, now, server.url)
        way = {"sms": channels(office.settings)["sms"]}
        assert (await drain(office, now, way)).retried == 1
        assert (await drain(office, now + timedelta(minutes=59), way)).retried == 0
        assert (await drain(office, now + timedelta(minutes=60), way)).sent == 1
    first, second = server.asked
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_without_a_gateway_an_sms_is_a_task_for_the_service(office, now):
    await town.case(office, now, mode_contact="sms", courriel=None, telephone=MOBILE)
    notice = await Notice.get(occasion="accuse")
    assert notice.to_do
    assert notice.said == notice.short
    assert (await drain(office, now + LEASE, {"courriel": None})).sent == 0


async def test_nothing_but_a_receipt_rings_at_night(store, settings):
    office = await town.office(
        settings_for(settings.data, settings.database_url, PARVIS_SMS="http://127.0.0.1:1/"), NOW
    )
    for hour, leaves in ((7, 7), (17, 17), (19, 30), (3, 6)):  # UTC; the city is two hours ahead
        at = datetime(2026, 5, 13, hour, 5, tzinfo=UTC)
        expected = at if leaves == hour else datetime(2026, 5, 13 + leaves // 24, leaves % 24, tzinfo=UTC)
        assert daytime(office, at) == expected


def drain_once(folder, url, gateway, at):
    """In a process that will be killed."""

    async def work():
        settings = settings_for(folder, url, PARVIS_SMS=gateway)
        async with open_store(settings):
            await drain(await town.office(settings, at), at, {"sms": channels(settings)["sms"]})

    asyncio.run(work())


async def test_killed_between_the_sending_and_the_mark_the_same_message_leaves_under_the_same_id(store, settings, now):
    async with operator("silence", (200, "", {})) as server:
        office, _ = await texted(settings, now, server.url)
        args = (settings.data, settings.database_url, server.url, now)
        child = multiprocessing.get_context("spawn").Process(target=drain_once, args=args)
        child.start()
        await asyncio.wait_for(server.heard.wait(), 30)
        child.kill()
        await asyncio.to_thread(child.join)
        assert (await Notice.get(occasion="accuse")).sent_at is None
        assert (await drain(office, now + LEASE, {"sms": channels(office.settings)["sms"]})).sent == 1
    first, second = server.asked
    assert first.json == second.json
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_sending_ends_well_before_its_lease():
    assert timedelta(seconds=sms.PATIENCE) < LEASE
