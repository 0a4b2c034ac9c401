"""What a form of ours never sends: forged numbers, huge words, other people's instances, quoted markup, characters that
a database refuses. Nothing breaks, nothing waits, nothing of anyone leaves."""

import asyncio
import logging
import shutil
from contextlib import suppress

import pytest
import structlog
from starlette.datastructures import FormData

from engine.acts import draft as drafts
from engine.acts import signin
from engine.acts.office import open_office
from engine.definition import catalogue as catalogues
from engine.errors import Refusal
from engine.fields import TYPES
from engine.fields.base import LONGEST_TYPED
from engine.fields.listed import SEARCHED
from engine.records import Case, Document, Draft, Notice
from engine.trail import keep_words_out_of_logs, trail
from engine.web.app import create_app
from tests import town
from tests.cities import small
from tests.conftest import browser, settings_for
from tests.robot import Robot
from tests.test_fields import DAY, question

TEXT = """\
titre: Aide aux familles
resume: Une aide pour les vacances.
famille: Enfance et école
pour: [particulier]
canaux: [web, terminal, telephone]
service: education
donnees_personnelles: {finalite: Aider, base: mission d’intérêt public, conservation: 1 an}
formulaire:
  - page: Vous
    questions:
      - {id: nom, type: texte, question: Votre nom}
      - {id: majeur, type: oui-non, question: Avez-vous 18 ans}
    eligibilite:
      - {si: {majeur: non}, message: "{{ reponse.nom }}, cette aide est pour les adultes."}
  - page: Votre compte
    texte: Bonjour {{ reponse.nom }}.
    questions:
      - {id: iban, type: iban, question: "{{ reponse.nom }}, quel est votre IBAN", fondement: Délibération 12}
      - {id: ville, type: commune, question: Votre commune, facultatif: oui}
  - page: Vos enfants
    repeter: {id: enfants, min: 1, max: 3, libelle: un enfant}
    questions:
      - {id: compte, type: iban, question: Le compte de l’enfant, concerne: autre, fondement: Délibération 12}
      - {id: age, type: nombre, question: Son âge, max: 17}
      - {id: doudou, type: texte, question: Le nom du doudou, si: {age: {moins_de: 4}}, concerne: autre}
    verifications:
      - {si: {age: {plus_de: 15}}, message: "{{ reponse.nom }}, cet enfant est grand.", bloquant: non}
  - page: Vos mots
    texte: Le compte {{ reponse.iban }} recevra l’aide.
    questions:
      - {id: courriel, type: courriel, question: Votre courriel, facultatif: oui}
messages:
  accuse: {objet: "{{ reponse.nom }} : {{ reference }}", texte: "Compte {{ reponse.iban }} de {{ reponse.nom }}."}
routage: [{sinon: education}]
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios:
  - nom: Une enfant
    depose: 2026-05-13 10:00
    reponses:
      nom: Diop
      majeur: oui
      iban: FR7630006000011234567890189
      enfants: [{compte: BE68539007547034, age: 8}]
    attendu: {vers: education}
"""
ROAD = "/demarches/aide"
IBAN, OTHER = "FR7630006000011234567890189", "BE68539007547034"
EVIL = "<script>alert(1)</script>{{ 7*7 }}{% raw %}"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def help_for_families(tmp_path_factory):
    found = catalogues.load(small(tmp_path_factory.mktemp("aide"), aide=TEXT))
    assert "aide" in found.processes, [(one.spot.line, one.sentence) for one in found.problems]
    return found


@pytest.fixture
async def app(empty_sqlite, tmp_path, help_for_families, theme, hours):
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    served = create_app(settings, lambda at: open_office(help_for_families, theme, settings, at), now=hours)
    async with served.router.lifespan_context(served):
        yield served


@pytest.fixture
async def robot(app, help_for_families):
    async with browser(app) as client:
        yield Robot(client, help_for_families.city.name)


async def post(robot, path, **data):
    return await robot.client.post(f"{ROAD}/{path}", data=data, headers=SAME)


async def begin(robot, name=EVIL):
    await post(robot, "commencer")
    await post(robot, "page/vous", nom=name, majeur="oui")
    return await post(robot, "page/votre-compte", iban=IBAN)


async def whole(robot, name=EVIL):
    await begin(robot, name)
    await post(robot, "page/vos-enfants/1", compte=OTHER, age="8")
    await post(robot, "page/vos-enfants")
    return await post(robot, "page/vos-mots", courriel="ana@example.org")


async def held():
    return (await Draft.all().order_by("-id").first()).answers


# --- forged addresses


@pytest.mark.parametrize("number", ["0", "4", "51", "999999999999999999", "9" * 5000, "-1", "1e9", "٣"])
@pytest.mark.parametrize("more", ["", "/retirer", "/apercu", "/adresses/age"])
async def test_a_number_made_up_in_an_address_neither_breaks_nor_counts_down(robot, number, more):
    """A number far above would be looked for one by one, for ever."""
    await begin(robot)
    for method in ("GET", "POST"):
        answered = await robot.client.request(
            method,
            f"{ROAD}/page/vos-enfants/{number}{more}",
            headers=SAME,
            data={"age": "8"} if method == "POST" else None,
        )
        assert answered.status_code < 500, answered.status_code


async def test_what_is_not_asked_is_not_kept(robot):
    await whole(robot, "Ana")
    await post(
        robot,
        "page/vous",
        nom="Ana",
        majeur="oui",
        iban=OTHER,
        _lien="x",
        _vu="y",
        _id="z",
        enfants="[]",
        reference="1",
    )
    await post(robot, "page/vos-enfants/1", compte=OTHER, age="8", doudou="Lapin", **{"posees-page": "doudou"})
    kept = await held()
    assert set(kept) == {"nom", "majeur", "iban", "ville", "enfants", "courriel"}
    assert kept["iban"] == IBAN
    await post(robot, "verifier")
    await post(robot, "verifier", **{"confirmation-page": "oui"})
    case = await Case.all().first()
    assert "doudou" not in case.answers["enfants"][0]


async def test_a_door_closed_by_eligibility_stays_closed_to_direct_posts(robot):
    await whole(robot, "Ana")
    await post(robot, "page/vous", nom="Ana", majeur="non")
    answered = await post(robot, "verifier", **{"confirmation-page": "oui"})
    assert await Case.all().count() == 0
    assert "Vous" in answered.text
    answered = await post(robot, "page/vos-mots", courriel="eve@example.org")
    assert (await held())["courriel"] == "ana@example.org"
    assert (await robot.client.get(f"{ROAD}/ailleurs")).status_code == 200


async def test_many_windows_that_add_at_once_never_make_too_many(robot):
    await begin(robot)
    answers = await asyncio.gather(
        *(
            post(robot, "page/vos-enfants/1", compte=OTHER, age=str(age), **{"instance-page": f"+0000000{age}"})
            for age in range(1, 8)
        )
    )
    assert all(answered.status_code < 500 for answered in answers)
    assert len((await held())["enfants"]) == 3
    gone = (await held())["enfants"][0]["_id"]
    await asyncio.gather(
        *(post(robot, "page/vos-enfants/1/retirer", **{"instance-page": gone}) for _ in range(4)),
        post(robot, "page/vos-enfants/1", compte=OTHER, age="9", **{"instance-page": gone}),
    )
    assert len((await held())["enfants"]) == 2


async def test_sent_several_times_at_once_it_is_one_case(robot):
    await whole(robot, "Ana")
    answers = await asyncio.gather(*(post(robot, "verifier", **{"confirmation-page": "oui"}) for _ in range(6)))
    assert {answered.status_code for answered in answers} == {200}
    assert await Case.all().count() == 1


# --- what was typed, quoted elsewhere


async def test_markup_quoted_anywhere_is_only_words(robot):
    await whole(robot)
    pages = [f"{ROAD}/page/{one}" for one in ("vous", "votre-compte", "vos-enfants", "vos-enfants/1", "vos-mots")]
    for path in (*pages, f"{ROAD}/verifier"):
        text = (await robot.client.get(path)).text
        assert "<script>alert" not in text, path
        assert "49{%" not in text, path
    text = (await post(robot, "page/vos-enfants/1", compte=OTHER, age="17")).text
    assert "cet enfant est grand" in text
    assert "<script>alert" not in text
    text = (await post(robot, "page/votre-compte", iban="")).text
    assert "<script>alert" not in text
    assert "alert" not in text.split("</title>")[0]
    await post(robot, "page/votre-compte", iban=IBAN)
    receipt = await post(robot, "verifier", **{"confirmation-page": "oui"})
    assert "<script>alert" not in receipt.text
    mail = await Notice.filter(audience="usager").first()
    assert "{{ 7*7 }}" in mail.body


async def test_a_subject_that_quotes_an_answer_holds_on_one_line(robot):
    await whole(robot, "Ana\r\nBcc: eve@example.org\x0b\x85\u2028x")
    await post(robot, "verifier", **{"confirmation-page": "oui"})
    mail = await Notice.filter(audience="usager").first()
    assert len(mail.subject.splitlines()) == 1


# --- numbers that could be misused


async def test_an_account_is_told_by_its_end_wherever_it_is_quoted(robot):
    await whole(robot, "Ana")
    page = (await robot.client.get(f"{ROAD}/page/vos-mots")).text
    listed = (await robot.client.get(f"{ROAD}/page/vos-enfants")).text
    away = (await robot.client.get(f"{ROAD}/page/vos-enfants/1/retirer")).text
    receipt = (await post(robot, "verifier", **{"confirmation-page": "oui"})).text
    mails = "".join([f"{one.subject} {one.body}" for one in await Notice.all()])
    for text in (page, listed, away, receipt, mails):
        bare = text.replace("\u00a0", "").replace("&nbsp;", "").replace(" ", "")
        assert IBAN not in bare
        assert OTHER not in bare
    assert "189" in mails


async def test_logs_hold_nothing_of_anyone_even_when_the_engine_breaks(robot, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG, "engine")
    with structlog.testing.capture_logs() as told:
        await whole(robot, "Ana Ferreira")

        async def broken(*args, **kwargs):
            raise ValueError(f"could not keep {IBAN} of Ana Ferreira")

        monkeypatch.setattr("engine.web.sending.submit", broken)
        answered = await post(robot, "verifier", **{"confirmation-page": "oui"})
    assert answered.status_code == 500
    logs = f"{told}{caplog.text}"
    assert "ValueError" in logs
    for personal in ("Ferreira", IBAN, "ana@example.org"):
        assert personal not in logs
        assert personal not in answered.text


def test_any_library_that_logs_a_fault_tells_its_place_and_not_its_words(caplog):
    before = logging.getLogRecordFactory()
    keep_words_out_of_logs()
    try:
        int(IBAN)
    except ValueError as error:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        caught = error
    finally:
        logging.setLogRecordFactory(before)
    assert "ValueError" in caplog.text
    assert "test_hostile.py" in caplog.text
    assert IBAN not in caplog.text
    assert IBAN not in trail(caught)
    assert "No space left" in trail(OSError(28, "No space left on device"))


# --- too much


HEAVY = {
    "digits": "9" * 1_000_000,
    "words": "a " * 500_000,
    "dots": "a." * 500_000,
    "blanks": " " * 1_000_000 + "x",
    "digits of another script": "٣" * 1_000_000,
}


@pytest.mark.parametrize(
    "kind", [kind for kind in TYPES.values() if kind.stores and kind.name != "fichier"], ids=lambda kind: kind.name
)
def test_of_a_million_characters_only_the_first_are_looked_at(kind):
    needed = {"choix": {"options": {"a": "A"}}, "choix-multiple": {"options": {"a": "A"}}, "accord": {"texte": "Oui."}}
    asked = question(kind, {**needed, "signature-simple": {"texte": "Oui."}}.get(kind.name), required=False)
    for typed in HEAVY.values():
        raw = kind.read(asked, FormData([(input_name, typed) for input_name in kind.input_names(asked)]))
        assert all(len(part) <= LONGEST_TYPED for part in parts_of(raw))
        kind.proposed(asked, raw)
        kind.told(asked, raw)
        with suppress(Refusal):
            kind.clean(asked, raw, DAY)


def parts_of(raw):
    if isinstance(raw, str):
        return [raw]
    return [part for one in (raw.values() if isinstance(raw, dict) else raw) for part in parts_of(one)]


def test_a_list_is_searched_for_a_few_words_only():
    commune = TYPES["commune"]
    asked = question(commune)
    raw = commune.read(asked, FormData([("q-recherche", "a " * 500_000), ("q", "b" * 1000)]))
    assert len(raw["recherche"]) <= SEARCHED
    assert len(raw["choix"][0]) <= SEARCHED


async def test_what_is_said_at_once_is_short_enough_for_a_header(robot):
    await begin(robot)
    answered = await robot.client.post(
        f"{ROAD}/page/votre-compte?propositions=ville",
        data={"ville-recherche": "é" * 10_000, "iban": IBAN},
        headers={**SAME, "HX-Request": "true"},
    )
    assert answered.status_code == 200
    assert len(answered.headers["parvis-announce"]) < 4000


# --- the character that no database keeps


async def test_the_character_that_databases_refuse_is_left_out(robot):
    await whole(robot, "A\0na")
    await post(robot, "verifier", **{"confirmation-page": "oui"})
    assert (await Case.all().first()).contact_name == "Ana"


async def test_it_is_no_fault_of_either_database(office, now):
    assert await signin.sign_in("a\x01b", "x" * 20, now) is None
    kept = await town.draft(office, now)
    await drafts.save(kept, {"nom": TYPES["texte"].read(question(TYPES["texte"]), FakeForm("A\0na"))}, now)
    assert (await Draft.get(id=kept.id)).answers["nom"] == "Ana"
    assert await Document.all().count() == 0


class FakeForm(dict):
    def __init__(self, typed):
        super().__init__(q=typed)


# --- what one is told on a bad day


async def test_who_is_sent_elsewhere_reads_their_own_answers_as_words(robot):
    await begin(robot)
    answered = await post(robot, "page/vous", nom=EVIL, majeur="non")
    assert str(answered.url).endswith("/ailleurs")
    assert "cette aide est pour les adultes" in answered.text
    assert "reponse.nom" not in answered.text
    assert "<script>alert" not in answered.text


def test_an_eligibility_message_that_quotes_nothing_known_is_told_to_its_author(help_for_families, tmp_path):
    shutil.copytree(help_for_families.root, tmp_path / "ville")
    wrong = TEXT.replace("{{ reponse.nom }}, cette aide", "{{ reponse.surnom }}, cette aide", 1)
    (tmp_path / "ville/processes/aide.yaml").write_text(wrong, "utf-8")
    found = catalogues.load(tmp_path / "ville").problems
    assert [problem.code for problem in found if problem.blocks] == ["question-inconnue"]


async def test_on_a_lent_computer_an_account_is_hidden_even_when_everything_is_read_again(robot):
    await whole(robot, "Ana")
    read_again = (await robot.client.get(f"{ROAD}/verifier")).text
    assert "7890" in read_again
    robot.client.cookies.set("parvis_mediation", "oui")
    assert "7890" not in (await robot.client.get(f"{ROAD}/verifier")).text
