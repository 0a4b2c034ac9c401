"""What no page of ours sends along the journey of a person: odd bodies on every address, references too long, archives
written to harm, files by the thousand. Each is answered with a page; nothing is half kept."""

import re

import pytest

from engine import paper
from engine.errors import PaperError
from engine.received.kind import kind
from engine.records import Notice
from engine.web.guard import Limits
from engine.web.routes import routes
from tests.clerk import file, follow, hire, sign_in
from tests.files import broken_archives
from tests.test_desk import BY_POST, LAMP

SAME = {"Sec-Fetch-Site": "same-origin"}
SLUG = LAMP[0]
ENDS = ("/terminer", "/mediation/personne", "/mediation/fin", "/agents/deconnexion", "/demarches/{slug}/effacer")
NAMES = (
    *("code", "mot-secret", "adresse-courriel", "reference", "message", "attendu", "documents", "avis", "commentaire"),
    *("lettre", "resultat", "moyen", "essai", "retour", "demande-page", "choix-page", "ou-page", "vu-page", "vers"),
    *("version", "journal", "_recherche", "langue", "identifiant", "mot-de-passe", "oublier-page", "questions-page"),
)


def part(value, charset=""):
    """A form in several parts, all holding the same bytes."""
    name = b'--b\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = b"".join(name % (one.encode(), value) for one in NAMES) + b"--b--\r\n"
    return {"content": body, "headers": {"content-type": f"multipart/form-data; boundary=b{charset}"}}


ODD = {
    "nothing": {},
    "the character that databases refuse": {"data": dict.fromkeys(NAMES, "\0x\0")},
    "long numbers": {"data": dict.fromkeys(NAMES, "9" * 5000)},
    "long words": {"data": dict.fromkeys(NAMES, "Zé" * 5000)},
    "files instead of words": {"files": dict.fromkeys(NAMES, ("a\x00.svg", b"<svg onload=alert(1)>"))},
    "half characters": part(b"x\\ud800y", "; charset=unicode_escape"),
    "a charset that only refuses": part(b"x", "; charset=undefined"),
    "a charset that is no name": part(b"x", "; charset=\0"),
    "no boundary": {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
    "another kind of body": {"content": b"\xff\xfe{}", "headers": {"content-type": "application/json"}},
    "ten thousand ticks": {"data": {"repondre-corriger": ["a:b"] * 10_000}},
}


@pytest.fixture
def office(app):
    return app.state.office


@pytest.fixture
async def everywhere(app, robot, office, hours, monkeypatch):
    """One browser with a draft, a case followed and an agent’s session; addresses of each, the limits put aside."""

    async def spend(self, *names, allowed): ...

    async def no_pdf(html):
        raise PaperError("not now")

    monkeypatch.setattr(Limits, "spend", spend)
    monkeypatch.setattr(paper, "pdf", no_pdf)
    case = await file(office, *LAMP, hours(), **BY_POST)
    await hire("ines", role="administrateur", at=hours())
    await follow(robot, office, case)
    await sign_in(robot, "ines")
    await robot.open(f"/demarches/{SLUG}")
    await robot.press("Commencer")
    await robot.client.post(f"/demarches/{SLUG}/plus-tard", data={"mot-secret": "tournesol"}, headers=SAME)
    first = office.live[SLUG].process.pages[0]
    letter = await Notice.get(case_id=case.reference, channel="lettre", occasion="accuse")
    return {
        "slug": SLUG,
        "page": first.id,
        "question": first.questions[0].id,
        "reference": case.reference,
        "notice": str(letter.id),
        "act": "repondre",
        "number": "9" * 18,
    }


def addresses(app, known):
    """Every address, with names that exist, then with names that are nobody’s."""
    for route in routes(app.state.settings):
        if route.path in ENDS:
            continue
        for otherwise in ("%00", "A" * 5000):
            names = {name: known.get(name, otherwise) for name in re.findall(r"{(\w+)", route.path)}
            yield route, re.sub(r"{(\w+)[^}]*}", lambda found, named=names: named[found[1]], route.path)
            if "{" not in route.path:
                break


async def test_every_address_answers_odd_forms_with_a_page(app, robot, everywhere):
    robot.client.follow_redirects = False
    faults = []
    for route, path in addresses(app, everywhere):
        for method in ("GET", "PUT"):
            found = await robot.client.request(method, f"{path}?propositions=%00&fait=%00&retour=%00", headers=SAME)
            faults += [(method, path)] * (found.status_code >= 500)
        odd = ODD if "A" * 5000 not in path else {"nothing": {}}
        for name, body in odd.items() if "POST" in route.methods else ():
            headers = {**SAME, **body.get("headers", {})}
            found = await robot.client.post(path, **{**body, "headers": headers})
            faults += [(path[:80], name)] * (found.status_code >= 500)
    assert faults == []


@pytest.mark.parametrize(
    "written", ["26-ABC-DEF et le code ABC-DEF-GHJ", "26-ABCDEFGHJKMNP", "A" * 300, "\0", "é" * 80]
)
async def test_a_reference_too_long_is_a_reference_that_nobody_has(robot, written):
    answered = await robot.client.post("/suivi", data={"reference": written, "code": "ABC-DEF-GHJ"}, headers=SAME)
    assert answered.status_code == 422
    assert "Nous ne trouvons pas de demande" in answered.text


@pytest.mark.parametrize("content", broken_archives())
def test_an_archive_written_to_harm_is_no_document_and_no_fault(content):
    assert kind(content) == ""
