"""Names in every script, and strings that break software: what goes in comes out letter by letter, wherever it is told.

On the page of the person, in the copy to keep, before the agents, in the mail that a real server receives.
"""

import asyncio
import email
import email.policy
import json
import shutil
import unicodedata

import pytest
from aiosmtpd.smtp import SMTP
from lxml import html

from engine.acts import outbox
from engine.acts.office import open_office
from engine.channels.mail import Mail
from engine.definition.catalogue import load
from engine.records import Case
from engine.settings import Smtp
from engine.web.app import create_app
from tests.cities import SAMPLES
from tests.clerk import follow, hire, sign_in
from tests.conftest import browser, settings_for
from tests.names import BY_SCRIPT, NAMES
from tests.robot import Robot
from tests.site import ROOT

ROAD = "/demarches/noms"
SAME = {"Sec-Fetch-Site": "same-origin"}
MANY = 40
"""Questions on one page."""


def naughty():
    path = SAMPLES / "security/blns.json"
    if not path.is_file():
        pytest.skip("the naughty strings are not beside the repository: shared/samples/security/blns.json")
    return [one for one in json.loads(path.read_text("utf-8")) if one.strip()]


def process_of(count):
    """A démarche that asks for as many words, and whose mail says them all again."""
    ids = [f"q{number}" for number in range(count)]
    pages = "".join(
        f"  - page: Page {start // MANY + 1}\n    questions:\n"
        + "".join(
            f"      - {{id: {id}, type: texte, question: Nom {id}, longueur: 400}}\n"
            for id in ids[start : start + MANY]
        )
        for start in range(0, count, MANY)
    )
    said = "\n".join(f"        [{id}|{{{{ reponse.{id} }}}}|]" for id in ids)
    first = "titre: Des noms\nresume: Une démarche pour essayer.\nfamille: Essais\npour: [particulier]\ncanaux: [web, guichet]\n"
    return (
        f"{first}service: proximite\n"
        "donnees_personnelles: {finalite: Essayer, base: mission d’intérêt public, conservation: 1 an}\n"
        f"formulaire:\n{pages}  - page: Fin\n    questions:\n      - {{id: courriel, type: courriel, question: Votre courriel, facultatif: oui}}\n"
        f"messages:\n  accuse:\n    objet: Des noms\n    texte: |\n{said}\n"
        "routage: [{sinon: proximite}]\ndelais: {reponse: {objectif: 15 jours ouvrés}}\n"
        "scenarios:\n  - nom: Une personne\n    depose: 2026-05-13 10:00\n    reponses: {courriel: ana@example.org, "
        + ", ".join(f"{id}: x" for id in ids)
        + "}\n    attendu: {vers: proximite}\n"
    )  # fmt: skip


@pytest.fixture
def words(request):
    return list(NAMES) if request.param == "names" else naughty()


@pytest.fixture
async def app(words, empty_sqlite, tmp_path, theme, hours):
    root = tmp_path / "ville"
    for folder in ("forms", "processes"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "processes/noms.yaml").write_text(process_of(len(words)), "utf-8")
    found = load(root)
    assert "noms" in found.processes, [one.sentence for one in found.problems if "noms" in one.spot.file][:3]
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    served = create_app(settings, lambda at: open_office(found, theme, settings, at), now=hours)
    async with served.router.lifespan_context(served):
        yield served


class Received:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        return "250 OK"


async def filed(robot, words):
    """Typed page after page, as a browser sends them."""
    await robot.client.post(f"{ROAD}/commencer", headers=SAME)
    for start in range(0, len(words), MANY):
        typed = {f"q{number}": word for number, word in enumerate(words[start : start + MANY], start)}
        answered = await robot.client.post(f"{ROAD}/page/page-{start // MANY + 1}", data=typed, headers=SAME)
        assert answered.status_code == 200, answered.text[-2000:]
    await robot.client.post(f"{ROAD}/page/fin", data={"courriel": "ana@example.org"}, headers=SAME)
    answered = await robot.client.post(f"{ROAD}/verifier", data={"confirmation-page": "oui"}, headers=SAME)
    assert str(answered.url).endswith("/recu"), answered.url
    return await Case.all().first()


def told_in(source, words):
    """What a page says of each question, letter by letter."""
    tree = html.document_fromstring(source)
    said = {" ".join(dt.text_content().split()): dt.getnext().text_content() for dt in tree.cssselect("dl.answers dt")}
    return [said.get(f"Nom q{number}") for number in range(len(words))]


def differences(told, words):
    return [(ascii(one), ascii(word)) for one, word in zip(told, words, strict=True) if one != word]


async def mailed(app, now):
    """The receipt, through a server that speaks SMTP for real."""
    handler = Received()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        post = Mail(Smtp("127.0.0.1", port), "Ville <ne-pas-repondre@ville.example>")
        await outbox.drain(app.state.office, now, {"courriel": post})
    finally:
        server.close()
    [message] = [one for one in handler.messages if one["To"].addresses[0].addr_spec == "ana@example.org"]
    return message.get_content().replace("\r\n", "\n")


def test_the_names_are_two_hundred_in_many_scripts():
    scripts = {unicodedata.name(sign).split()[0] for name in NAMES for sign in name if sign.isalpha()}
    assert len(NAMES) == len(set(NAMES)) >= 200
    assert len(scripts) >= 25
    assert len(BY_SCRIPT) >= 25
    assert max(map(len, NAMES)) == 200


@pytest.mark.parametrize("words", ["names", "strings"], indirect=True)
async def test_what_goes_in_comes_out_letter_by_letter(app, words, catalogue, hours):
    async with browser(app) as client:
        robot = Robot(client, catalogue.city.name)
        case = await filed(robot, words)
        assert differences([case.answers[f"q{number}"] for number in range(len(words))], words) == []
        await follow(robot, app.state.office, case)
        tracked = robot.response.text
        copied = (await client.get("/suivi/dossier/copie")).text
        assert differences(told_in(tracked, words), words) == []
        assert differences(told_in(copied, words), words) == []
    await hire("chef", "proximite", at=hours())
    async with browser(app) as client:
        await sign_in(Robot(client, catalogue.city.name), "chef")
        seen = await client.get(f"/agents/dossiers/{case.reference}")
        assert differences(told_in(seen.text, words), words) == []
    body = await mailed(app, hours())
    assert [ascii(word) for number, word in enumerate(words) if f"[q{number}|{word}|]" not in body] == []
