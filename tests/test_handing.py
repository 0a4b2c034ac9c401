"""What agents hand over themselves, from the outside: letters to print, calls to make, desks where an answer waits."""

import io

import pypdf
import pytest

from engine import paper
from engine.acts import move
from engine.errors import PaperError
from engine.records import Case, Event, Notice
from engine.web.letters import parts
from tests.clerk import file, hire, sign_in
from tests.conftest import browser
from tests.robot import Robot
from tests.test_desk import BY_POST, LAMP, on

MM = 25.4 / 72
OWN = {"Sec-Fetch-Site": "same-origin"}
BY_PHONE = {"mode_contact": "telephone", "telephone": {"saisi": "05 56 00 11 22", "e164": "+33556001122"}}
AT_CCAS = {"mode_contact": "accueil", "point_accueil": "ccas", "telephone": None}


@pytest.fixture
def office(app):
    return app.state.office


async def lamp(office, hours, **answers):
    """A lamp out of order, told to the public lighting by someone who chose how to be answered."""
    return await file(office, *LAMP, hours(), **answers)


@pytest.fixture
async def hugo(robot, hours):
    await hire("hugo-nguyen", "eclairage-public", at=hours())
    return await sign_in(robot, "hugo-nguyen")


def text(robot):
    return " ".join(robot.words.split())


async def waits(case):
    return await Notice.get(case_id=case.reference, audience="usager")


async def test_the_list_says_what_to_do_for_each_person_and_is_emptied_by_doing_it(hugo, office, hours):
    await lamp(office, hours, **BY_POST)
    called = await lamp(office, hours, **BY_PHONE)
    await hugo.open("/agents/a-remettre")
    assert "Appels à passer (1)" in text(hugo)
    assert "Lettres à envoyer (1)" in text(hugo)
    assert "Bonjour, je suis Hugo" in text(hugo)
    await hugo.press("Pas de réponse")
    assert "L’appel est noté." in text(hugo)
    assert "1 appel sans réponse. Pas de réponse, le 13" in text(hugo)
    await hugo.press("La personne a eu le message")
    await hugo.press("La lettre est partie")
    assert "Rien n’attend. Tout est à jour." in text(hugo)
    assert not await Notice.filter(sent_at=None, next_at=None)
    assert [one.kind for one in await Event.filter(case_id=called.reference, actor="hugo-nguyen").order_by("id")] == [
        "appel",
        "remis",
    ]


async def test_after_three_calls_another_way_is_open_and_the_message_leaves_by_it(hugo, office, hours):
    case = await lamp(office, hours, **BY_PHONE)
    await Case.filter(reference=case.reference).update(contact_email="ana@example.org")  # given on another page
    for _ in range(3):
        await hugo.open(f"/agents/dossiers/{case.reference}")
        await hugo.press("Pas de réponse")
    assert "Choisissez un autre moyen." in text(hugo)
    assert hugo.tree.cssselect(".to-do details[open] button[value=courriel]")
    await hugo.press("Par courriel")
    assert "Le message part autrement." in text(hugo)
    assert not hugo.tree.cssselect(".to-do")
    moved = await Notice.get(case_id=case.reference, audience="usager", channel="courriel")
    assert (moved.recipient, moved.next_at is not None) == ("ana@example.org", True)


async def test_letters_are_printed_together_and_only_those_printed_have_left(hugo, office, hours):
    first, second = await lamp(office, hours, **BY_POST), await lamp(office, hours, **BY_POST)
    await hugo.open("/agents/a-remettre")
    await hugo.follow("Imprimer les lettres du jour")
    assert "2 lettres à imprimer" in text(hugo)
    late = await lamp(office, hours, **BY_POST)  # arrives while the others are in the printer
    for case in (first, second):
        assert case.reference in text(hugo)
    await hugo.press("Ces 2 lettres sont parties")
    assert "Lettres à envoyer (1)" in text(hugo)
    assert (await waits(late)).to_do
    assert not (await waits(first)).to_do
    assert await Event.filter(kind="remis").count() == 2


async def test_a_letter_has_its_address_in_the_window_of_the_envelope(hugo, office, hours):
    case = await lamp(office, hours, **BY_POST)
    response = await hugo.client.get(f"/agents/lettres/{(await waits(case)).id}/pdf")
    assert response.headers["content-type"] == "application/pdf"
    pdf = pypdf.PdfReader(io.BytesIO(response.content))
    places = {}

    def seen(words, page, line, font, size):
        across = page[0] * line[4] + page[2] * line[5] + page[4]
        down = float(pdf.pages[0].mediabox.height) - (page[1] * line[4] + page[3] * line[5] + page[5])
        places[words.strip()] = (across * MM, down * MM)

    assert case.reference in pdf.pages[0].extract_text(visitor_text=seen)
    for line in (case.contact_name, "8 rue du Lac", "33300 Bordeaux"):
        across, down = places[line]
        assert 104 < across < 106
        assert 50 < down < 80
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged: a letter may be kept and read aloud


async def test_without_an_engine_of_pdf_the_page_prints_as_well(hugo, office, hours, monkeypatch):
    async def absent(html):
        raise PaperError("no module")

    monkeypatch.setattr(paper, "pdf", absent)
    case = await lamp(office, hours, **BY_POST)
    await hugo.open("/agents/lettres.pdf")
    assert "Imprimez cette page : le résultat est le même." in text(hugo)
    assert case.reference in text(hugo)


async def test_large_print_is_printed_large_and_told_at_the_top_of_the_case(hugo, office, hours):
    case = await lamp(office, hours, **BY_POST, besoins=["gros_caracteres", "lsf"], langue_echange="turc")
    await hugo.open(f"/agents/lettres/{(await waits(case)).id}")
    assert hugo.tree.cssselect("article.letter.large")
    assert "EN LANGUE DES SIGNES" in text(hugo)
    await on(hugo, case)
    head = " ".join(hugo.tree.cssselect(".case-head .care")[0].text_content().split())
    assert head == "Pour échanger : Gros caractères Langue des signes Langue : turc"


async def test_an_answer_waits_at_the_desk_of_the_place_chosen_whoever_has_the_case(robot, app, office, hours):
    case = await lamp(office, hours, **AT_CCAS)
    await hire("marc-aubert", "ccas", at=hours())
    await sign_in(robot, "marc-aubert")
    await robot.open("/agents/a-remettre")
    assert "Réponses à remettre sur place (1)" in text(robot)
    assert "CCAS, 10 rue de la Solidarité" in text(robot)
    assert not robot.tree.cssselect(f"a[href='/agents/dossiers/{case.reference}']")
    assert (await robot.client.get(f"/agents/dossiers/{case.reference}")).status_code == 404
    await robot.press("La personne l’a eue")
    assert "C’est noté dans le journal." in text(robot)
    assert (await Event.get(case_id=case.reference, kind="remis")).actor == "marc-aubert"


async def test_what_is_not_for_an_agent_does_not_exist_for_them(app, office, hours):
    case = await lamp(office, hours, **BY_POST)
    notice = await waits(case)
    async with browser(app) as client:
        stranger = Robot(client, office.city.name)
        await hire("claire-dubos", "etat-civil", at=hours())
        await sign_in(stranger, "claire-dubos")
        await stranger.open("/agents/a-remettre")
        assert case.reference not in stranger.words
        await stranger.open("/agents/lettres")
        assert case.reference not in stranger.words
        for path in (f"/agents/lettres/{notice.id}", f"/agents/lettres/{notice.id}/pdf", "/agents/lettres/999999"):
            assert (await client.get(path)).status_code == 404
        for path in ("fait", "appel", "autrement"):
            assert (await client.post(f"/agents/envois/{notice.id}/{path}", headers=OWN)).status_code == 404
        gone = await client.post("/agents/lettres/parties", data={"lettre": str(notice.id)}, headers=OWN)
        assert gone.status_code == 200
    assert (await waits(case)).to_do


@pytest.mark.parametrize("typed", [{}, {"resultat": "peut-être"}, {"resultat": "absent", "essai": "mille"}])
async def test_a_form_that_says_nothing_changes_nothing(hugo, office, hours, typed):
    case = await lamp(office, hours, **BY_PHONE)
    notice = await waits(case)
    answer = await hugo.client.post(f"/agents/envois/{notice.id}/appel", data=typed, headers=OWN)
    assert answer.status_code in (200, 409)
    assert ((await waits(case)).attempts, (await waits(case)).to_do) == (0, True)
    refused = await hugo.client.post(f"/agents/envois/{notice.id}/autrement", data={"moyen": "pigeon"}, headers=OWN)
    assert refused.status_code == 409
    assert "Nous n’avons rien pour joindre cette personne" in refused.text


async def test_names_and_messages_are_only_text_on_a_letter(hugo, office, hours):
    wicked = "<img src=x onerror=alert(1)>"
    case = await lamp(office, hours, **BY_POST, nom=wicked)
    agent = await hire("louise-x", "eclairage-public", at=hours())
    await move.close(office, case, agent, "traite", wicked, hours())
    await hugo.open("/agents/lettres")
    assert wicked in hugo.words
    assert wicked not in hugo.response.text


def test_a_message_becomes_paragraphs_and_headings():
    found = list(parts("Bonjour,\n\nSUIVRE VOTRE DEMANDE\n\nPage : x\nCode : y\n\n\nOUI"))
    assert [(part.heading, len(part.lines)) for part in found] == [(False, 1), (True, 1), (False, 2), (False, 1)]
