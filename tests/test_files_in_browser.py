"""Files in a real browser: they leave one by one, each says how far it is, one that fails is named and sent again."""

import re

import pytest
from playwright.sync_api import expect

from tests.files import from_phone, photo
from tests.inspect_page import defects
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_citizen_in_browser import page, site  # noqa: F401


@pytest.fixture
def files(tmp_path):
    """Five photographs on the phone."""
    for rank in range(1, 6):
        (tmp_path / f"photo-{rank}.jpg").write_bytes(photo(size=(40 + rank, 30)))
    return [str(tmp_path / f"photo-{rank}.jpg") for rank in range(1, 6)]


@pytest.fixture
def at_photo(page):  # noqa: F811
    """On a page that takes several documents, the rest of it answered."""
    page.goto("/demarches/ecrire-a-la-mairie")
    page.get_by_role("button", name="Commencer").click()
    page.locator("#message").fill("Bonjour")
    page.locator("input[name=objet]").last.check()
    page.wait_for_load_state("networkidle")
    return page


def arrived(page, count):  # noqa: F811
    expect(page.locator("[data-recus] .document-name")).to_have_count(count)


def received(page):  # noqa: F811
    return [one.inner_text() for one in page.locator("[data-recus] .document-name").all()]


def test_several_photographs_leave_at_once_and_each_is_told(at_photo, files):
    page = at_photo  # noqa: F811
    control = page.locator("input[type=file]")
    assert control.get_attribute("multiple") is not None
    assert control.get_attribute("capture") is None
    assert "image/jpeg" in control.get_attribute("accept")
    control.set_input_files(files)
    arrived(page, 5)
    assert received(page) == [f"photo-{rank}.jpg" for rank in range(1, 6)]
    expect(page.locator("[data-envois] li")).to_have_count(0)
    assert re.search(r"photo-5.jpg : Reçu", page.locator("#annonce-page").inner_text())
    assert defects(page) == []
    page.reload()
    assert len(received(page)) == 5  # kept, though the page was never sent


def test_one_of_five_that_fails_is_named_and_sent_again_and_the_others_stay(at_photo, files):
    page = at_photo  # noqa: F811
    broken = {"left": 1}

    def network(route):
        if b"photo-3.jpg" in (route.request.post_data_buffer or b"") and broken["left"]:
            broken["left"] -= 1
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/documents/*", network)
    page.locator("input[type=file]").set_input_files(files)
    arrived(page, 4)
    line = page.locator("[data-envois] li")
    line.locator(".error").wait_for()
    assert "photo-3.jpg" in line.inner_text()
    assert "n’est pas arrivé" in line.inner_text()
    assert "photo-3.jpg" in page.locator("#alerte-page").inner_text()
    assert defects(page) == []
    page.get_by_role("button", name="Envoyer de nouveau photo-3.jpg").click()
    arrived(page, 5)
    assert page.evaluate("document.activeElement.type") == "file"
    expect(line).to_have_count(0)


def test_continue_never_leaves_behind_a_file_that_did_not_arrive_without_a_word(at_photo, files):
    page = at_photo  # noqa: F811
    where = page.url
    page.route("**/documents/*", lambda route: route.abort("connectionreset"))
    page.locator("input[type=file]").set_input_files(files[:1])
    page.locator("[data-envois] .error").wait_for()
    onward = page.get_by_role("button", name="Continuer", exact=True)
    onward.click()
    assert page.locator("#alerte-page").inner_text().startswith("Un document n’est pas parti.")
    again = page.get_by_role("button", name="Envoyer de nouveau photo-1.jpg")
    expect(again).to_be_focused()
    again.click()
    page.locator("[data-envois] .error").wait_for()
    onward.click()  # it failed once more: said once more
    expect(again).to_be_focused()
    assert page.url == where
    onward.click()
    page.wait_for_url(lambda url: url != where)


def test_a_file_that_is_refused_says_why_beside_its_name(at_photo, tmp_path):
    page = at_photo  # noqa: F811
    (tmp_path / "note.jpg").write_bytes(b"MZ a program")
    (tmp_path / "bon.jpg").write_bytes(from_phone())
    page.locator("input[type=file]").set_input_files([str(tmp_path / "note.jpg"), str(tmp_path / "bon.jpg")])
    arrived(page, 1)
    assert "n’est pas d’un format accepté" in page.locator("[data-envois] .error").inner_text()
    page.get_by_role("button", name="J’ai compris note.jpg").click()
    expect(page.locator("[data-envois] li")).to_have_count(0)


def test_continue_waits_for_what_is_leaving(at_photo, files):
    page = at_photo  # noqa: F811
    where = page.url

    def slow(route):
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/documents/*", slow)
    page.locator("input[type=file]").set_input_files(files[:2])
    page.get_by_role("button", name="Continuer", exact=True).click()
    assert "en route" in page.locator("#annonce-page").inner_text()
    page.wait_for_url(lambda url: url != where)
    page.goto(where)
    arrived(page, 2)
