"""How each person is told: every means, every occasion, needs and language, and another way when one fails."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.acts import contact, divert, tell
from engine.acts.call import ABSENT, LATER, REACHED, called
from engine.acts.outbox import RETRIES, drain
from engine.acts.tell import Telling
from engine.definition import ways
from engine.definition.city import Relay
from engine.definition.condition import Facts
from engine.errors import DeliveryError, NotAllowed
from engine.fields.base import FilingDay
from engine.journey import Journey
from engine.records import Case, Event, Notice
from engine.records.batch import Batch
from engine.records.task import waiting
from tests import town
from tests.conftest import settings_for

MOBILE = {"saisi": "06 12 34 56 78", "e164": "+33612345678"}
FIXED = {"saisi": "05 56 10 20 30", "e164": "+33556102030"}
HOME = {
    "voie": "8 rue du Lac",
    "complement": "",
    "code_postal": "33000",
    "commune": "Bordeaux",
    "pays": "",
    "sans_adresse": False,
}
PLACE = Relay("gare", "Maison de la Gare", "1 place de la Gare, 33800 Bordeaux", "", "", "proprete")
MEANS = {
    "courriel": ({"courriel": "ana@example.org"}, "courriel", "ana@example.org"),
    "sms": ({"telephone": MOBILE}, "sms", "+33612345678"),
    "telephone": ({"telephone": FIXED}, "appel", "05 56 10 20 30"),
    "courrier": ({"adresse_courrier": HOME}, "lettre", "8 rue du Lac, 33000 Bordeaux"),
    "accueil": ({"point_accueil": "gare"}, "relais", f"{PLACE.name}, {PLACE.address}"),
    "aucun": ({}, "suivi", ""),
}
"""Answer to `mode_contact` -> what is known of the person, channel, where it goes."""
OCCASIONS = ("accuse", "demande-precision", "reponse", "transfert", "retard", "cloture")
NOTHING = dict.fromkeys(("courriel", "telephone", "adresse_courrier", "point_accueil", "langue_echange", "besoins"))


class Broken:
    """A channel that refuses for good."""

    async def send(self, letter):
        raise DeliveryError("550 inconnue ici", permanent=True)


class Sent:
    def __init__(self):
        self.letters = []

    async def send(self, letter):
        self.letters.append(letter)


PROCESS = replace(
    town.PROCESS,
    fingerprint="c" * 64,
    pages=(
        replace(
            town.PROCESS.pages[0],
            questions=(
                *town.PROCESS.pages[0].questions,
                town.question("point_accueil"),
                town.question("langue_echange"),
                town.question("besoins", "choix-multiple", options={one: one for one in ways.NEEDS_IN_SHORT}),
            ),
        ),
    ),
)


@pytest.fixture(params=["sans passerelle", "avec passerelle"])
async def city(request, store, settings, now):
    """The small town with a relay place, with and without a gateway for SMS."""
    more = {"PARVIS_SMS": "http://127.0.0.1:1/"} if request.param == "avec passerelle" else {}
    return await at_work(settings_for(settings.data, settings.database_url, **more), now)


@pytest.fixture
async def plain(store, settings, now):
    return await at_work(settings, now)


async def at_work(settings, now, **more):
    made = await town.office(settings, now, process=PROCESS)
    made.city = replace(made.city, relays={PLACE.id: PLACE}, **more)
    return made


async def filed(office, now, way, **more):
    return await town.case(office, now, **{**NOTHING, "mode_contact": way, **MEANS[way][0], **more})


# --- every means, every occasion


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("way", MEANS)
async def test_each_means_gets_exactly_one_notice_of_the_right_kind_at_each_occasion(city, now, way, occasion):
    case = await filed(city, now, way)
    if occasion != "accuse":
        batch = Batch()
        Telling(city, batch, PROCESS, case, None, now, key="ici").citizen(occasion, {"texte": "Bonjour."})
        await batch.write()
    (notice,) = await Notice.filter(case_id=case.reference, occasion=occasion, audience="usager")
    _, channel, where = MEANS[way]
    assert (notice.channel, notice.recipient) == (channel, where)
    assert case.reference in notice.said
    assert notice.subject
    alone = channel == "courriel" or (channel == "sms" and city.settings.sends_sms)
    assert (notice.next_at is not None) == alone
    assert notice.to_do == (not alone and channel != "suivi")
    assert (notice.sent_at is not None) == (channel == "suivi")
    assert notice.desk == ("proprete" if channel == "relais" else "")
    assert bool(notice.short) == (way == "sms")


async def test_what_is_to_be_done_is_seen_by_the_service_and_by_the_desk_of_the_relay_place(plain, now):
    for way in MEANS:
        await filed(plain, now, way)
    assert sorted(one.channel for one in await waiting(["voirie"])) == ["appel", "lettre", "relais", "sms"]
    assert [one.channel for one in await waiting(["proprete"])] == ["relais"]
    assert await waiting(["orphelin"]) == []
    assert [one.channel for one in await waiting(["voirie"], "lettre")] == ["lettre"]


# --- means that cannot be


async def test_a_letter_without_an_address_waits_at_a_desk(plain, now):
    case = await filed(plain, now, "courrier", adresse_courrier=None)
    assert case.contact_mode == "relais"
    assert (await Notice.get(case_id=case.reference, occasion="accuse")).to_do


async def test_a_letter_without_an_address_goes_by_another_means_that_was_given(plain, now):
    case = await filed(plain, now, "courrier", adresse_courrier=None, courriel="ana@example.org")
    assert case.contact_mode == "courriel"


async def test_a_number_without_sms_is_called(plain, now):
    assert (await filed(plain, now, "sms", telephone=FIXED)).contact_mode == "appel"


async def test_who_wants_no_contact_is_never_written_to_even_with_an_address(plain, now):
    case = await filed(plain, now, "aucun", courriel="ana@example.org")
    (notice,) = await Notice.filter(case_id=case.reference, audience="usager")
    assert (notice.channel, notice.to_do, notice.next_at) == ("suivi", False, None)


# --- another way


@pytest.mark.parametrize(
    ("way", "known", "then"),
    [
        ("courriel", {}, ["autrement"]),
        ("courriel", {"telephone": FIXED}, ["appel"]),
        ("courriel", {"telephone": MOBILE}, ["sms", "appel"]),
        ("courriel", {"adresse_courrier": HOME}, ["lettre"]),
        ("sms", {}, ["appel"]),
        ("sms", {"courriel": "ana@example.org"}, ["courriel", "appel"]),
    ],
)
async def test_what_cannot_be_delivered_takes_another_way_then_becomes_a_task(store, settings, now, way, known, then):
    office = await at_work(settings_for(settings.data, settings.database_url, PARVIS_SMS="http://127.0.0.1:1/"), now)
    case = await filed(office, now, way, **known)
    everything = {"courriel": Broken(), "sms": Broken()}
    await drain(office, now, everything)
    found = [one.channel for one in await Notice.filter(audience="usager", case_id=case.reference).order_by("id")]
    assert found == [MEANS[way][1], *then]
    assert len(await waiting(["voirie"])) == 1
    told = await Event.filter(case_id=case.reference, kind="envoi-echoue").order_by("id")
    assert [one.data["vers"] for one in told] == then
    assert all(not one.public for one in told)
    bodies = await Notice.filter(audience="usager", case_id=case.reference).values_list("body", flat=True)
    assert len(set(bodies)) == 1


async def test_an_sms_takes_over_from_a_mail_that_bounced_with_its_own_words(store, settings, now):
    office = await at_work(settings_for(settings.data, settings.database_url, PARVIS_SMS="http://127.0.0.1:1/"), now)
    await filed(office, now, "courriel", telephone=MOBILE)
    sms = Sent()
    await drain(office, now, {"courriel": Broken(), "sms": sms})
    (letter,) = sms.letters
    assert (letter.recipient, letter.body) == (
        "+33612345678",
        (await Notice.get(channel="sms", audience="usager")).short,
    )


async def test_five_days_without_a_mail_server_end_in_a_task(plain, now):
    await filed(plain, now, "courriel")

    class Down:
        async def send(self, letter):
            raise DeliveryError("450", permanent=False)

    at = now
    for wait in (*RETRIES, timedelta()):
        await drain(plain, at, {"courriel": Down()})
        at += wait
    assert [one.channel for one in await waiting(["voirie"])] == ["autrement"]


async def test_sms_that_wait_for_a_gateway_that_is_gone_are_given_back_to_the_service(store, settings, now):
    office = await at_work(settings_for(settings.data, settings.database_url, PARVIS_SMS="http://127.0.0.1:1/"), now)
    await filed(office, now, "sms")
    await drain(await at_work(settings, now), now, {})
    (notice,) = await waiting(["voirie"])
    assert (notice.channel, notice.to_do) == ("sms", True)


# --- calls


async def test_calls_in_vain_are_counted_and_reaching_the_person_ends_them(plain, now):
    await filed(plain, now, "telephone")
    agent, (notice,) = await town.agent(now), await waiting(["voirie"])
    await called(plain, notice, ABSENT, 0, agent, now)
    await called(plain, await Notice.get(id=notice.id), ABSENT, 0, agent, now)  # the same click again
    again = await Notice.get(id=notice.id)
    assert (again.attempts, again.to_do) == (1, True)
    assert again.last_error == "Pas de réponse, le 13\u00a0mai 2026 à 18\u00a0h\u00a030."
    await called(plain, again, LATER, 1, agent, now)
    await called(plain, await Notice.get(id=notice.id), REACHED, 2, agent, now)
    assert await waiting(["voirie"]) == []
    assert await Event.filter(kind="appel").count() == 2
    assert await Event.filter(kind="remis").count() == 1


async def test_a_result_that_is_none_and_a_notice_that_is_no_call_are_refused(plain, now):
    await filed(plain, now, "telephone")
    (notice,) = await waiting(["voirie"])
    agent = await town.agent(now)
    with pytest.raises(NotAllowed):
        await called(plain, notice, "peut-être", 0, agent, now)
    notice.channel = "lettre"
    with pytest.raises(NotAllowed):
        await called(plain, notice, ABSENT, 0, agent, now)


async def test_an_agent_chooses_another_way_once_and_only_among_those_given(plain, now):
    case = await filed(plain, now, "telephone", courriel="ana@example.org")
    (notice,) = await waiting(["voirie"])
    agent = await town.agent(now)
    with pytest.raises(NotAllowed, match="rien pour joindre"):
        await divert.by_agent(plain, notice, "lettre", agent, now)
    await divert.by_agent(plain, notice, "courriel", agent, now)
    with pytest.raises(NotAllowed):
        await divert.by_agent(plain, notice, "courriel", agent, now)
    post = Sent()
    await drain(plain, now, {"courriel": post})
    assert [letter.recipient for letter in post.letters if letter.recipient == "ana@example.org"] == ["ana@example.org"]
    assert await waiting(["voirie"]) == []
    assert (await Event.get(case_id=case.reference, kind="autrement")).actor == "louise"


# --- needs and language


async def test_needs_are_answered_in_the_messages_and_copied_nowhere(store, settings, now):
    office = await at_work(settings, now, sign_language="Rendez-vous en LSF le mardi.")
    case = await filed(office, now, "courriel", besoins=["lsf", "lecture", "gros_caracteres"])
    notice = await Notice.get(case_id=case.reference, occasion="accuse")
    assert "langue_des_signes: Rendez-vous en LSF le mardi." in notice.body
    assert f"lecture: {office.city.phone}" in notice.body
    assert ways.needs(case.answers) == ("lsf", "lecture", "gros_caracteres")
    kept = await Event.filter(case_id=case.reference).values_list("text", flat=True)
    assert not any("LSF" in text or "lsf" in text for text in kept)


async def test_without_needs_nothing_is_added(plain, now):
    await filed(plain, now, "courriel")
    assert "lecture" not in (await Notice.get(occasion="accuse")).body


@pytest.mark.parametrize(
    ("answers", "reading", "said"),
    [
        ({}, "fr", "fr"),
        ({}, "ar", "ar"),
        ({"langue_echange": "arabe"}, "fr", "ar"),
        ({"langue_echange": "francais"}, "ar", "fr"),
        ({"langue_echange": "turc"}, "fr", "fr"),
        ({"langue_echange": "espagnol"}, "fr", "fr"),
        ({"besoins": ["simple"]}, "fr", "simple"),
        ({"besoins": ["simple"]}, "ar", "ar"),
    ],
)
def test_the_language_asked_for_is_the_one_things_are_said_in_when_the_demarche_has_it(answers, reading, said):
    process = replace(PROCESS, languages=("ar", "en", "simple"))
    assert contact.language(process, answers, reading) == said


def test_every_way_of_the_files_leads_to_a_channel():
    assert set(ways.WAYS.values()) == {channel for _, channel, _ in MEANS.values()}
    assert set(divert.WAY_WORDS) >= {channel for channel in ways.WAYS.values() if channel != "suivi"}


def test_the_shipped_block_asks_what_the_engine_reads(catalogue):
    for process in catalogue.processes.values():
        asked = {question.id: question for question in process.questions()}
        assert {one.value for one in asked["mode_contact"].options["options"]} == {*ways.WAYS}
        assert {one.value for one in asked["besoins"].options["options"]} == {*ways.NEEDS_IN_SHORT}
        assert not asked["besoins"].required
        assert {one.value for one in asked["point_accueil"].options["options"]} == {*catalogue.city.relays}


async def test_the_agent_reads_the_whole_code_only_in_what_is_theirs_to_pass_on(plain, now):
    case = await filed(plain, now, "courriel", telephone=FIXED)
    await drain(plain, now, {"courriel": Broken()})
    failed, task = await Notice.filter(case_id=case.reference, audience="usager").order_by("id")
    assert "•••" in tell.masked(plain, case, failed)
    assert "•••" not in tell.masked(plain, await Case.get(reference=case.reference), task)


# --- in the form


@pytest.mark.parametrize(("phone", "refused"), [("05 56 10 20 30", True), ("06 12 34 56 78", False)])
def test_who_chooses_sms_gives_a_number_that_receives_them(catalogue, now, phone, refused):
    day = FilingDay(catalogue.city.calendar.day_of(now), catalogue.city.calendar)
    for process in catalogue.processes.values():
        page = next(one for one in process.pages if any(question.id == "mode_contact" for question in one.questions))
        typed = {"mode_contact": "sms", "telephone": phone, "besoins": [], "langue_echange": ""}
        told = Journey(process, Facts({}, day)).check(page, typed).errors
        assert ("Ce numéro ne reçoit pas de SMS" in told.get("telephone", "")) == refused
