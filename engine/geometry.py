"""GeoJSON (RFC 7946) -> outlines, and the outline a point falls in. Pure: knows no file, no city, no sector.

Longitude comes first in GeoJSON; everywhere else in the engine a point is (latitude, longitude). The only home of
shapely, which is slow to import: this module is imported when a first outline is read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapely import STRtree, make_valid
from shapely.geometry import MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

FRANCE = (
    *((-6.0, 41.0, 10.0, 52.0), (-63.5, 14.0, -60.5, 18.7), (-55.0, 2.0, -51.0, 6.0), (55.0, -21.7, 56.0, -20.7)),
    *((44.9, -13.2, 45.4, -12.5), (-56.7, 46.6, -56.0, 47.3), (163.0, -23.0, 169.0, -19.0)),
    *((-155.0, -28.5, -134.0, -7.0), (-178.6, -14.7, -176.0, -13.0)),
)
"""Boxes (west, south, east, north) around the territories: enough to notice a latitude written first."""
WGS84 = ("CRS84", "4326")
FINE = 0.00005
"""Degrees, about five metres: what an outline drawn on a screen may lose."""


class OutlineFault(ValueError):
    """An outline that cannot be used: a code of the manual, what is wrong in French, what to do."""

    def __init__(self, code: str, sentence: str, help: str = ""):
        super().__init__(sentence)
        self.code, self.sentence, self.help = code, sentence, help


@dataclass(frozen=True, eq=False)
class Outline:
    """The limits of a sector. `crossed` tells that they cut across themselves and were mended."""

    shape: BaseGeometry
    crossed: bool = False

    def covers(self, latitude: float, longitude: float) -> bool:
        """Whether the point is inside or on the border; the border of a hole counts."""
        return bool(self.shape.covers(Point(longitude, latitude)))

    @cached_property
    def inside(self) -> tuple[float, float]:
        """A point well inside."""
        point = self.shape.representative_point()
        return round(point.y, 6), round(point.x, 6)

    def shares_with(self, other: Outline) -> float:
        """How much of the smaller of the two lies in both: 0 when they only touch, 1 when one holds the other."""
        if not self.shape.intersects(other.shape):
            return 0.0
        smaller = min(self.shape.area, other.shape.area)
        return float(self.shape.intersection(other.shape).area / smaller) if smaller else 0.0

    @cached_property
    def drawing(self) -> Mapping[str, Any]:
        """A light GeoJSON geometry for a screen, to about five metres."""
        return rounded(mapping(self.shape.simplify(FINE)))


class Mosaic:
    """Several outlines, asked together which one holds a point."""

    def __init__(self, outlines: Sequence[Outline]):
        self.tree = STRtree([outline.shape for outline in outlines])

    def first(self, latitude: float, longitude: float) -> int | None:
        """The position of the first outline that covers the point, None outside all of them."""
        found = self.tree.query(Point(longitude, latitude), predicate="intersects")
        return int(found.min()) if len(found) else None


def rounded(geometry: Mapping[str, Any]) -> dict[str, Any]:
    def near(value: Any) -> Any:
        return round(value, 5) if isinstance(value, float) else [near(one) for one in value]

    return {"type": geometry["type"], "coordinates": near(geometry["coordinates"])}


def read_outline(text: str, wanted: Mapping[str, str] | None = None) -> Outline:
    """The union of the polygons of a GeoJSON text, or of its objects that have the properties `wanted`.

    Raises OutlineFault.
    """
    document = parsed(text)
    check_reference(document)
    features = list(features_of(document))
    chosen = [feature for feature in features if suits(feature, wanted or {})]
    if not chosen:
        raise OutlineFault("contour-objet", *unsuited(features, wanted or {}))
    shapes = [polygon(rings) for feature in chosen for rings in polygons_of(feature.get("geometry"))]
    if not shapes:
        raise OutlineFault("contour-forme", "aucun de ses objets n’est une surface.", SURFACES)
    crossed = any(not shape.is_valid for shape in shapes)
    whole = unary_union([shape if shape.is_valid else surfaces(make_valid(shape)) for shape in shapes])
    if whole.is_empty or not whole.area:
        raise OutlineFault("contour-forme", "ce contour n’a pas de surface : tous ses points sont alignés.", SURFACES)
    check_place(whole)
    return Outline(whole, crossed)


SURFACES = "Un contour est une surface : « Polygon » ou « MultiPolygon »."


def parsed(text: str) -> Mapping[str, Any]:
    def refuse(word: str) -> Any:
        raise OutlineFault("contour-illisible", f"« {word} » n’est pas un nombre.", "Exportez ce fichier de nouveau.")

    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_constant=refuse)
    except json.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}"
        raise OutlineFault(
            "contour-illisible", f"ce n’est pas du GeoJSON ({place}).", "Exportez ce fichier de nouveau."
        ) from None
    except RecursionError:
        raise OutlineFault("contour-illisible", "ce n’est pas du GeoJSON.", "Exportez ce fichier de nouveau.") from None
    if not isinstance(document, Mapping) or not isinstance(document.get("type"), str):
        raise OutlineFault("contour-illisible", "c’est du JSON, pas du GeoJSON : il manque « type ».", SURFACES)
    return document


def check_reference(document: Mapping[str, Any]) -> None:
    """Files of before 2016 may name another reference system: their numbers are not degrees."""
    named = json.dumps(document.get("crs", ""))
    if document.get("crs") and not any(known in named for known in WGS84):
        raise OutlineFault("contour-forme", "ses coordonnées ne sont pas en WGS 84.", WGS84_HELP)


WGS84_HELP = "Exportez le fichier en GeoJSON, système de coordonnées WGS 84 (EPSG:4326)."


def features_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if document["type"] != "FeatureCollection":
        yield document if document["type"] == "Feature" else {"geometry": document, "properties": {}}
        return
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise OutlineFault("contour-forme", "ce fichier ne contient aucun objet.", "Vérifiez ce qui a été exporté.")
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, Mapping):
            raise OutlineFault("contour-forme", f"son objet n° {number} n’en est pas un.", SURFACES)
        yield feature


def properties(feature: Mapping[str, Any]) -> dict[str, str]:
    """What is said of an object, as text: 7 and « 7 » are the same, and so is 7.0."""
    known = feature.get("properties")
    return {str(key): said(value) for key, value in known.items()} if isinstance(known, Mapping) else {}


def said(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def suits(feature: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    known = properties(feature)
    return all(known.get(key) == value for key, value in wanted.items())


def unsuited(features: Sequence[Mapping[str, Any]], wanted: Mapping[str, str]) -> tuple[str, str]:
    """What no object of the file has, and what there is instead."""
    known = [properties(feature) for feature in features]
    for key, value in wanted.items():
        values = sorted({one[key] for one in known if key in one})
        if not values:
            keys = sorted({name for one in known for name in one})
            return f"aucun objet n’a de propriété « {key} ».", f"Il y a : {', '.join(keys[:12]) or 'aucune propriété'}."
        if value not in values:
            return f"aucun objet n’a {key} = « {value} ».", f"Par exemple {', '.join(values[:12])}."
    return "aucun objet n’a toutes ces propriétés à la fois.", "Vérifiez « objet »."


def polygons_of(geometry: Any, depth: int = 0) -> Iterator[Any]:
    """The rings of each polygon."""
    if geometry is None:
        return
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind == "GeometryCollection" and depth < 3 and isinstance(geometry.get("geometries"), list):
        for inner in geometry["geometries"]:
            yield from polygons_of(inner, depth + 1)
        return
    if kind not in ("Polygon", "MultiPolygon"):
        what = f"un de ses objets est de type « {kind} »" if kind else "un de ses objets n’a pas de forme"
        raise OutlineFault("contour-forme", f"{what}, pas une surface.", SURFACES)
    coordinates = geometry.get("coordinates")
    many = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(many, list) or not many:
        raise OutlineFault("contour-forme", "une de ses surfaces n’a pas de points.", SURFACES)
    yield from many


def polygon(rings: Any) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise OutlineFault("contour-forme", "une de ses surfaces n’a pas de points.", SURFACES)
    outer, *holes = [ring(written) for written in rings]
    return Polygon(outer, holes)


def ring(written: Any) -> list[tuple[float, float]]:
    if not isinstance(written, list) or len(written) < 4:
        raise OutlineFault(
            "contour-forme", "une de ses lignes a moins de quatre points.", "Le dernier répète le premier."
        )
    points = [position(one) for one in written]
    if points[0] != points[-1]:
        raise OutlineFault(
            "contour-forme", "une de ses lignes n’est pas fermée.", f"Ajoutez à la fin le premier point : {written[0]}."
        )
    return points


def position(written: Any) -> tuple[float, float]:
    if (
        not isinstance(written, list)
        or len(written) < 2
        or any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in written[:2])
    ):
        raise OutlineFault(
            "contour-forme",
            f"« {json.dumps(written, ensure_ascii=False)[:40]} » n’est pas un point.",
            "Écrivez [longitude, latitude].",
        )
    try:
        longitude, latitude = float(written[0]), float(written[1])
    except OverflowError:
        longitude = latitude = math.inf
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise OutlineFault(
            "contour-forme",
            f"« {json.dumps(written)[:40]} » n’est pas un point en degrés : longitude, puis latitude.",
            WGS84_HELP,
        )
    return longitude, latitude


def surfaces(shape: BaseGeometry) -> BaseGeometry:
    """What has a surface in a mended shape: lines and points fall away."""
    parts = [one for one in getattr(shape, "geoms", [shape]) if isinstance(one, (Polygon, MultiPolygon))]
    return unary_union(parts) if parts else Polygon()


def check_place(shape: BaseGeometry) -> None:
    """A latitude written first puts a French city off Somalia."""
    west, south, east, north = shape.bounds
    if inside(west, south) and inside(east, north):
        return
    if inside(south, west) and inside(north, east):
        raise OutlineFault(
            "contour-forme",
            "ses points semblent écrits latitude puis longitude.",
            "En GeoJSON la longitude vient en premier : [-0.5792, 44.8378].",
        )


def inside(longitude: float, latitude: float) -> bool:
    return any(west <= longitude <= east and south <= latitude <= north for west, south, east, north in FRANCE)
