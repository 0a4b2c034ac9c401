"""The sectors of a city: which one holds a place, what an outline may be, and how a wrong one is told."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.definition import organisation, source
from engine.definition.sectors import District, Districts
from engine.fields.place import Place, postcode_in, read_point
from engine.geometry import Mosaic, OutlineFault, read_outline
from tests.cities import SAMPLES
from tests.test_definition import CITY

SAMPLE = SAMPLES / "sectors/montpellier-quartiers.geojson"


def square(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings):
    return json.dumps({"type": "Polygon", "coordinates": list(rings)})


def district(id, text="", codes=()):
    return District(id, id.title(), frozenset(codes), read_outline(text) if text else None)


WEST = polygon(square(-0.60, 44.80, -0.58, 44.90))
EAST = polygon(square(-0.58, 44.80, -0.56, 44.90))


# --- which sector holds a place


def test_a_point_is_in_the_sector_that_covers_it():
    town = Districts([district("ouest", WEST), district("est", EAST)])
    assert town.of(Place((44.85, -0.59))) == ("ouest",)
    assert town.of(Place((44.85, -0.57))) == ("est",)


@pytest.mark.parametrize("order", [("ouest", "est"), ("est", "ouest")])
def test_a_point_on_a_border_is_in_the_first_sector_of_the_file(order):
    texts = {"ouest": WEST, "est": EAST}
    town = Districts([district(id, texts[id]) for id in order])
    assert town.of(Place((44.85, -0.58))) == (order[0],)


def test_a_point_outside_every_outline_is_outside_the_sectors():
    town = Districts([district("ouest", WEST)])
    assert town.hold(Place((44.85, -0.57)), ("hors-secteur",))
    assert not town.hold(Place((44.85, -0.59)), ("hors-secteur",))
    assert town.hold(Place((44.85, -0.59)), ("est", "ouest"))


def test_coordinates_win_over_the_postcode():
    town = Districts([district("ouest", WEST, ["33000"]), district("est", EAST, ["33100"])])
    assert town.of(Place((44.85, -0.57), "33000")) == ("est",)
    assert town.of(Place(None, "33000")) == ("ouest",)


def test_a_sector_without_an_outline_is_still_known_by_its_postcode():
    town = Districts([district("ouest", WEST), district("nord", codes=["33300"])])
    assert town.of(Place((44.95, -0.59), "33300")) == ("nord",)
    assert town.of(Place((44.85, -0.59), "33300")) == ("ouest",)


def test_a_postcode_shared_by_two_sectors_is_in_both():
    town = Districts([district("a", codes=["33000"]), district("b", codes=["33000"])])
    assert town.hold(Place(None, "33000"), ("a",))
    assert town.hold(Place(None, "33000"), ("b",))


def test_a_place_of_which_nothing_is_known_is_neither_inside_nor_outside():
    town = Districts([district("ouest", WEST, ["33000"])])
    assert town.of(Place()) == ()
    assert not town.hold(Place(), ("hors-secteur",))


def test_an_address_abroad_is_outside():
    town = Districts([district("ouest", WEST, ["33000"])])
    assert town.hold(Place(None, "33000", abroad=True), ("hors-secteur",))


def test_a_hole_is_not_in_the_sector_and_its_border_is():
    ring = read_outline(polygon(square(-0.60, 44.80, -0.56, 44.90), square(-0.59, 44.84, -0.57, 44.86)))
    assert not ring.covers(44.85, -0.58)
    assert ring.covers(44.85, -0.59)


# --- the same answer as a slow and simple reading

COORDINATES = st.tuples(st.integers(0, 8), st.integers(0, 8))


def slowly_inside(point, ring):
    """Even-odd rule on integers, borders included."""
    (x, y), inside = point, False
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and x * (y2 - y1) * (1 if y2 > y1 else -1) < (x1 * (y2 - y1) + (y - y1) * (x2 - x1)) * (
            1 if y2 > y1 else -1
        ):
            inside = not inside
    return inside


@st.composite
def star(draw):
    """A simple polygon on a grid: points sorted around their centre."""
    points = draw(st.lists(COORDINATES, min_size=3, max_size=9, unique=True))
    middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    angle = {point: math.atan2(point[1] - middle[1], point[0] - middle[0]) for point in points}
    assume(middle not in points and len(set(angle.values())) == len(points))
    ring = sorted(points, key=angle.get)
    return [*ring, ring[0]]


@given(star(), COORDINATES)
@settings(deadline=None, max_examples=300)
def test_a_point_is_found_where_a_naive_reading_finds_it(ring, point):
    try:
        outline = read_outline(polygon([list(one) for one in ring]))
    except OutlineFault:
        assume(False)  # all on one line
    assume(not outline.crossed)
    assert outline.covers(point[1], point[0]) == slowly_inside(point, ring)


@given(st.lists(star(), min_size=1, max_size=5), COORDINATES)
@settings(deadline=None, max_examples=150)
def test_the_first_of_several_outlines_is_the_one_a_naive_search_finds(rings, point):
    outlines = []
    for ring in rings:
        try:
            outlines.append(read_outline(polygon([list(one) for one in ring])))
        except OutlineFault:
            assume(False)
    assume(not any(outline.crossed for outline in outlines))
    naive = next((n for n, ring in enumerate(rings) if slowly_inside(point, ring)), None)
    assert Mosaic(outlines).first(point[1], point[0]) == naive


# --- what is written in a file


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geometry(*box):
    return {"type": "Polygon", "coordinates": [square(*box)]}


def test_the_objects_that_have_the_wanted_property_are_put_together():
    text = collection(
        feature(geometry(-0.60, 44.80, -0.58, 44.90), quartier=7),
        feature(geometry(-0.56, 44.80, -0.54, 44.90), quartier="7"),
        feature(geometry(-0.54, 44.80, -0.52, 44.90), quartier=8),
    )
    both = read_outline(text, {"quartier": "7"})
    assert both.covers(44.85, -0.59)
    assert both.covers(44.85, -0.55)
    assert not both.covers(44.85, -0.53)


def test_an_altitude_is_ignored():
    ring = [[*point, 12.5] for point in square(-0.60, 44.80, -0.58, 44.90)]
    assert read_outline(polygon(ring)).covers(44.85, -0.59)


WRONG = [
    ("{", "contour-illisible", "ligne 1, colonne 2"),
    ("[]", "contour-illisible", "type"),
    ('{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "contour-illisible", "NaN"),
    ("[" * 100_000, "contour-illisible", "GeoJSON"),
    ('{"type": "FeatureCollection", "features": []}', "contour-forme", "aucun objet"),
    ('{"type": "FeatureCollection", "features": [3]}', "contour-forme", "objet n° 1"),
    ('{"type": "Point", "coordinates": [-0.5, 44.8]}', "contour-forme", "Point"),
    ('{"type": "Polygon"}', "contour-forme", "pas de points"),
    (polygon(square(-0.6, 44.8, -0.5, 44.9)[:-1]), "contour-forme", "fermée"),
    (polygon(square(-0.6, 44.8, -0.5, 44.9)[:3]), "contour-forme", "quatre points"),
    (polygon([["a", "b"]] * 4), "contour-forme", "pas un point"),
    (polygon([[True, False]] * 4), "contour-forme", "pas un point"),
    (polygon(square(417000, 6421000, 418000, 6422000)), "contour-forme", "degrés"),
    (polygon(square(44.80, -0.60, 44.90, -0.58)), "contour-forme", "latitude puis longitude"),
    (polygon([[-0.6, 44.8], [-0.5, 44.8], [-0.4, 44.8], [-0.6, 44.8]]), "contour-forme", "surface"),
    ('{"type": "Feature", "properties": null, "geometry": null}', "contour-forme", "surface"),
    (json.dumps({**json.loads(WEST), "crs": {"properties": {"name": "EPSG:2154"}}}), "contour-forme", "WGS 84"),
]


@pytest.mark.parametrize(("text", "code", "words"), WRONG, ids=[case[2] for case in WRONG])
def test_a_file_that_is_no_outline_says_why_in_french(text, code, words):
    with pytest.raises(OutlineFault) as fault:
        read_outline(text)
    assert fault.value.code == code
    assert words in fault.value.sentence
    assert fault.value.help.endswith((".", "»", "]"))


@given(st.recursive(st.none() | st.floats() | st.text() | st.booleans(), lambda inner: st.lists(inner, max_size=4)))
def test_nothing_written_as_coordinates_ever_breaks_the_reading(coordinates):
    for kind in ("Polygon", "MultiPolygon"):
        with pytest.raises(OutlineFault):
            read_outline(json.dumps({"type": kind, "coordinates": coordinates}))


def test_a_value_that_no_object_has_is_told_with_those_that_exist():
    text = collection(feature(geometry(-0.60, 44.80, -0.58, 44.90), nom="Bastide"))
    with pytest.raises(OutlineFault) as fault:
        read_outline(text, {"nom": "Bastille"})
    assert (fault.value.code, "Bastide" in fault.value.help) == ("contour-objet", True)
    with pytest.raises(OutlineFault) as fault:
        read_outline(text, {"libelle": "Bastide"})
    assert "nom" in fault.value.help


def test_a_line_that_crosses_itself_is_mended_and_told():
    bow = read_outline(polygon([[0, 45], [1, 46], [1, 45], [0, 46], [0, 45]]))
    assert bow.crossed
    assert bow.covers(45.5, 0.9)


# --- the city's file


def city_with(tmp_path, sectors, **files):
    (tmp_path / "forms/secteurs").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (tmp_path / f"forms/secteurs/{name}.geojson").write_text(text, "utf-8")
    text = CITY[: CITY.index("secteurs:")] + "secteurs:\n" + sectors
    return organisation.read(source.parse(text, "processes/_organisation.yaml"), tmp_path)


def told(problems):
    return [(problem.code, problem.level) for problem in problems]


def test_a_sector_is_drawn_by_a_file_of_the_city(tmp_path):
    city, problems = city_with(tmp_path, "  nord: {nom: Nord, contour: forms/secteurs/nord.geojson}\n", nord=WEST)
    assert problems == []
    assert city.districts.of(Place((44.85, -0.59))) == ("nord",)


MISTAKES = [
    ("  nord: {nom: Nord}\n", "secteur-sans-limites", "erreur"),
    ("  nord: {nom: Nord, contour: forms/secteurs/nrd.geojson}\n", "contour-absent", "erreur"),
    ("  nord: {nom: Nord, contour: ../../etc/passwd}\n", "contour-absent", "erreur"),
    ("  nord: {nom: Nord, contour: /etc/passwd}\n", "contour-absent", "erreur"),
    ("  nord: {nom: Nord, contour: forms/secteurs/casse.geojson}\n", "contour-illisible", "erreur"),
    ("  nord: {nom: Nord, contour: forms/secteurs/nord.geojson, objet: {nom: x}}\n", "contour-objet", "erreur"),
    ("  nord: {nom: Nord, contour: forms/secteurs/nord.geojson, objet: {nom: [a, b]}}\n", "type-attendu", "erreur"),
    ("  nord: {nom: Nord, contour: forms/secteurs/noeud.geojson}\n", "contour-croise", "avertissement"),
    ("  hors-secteur: {nom: Nord, codes_postaux: [33000]}\n", "forme", "erreur"),
    (
        "  a: {nom: A, contour: forms/secteurs/nord.geojson}\n  b: {nom: B, contour: forms/secteurs/nord.geojson}\n",
        "secteurs-superposes",
        "avertissement",
    ),
]


@pytest.mark.parametrize(("sectors", "code", "level"), MISTAKES, ids=[f"{m[1]}-{n}" for n, m in enumerate(MISTAKES)])
def test_a_mistake_in_a_sector_is_one_message_at_its_line(tmp_path, sectors, code, level):
    knot = polygon([[0, 45], [1, 46], [1, 45], [0, 46], [0, 45]])
    _, problems = city_with(tmp_path, sectors, nord=WEST, noeud=knot, casse="{")
    assert told(problems) == [(code, level)]
    assert problems[0].spot.line == CITY[: CITY.index("secteurs:")].count("\n") + len(sectors.splitlines()) + 1


def test_neighbours_that_only_touch_do_not_overlap(tmp_path):
    sectors = "  a: {nom: A, contour: forms/secteurs/a.geojson}\n  b: {nom: B, contour: forms/secteurs/b.geojson}\n"
    assert city_with(tmp_path, sectors, a=WEST, b=EAST)[1] == []


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is kept apart")
def test_the_districts_of_a_real_city_are_read(tmp_path):
    text = SAMPLE.read_text("utf-8")
    names = sorted({one["properties"]["LIBQUART"] for one in json.loads(text)["features"]})
    sectors = "".join(
        f'  q{n}: {{nom: Q{n}, contour: forms/secteurs/m.geojson, objet: {{LIBQUART: "{name}"}}}}\n'
        for n, name in enumerate(names)
    )
    city, problems = city_with(tmp_path, sectors, m=text)
    assert [problem for problem in problems if problem.blocks] == []
    assert len(city.districts) == len(names) >= 7
    comedie = city.districts.of(Place((43.6086, 3.8797)))
    assert len(comedie) == 1
    assert city.districts.hold(Place((43.5300, 3.9300)), ("hors-secteur",))  # the sea side


# --- what people type


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("44.8378 -0.5792", (44.8378, -0.5792)),
        ("44,8378 -0,5792", (44.8378, -0.5792)),
        ("44.8378, -0.5792", (44.8378, -0.5792)),
        ("44.8378,-0.5792", (44.8378, -0.5792)),
        ("(44.8378; -0.5792)", (44.8378, -0.5792)),
        ("44.8378° N, 0.5792° O", (44.8378, -0.5792)),
        ("44.8378 −0.5792", (44.8378, -0.5792)),
        ("٤٤.٨٣٧٨ -٠.٥٧٩٢", (44.8378, -0.5792)),
        ("-21.1 55.5", (-21.1, 55.5)),
        ("12 rue Neuve", None),
        ("12", None),
        ("144.8 -0.5", None),
        ("44.8 -181", None),
        ("", None),
    ],
)
def test_coordinates_are_read_as_people_write_them(typed, point):
    assert read_point(typed) == point


def test_a_postcode_is_read_before_the_name_of_a_town_only():
    assert postcode_in("12 cours de la Somme, 33800 Bordeaux") == "33800"
    assert postcode_in("12 cours de la Somme 33 800 Bordeaux") == "33800"
    assert postcode_in("poteau 12345") == ""
