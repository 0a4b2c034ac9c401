"""Reading comfort: kept for the visit, works without script, never leads anywhere else."""

from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from engine.web.comfort import COOKIE, choose, comfort_of, local_path, set_comfort


async def classes(request):
    return PlainTextResponse(comfort_of(request).classes)


@pytest.fixture
async def visitor():
    routes = [Route("/", classes), Route("/confort", set_comfort, methods=["POST"])]
    app = Starlette(routes=routes)
    app.state.settings = SimpleNamespace(tls=True)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://ville.test") as client:
        yield client


async def test_choices_last_for_the_visit_and_lead_back_to_the_page(visitor):
    chosen = {"taille": "grande", "contraste": "fort", "retour": "/suivi"}
    answer = await visitor.post("/confort", data=chosen)
    assert (answer.status_code, answer.headers["location"]) == (303, "/suivi")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "max-age" not in answer.headers["set-cookie"].lower()
    assert "expires" not in answer.headers["set-cookie"].lower()
    assert (await visitor.get("/")).text == "taille-grande contraste-fort"


async def test_an_invented_cookie_changes_nothing(visitor):
    visitor.cookies.set(COOKIE, 'geante"><script>.x.y.z.t')
    assert (await visitor.get("/")).text == ""


async def test_a_browser_that_saves_data_has_light_pages_until_the_person_says_otherwise(visitor):
    assert (await visitor.get("/", headers={"Save-Data": "on"})).text == "donnees-reduites"
    await visitor.post("/confort", data={"donnees": "normales"})
    assert (await visitor.get("/", headers={"Save-Data": "on"})).text == ""


def test_reduced_data_spares_the_scripts():
    assert choose({"donnees": "reduites"}).light
    assert not choose({}).light


def test_the_panel_shows_what_was_chosen():
    [size, *_] = choose({"taille": "geante"}).panel
    assert (size.name, size.chosen) == ("taille", "geante")


@pytest.mark.parametrize(
    "written",
    ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "suivi", "", None, "/a\nSet-Cookie: x"],
)
def test_one_is_never_sent_to_another_site(written):
    assert local_path(written) == "/"


def test_one_goes_back_to_the_same_page():
    assert local_path("/demarches/trou/page/vous?retour=1") == "/demarches/trou/page/vous?retour=1"
