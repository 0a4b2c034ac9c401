"""A démarche told in one page: everything it says is there, the page stands by itself, the drawings never overlap."""

import re
from datetime import datetime
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from lxml import etree, html

import run
from engine.definition.process import Process
from engine.explain import drawing, write
from engine.explain.account import account
from engine.explain.drawing import Arrow, Box, Drawing
from tests.site import ROOT

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
SLUGS = sorted(path.stem for path in (ROOT / "processes").glob("[a-z]*.yaml") if "." not in path.stem)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=SLUGS)
def process(request, catalogue) -> Process:
    return catalogue.processes[request.param]


@pytest.fixture
def told(process, catalogue):
    return account(process, catalogue.city, NOON)


def test_every_page_question_service_step_and_message_is_told(told, process, catalogue):
    page = write.markdown(told)
    for one in process.pages:
        assert one.title in page
        for question in one.questions:
            assert question.label in page, question.id
    for route in process.routes:
        assert catalogue.city.unit(route.unit).name in page
        assert route.reason in page
    for message in process.messages.values():
        assert message.subject in page
    assert process.personal_data.retention in page
    assert str(process.answer_deadline.target) in page


def test_conditions_are_said_in_words(catalogue):
    page = write.markdown(account(catalogue.processes["domiciliation"], catalogue.city, NOON))
    assert "Page montrée seulement si la réponse à « Que voulez-vous faire ? » est « Demander une adresse »" in page
    assert "{" not in page.replace("{{", "").replace("{%", "")


def test_the_dates_of_the_example_are_those_of_the_calendar(catalogue):
    street = catalogue.processes["signaler-un-probleme-dans-la-rue"]
    page = write.markdown(account(street, catalogue.city, NOON)).replace("\u00a0", " ")
    assert (
        "une demande envoyée le mercredi 13 mai 2026 à 12 h reçoit sa réponse au plus tard le vendredi 5 juin 2026"
        in page
    )


def test_the_page_stands_by_itself_and_has_its_landmarks(told):
    page = write.html(told)
    tree = html.document_fromstring(page)
    assert tree.get("lang") == "fr"
    assert len(tree.cssselect("h1")) == 1
    assert tree.cssselect("main, nav, header")
    assert not tree.cssselect("script, link, img, iframe")
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    ids = [one.get("id") for one in tree.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    for link in tree.cssselect("nav a"):
        assert link.get("href")[1:] in ids
    levels = [int(one.tag[1]) for one in tree.cssselect("h1, h2, h3")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_drawing_has_a_title_a_description_and_the_same_in_words(told):
    for part in (one for one in told.parts if one.picture):
        tree = etree.fromstring(drawing.svg(part.picture.drawing))
        assert tree.findtext(f"{SVG}title")
        assert tree.findtext(f"{SVG}desc")
        assert tree.get("role") == "img"
        marks = [arrow.mark for arrow in part.picture.drawing.arrows if arrow.mark]
        assert marks == [str(number) for number in range(1, len(marks) + 1)]
        assert len(part.picture.items) >= len(marks)
        assert all(
            box.title in " ".join(part.picture.items) or box.id.startswith("/") for box in part.picture.drawing.boxes
        )


def assert_nothing_overlaps(svg: str) -> None:
    """Boxes apart, words inside their box, marks on no box and on no other mark."""
    tree = etree.fromstring(svg)
    boxes = [tuple(float(one.get(key)) for key in ("x", "y", "width", "height")) for one in tree.iter(f"{SVG}rect")]
    for (_, first, _, high), (_, second, _, _) in pairwise(boxes):
        assert first + high < second
    left, _, width, height = (float(one) for one in tree.get("viewBox").split())
    circles = [(float(one.get("cx")), float(one.get("cy"))) for one in tree.iter(f"{SVG}circle")]
    for (ax, ay), (bx, by) in combinations(circles, 2):
        assert abs(ax - bx) >= 20 or abs(ay - by) >= 20
    for x, y in circles:
        assert left + 10 <= x <= left + width - 10
        assert not any(bx - 10 < x < bx + bw + 10 and by < y < by + bh for bx, by, bw, bh in boxes)
    for one in tree.iter(f"{SVG}text"):
        if one.get("class") in ("t", "l"):
            size = 8.3 if one.get("class") == "t" else 7.2
            x, y = float(one.get("x")), float(one.get("y"))
            home = next(box for box in boxes if box[1] < y < box[1] + box[3])
            assert x + len(one.text) * size <= home[0] + home[2] + 12
    assert boxes[-1][1] + boxes[-1][3] < height


def test_nothing_overlaps_in_the_drawings(told):
    for part in (one for one in told.parts if one.picture):
        assert_nothing_overlaps(drawing.svg(part.picture.drawing))


@pytest.mark.parametrize("size", [2, 5, 9])
def test_nothing_overlaps_even_when_everything_leads_everywhere(size):
    boxes = [Box(f"b{n}", f"Étape {n} " + "longue " * n, ("Un texte à lire " * n,)) for n in range(size)]
    pairs = [(one.id, other.id) for one in boxes for other in boxes if one != other]
    arrows = [Arrow(*pair, str(number)) for number, pair in enumerate(pairs, 1)]
    assert_nothing_overlaps(drawing.svg(Drawing("Tout", "Tout", boxes, arrows)))


def test_words_of_the_city_are_escaped(catalogue):
    svg = drawing.svg(Drawing("<a> & b", "<b>", [Box("a", "Pages < 3 & plus", ("<script>",))], []))
    assert "<script>" not in svg
    assert etree.fromstring(svg).findtext(f"{SVG}title") == "<a> & b"


@pytest.mark.parametrize("form", ["md", "html", "svg"])
def test_the_command_writes_each_format(form, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    goal = tmp_path / f"page.{form}"
    done = CliRunner().invoke(run.cli, ["explain", "domiciliation", "--format", form, "--sortie", str(goal)])
    assert done.exit_code == 0, done.output
    text = goal.read_text("utf-8")
    assert "Avoir une adresse" in text
    if form == "svg":
        etree.fromstring(text)
