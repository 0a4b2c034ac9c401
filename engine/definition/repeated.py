"""`repeter:` on a page -> the group it belongs to. Several pages in a row may share one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import condition, schema
from engine.definition.group import FEWEST, MOST, Group, plural_of, split_article
from engine.definition.located import Path
from engine.fields.numbers import whole_number

if TYPE_CHECKING:
    from engine.definition.form import FormReader
    from engine.definition.question import QuestionReader


def read(reader: FormReader, entry: Mapping[str, Any], page: str, path: Path) -> Group | None:
    """The group of a page; None when it is not repeated, or when what is wrong has been reported."""
    if "repeter" not in entry:
        reader.open_group = ""
        return None
    place = (*path, "repeter")
    written = reader.where.shaped(place, entry["repeter"], schema.GROUP)
    if "id" in entry["repeter"] and "id" not in written:
        reader.lose(None)  # its name is not known: the conditions that name it are not told besides
    id = written.get("id") or re.sub(r"^(?=\d)", "groupe_", page.replace("-", "_"))
    if id in reader.groups:
        return again(reader, reader.groups[id], written, place)
    if id in reader.lost.questions or is_taken(reader, id, place):
        reader.lose(id)
        reader.lose(None)
        return None
    group = new(reader, id, written, place)
    reader.groups[id], reader.group_paths[id], reader.open_group = group, path, id
    return group


def new(reader: FormReader, id: str, written: Mapping[str, Any], place: Path) -> Group:
    """The group that this page opens. What is missing is told, and read as if it were there."""
    if "libelle" not in written:
        keys = {path[-1] for path in reader.where.key_spots if path[:-1] == place}
        if keys <= set(schema.GROUP) - {"libelle"}:  # a misspelt key has been told
            sentence = "Il manque « libelle » : le mot qui dit une seule personne ou une seule chose."
            reader.where.report(place, "cle-manquante", sentence, "Par exemple « libelle: un enfant ».", key=True)
    least, most = (bound(reader, written, key, default, place) for key, default in (("min", FEWEST), ("max", MOST)))
    if least > most:
        sentence = f"« max » ({most}) est plus petit que « min » ({least}) : échangez-les."
        reader.where.report((*place, "max" if "max" in written else "min"), "valeur-interdite", sentence)
        least = most
    article, label = split_article(written.get("libelle", "élément"))
    return Group(id, least, most, label, written.get("pluriel") or plural_of(label), article)


def bound(reader: FormReader, written: Mapping[str, Any], key: str, default: int, place: Path) -> int:
    try:
        return whole_number(key, written.get(key), default, 1 if key == "max" else 0, MOST)
    except ValueError as error:
        reader.where.report((*place, key), "valeur-interdite", error.args[-1])
        return default


def again(reader: FormReader, group: Group, written: Mapping[str, Any], place: Path) -> Group:
    """One more page of a group: right after the others, and saying nothing else than the first one."""
    line = reader.where.spot(reader.group_paths[group.id]).line
    if reader.open_group != group.id:
        sentence = f"Le groupe « {group.id} » commence ligne {line} et une autre page le coupe."
        help = "Mettez ses pages les unes après les autres, ou donnez à celle-ci un autre « id ». "
        reader.where.report(place, "groupe-interrompu", sentence, help.strip(), key=True)
    same = {"min": str(group.least), "max": str(group.most), "pluriel": group.plural}
    same["libelle"] = group.label
    for key in (key for key in same if key in written):
        given = split_article(written[key])[1] if key == "libelle" else written[key]
        if given != same[key]:
            sentence = f"« {key}: {written[key]} » contredit la première page du groupe « {group.id} », ligne {line}."
            help = f"Écrivez seulement « repeter: {{id: {group.id}}} »."
            reader.where.report((*place, key), "groupe-different", sentence, help)
    reader.open_group = group.id
    return group


def report_taken(reader: QuestionReader, id: str, path: Path) -> None:
    """A question that comes after the group whose name it takes."""
    line = reader.where.spot((*reader.group_paths[id], "repeter")).line
    sentence = f"« {id} » est déjà le nom d’un groupe (ligne {line})."
    reader.where.report((*path, "id"), "groupe-nom-pris", sentence, "Donnez un autre id à cette question.")


def is_taken(reader: FormReader, id: str, place: Path) -> bool:
    """A group and a question are named in the same conditions: one name, one thing."""
    spot = (*place, "id") if (*place, "id") in reader.where.spots else place
    if id in condition.RESERVED:
        sentence = f"« {id} » a déjà un sens dans les conditions : ce ne peut pas être le nom d’un groupe."
        reader.where.report(spot, "mot-reserve", sentence, f"Choisissez un autre id, par exemple « liste_{id} ».")
        return True
    if id in reader.question_paths:
        first = reader.where.spot((*reader.question_paths[id], "id"))
        sentence = f"« {id} » est déjà l’identifiant d’une question (ligne {first.line})."
        help = "Donnez au groupe un nom à lui : « repeter: {id: …} »."
        reader.where.report(spot, "groupe-nom-pris", sentence, help)
        return True
    return False
