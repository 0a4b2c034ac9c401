"""`secteurs:` -> districts: their postcodes, and their outlines read from GeoJSON files of the city's folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.located import Located, Path
from engine.definition.sectors import District, Districts
from engine.errors import WARNING
from engine.fields.place import OUTSIDE
from engine.validation import found

if TYPE_CHECKING:
    from engine.geometry import Outline

HOME = "forms/secteurs"
LARGEST = 20 * 1024 * 1024
"""Bytes of a file of outlines: a whole region at full detail is less."""
SHARED = 0.01
"""Part of a sector that may lie in its neighbour: hand-drawn limits never fit exactly."""
REMEMBERED = 256


def read_districts(written: Mapping[str, Any], folder: FilePath, where: Located) -> Districts:
    districts = [read_district(id, entry, folder, where) for id, entry in written.items()]
    report_overlaps(districts, where)
    return Districts(districts)


def read_district(id: str, entry: Any, folder: FilePath, where: Located) -> District:
    path = ("secteurs", id)
    known = where.shaped(path, entry, schema.DISTRICT)
    if id == OUTSIDE:
        sentence = (
            f"« {OUTSIDE} » veut dire « en dehors de tous les secteurs » : aucun secteur ne peut s’appeler ainsi."
        )
        where.report(path, "forme", sentence, "Choisissez un autre nom.", key=True)
    codes = known.get("codes_postaux", [])
    for index, code in enumerate(codes):
        if not re.fullmatch(r"\d{5}", code):
            place, sentence = (*path, "codes_postaux", index), f"« {code} » n’est pas un code postal : cinq chiffres."
            where.report(place, "code-postal", sentence)
    if isinstance(entry, Mapping) and len(known) == len(entry) and not codes and "contour" not in known:
        sentence = f"Rien ne dit où est le secteur « {id} »."
        where.report(path, "secteur-sans-limites", sentence, "Ajoutez « codes_postaux » ou « contour ».", key=True)
    choosing = isinstance(entry, Mapping) and "objet" in entry
    if choosing and "contour" not in entry and len(known) == len(entry):
        sentence = "Il manque « contour » : « objet » choisit dans un fichier."
        where.report((*path, "objet"), "cle-manquante", sentence, f"Ajoutez « contour: {HOME}… ».", key=True)
    readable = "contour" in known and ("objet" in known or not choosing)
    outline = read_contour(known, path, folder, where) if readable else None
    return District(id, known.get("nom", id), frozenset(codes), outline)


def read_contour(known: Mapping[str, Any], path: Path, folder: FilePath, where: Located) -> Outline | None:
    from engine.geometry import OutlineFault

    name, place = known["contour"], (*path, "contour")
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()) or not os.path.isfile(file):  # a name too long is no file either
        near = sorted(one.name for one in (folder / HOME).glob("*.geojson"))
        help = where.nearest(file.name, near) or f"Mettez-le dans le dossier {HOME}."
        where.report(place, "contour-absent", f"Le fichier « {name} » n’existe pas.", help)
        return None
    wanted = tuple(known.get("objet", {}).items())
    if wrong := [key for key, value in wanted if not isinstance(value, str)]:
        sentence = f"{found(dict(wanted)[wrong[0]])} : il faut la valeur de cette propriété, un seul texte."
        where.report((*path, "objet", wrong[0]), "type-attendu", sentence, "Par exemple objet: {nom: Bastide}.")
        return None
    stat = file.stat()
    try:
        outline = outline_of(file, wanted, stat.st_mtime_ns, stat.st_size)
    except OutlineFault as fault:
        at = (*path, "objet") if fault.code == "contour-objet" else place
        where.report(at, fault.code, f"Dans {name}, {fault.sentence}", fault.help)
        return None
    if outline.crossed:
        sentence = f"Dans {name}, une ligne du contour se croise elle-même."
        help = "Parvis l’a redressée : vérifiez ce secteur sur une carte, ou corrigez le fichier."
        where.report(place, "contour-croise", sentence, help, level=WARNING)
    return outline


@lru_cache(maxsize=REMEMBERED)
def outline_of(file: FilePath, wanted: tuple[tuple[str, str], ...], modified: int, size: int) -> Outline:
    """Kept as long as the file has not changed: the city's folder is looked at again and again. Raises OutlineFault."""
    from engine.geometry import OutlineFault, read_outline

    if size > LARGEST:
        raise OutlineFault("contour-illisible", "il y a plus de 20 Mo.", "Simplifiez le contour avant de l’exporter.")
    try:
        return read_outline(file.read_text("utf-8"), dict(wanted))
    except UnicodeDecodeError:
        raise OutlineFault("contour-illisible", "le texte n’est pas en UTF-8.", "Exportez-le en UTF-8.") from None


def report_overlaps(districts: list[District], where: Located) -> None:
    """Where two sectors overlap the first one has it, which the city may not have wanted."""
    drawn = [(one, one.outline) for one in districts if one.outline is not None]
    for (first, outline), (second, other) in combinations(drawn, 2):
        if outline.shares_with(other) > SHARED:
            where.report(
                ("secteurs", second.id, "contour"),
                "secteurs-superposes",
                f"Le secteur « {second.id} » recouvre en partie « {first.id} ».",
                f"Là où ils se recouvrent, « {first.id} » l’emporte : il est écrit en premier.",
                level=WARNING,
            )
