"""Schemas of demarche.numerique (demarches-simplifiees): JSON of a démarche and its `champDescriptors`, in neutral words.

Both the public schema and the answers of the GraphQL interface are read; so are arrays of types of champ (`type_champ`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.errors import ImportRefused
from engine.imports.model import Choice, Export, Expression, Field, Form, Listing, Place
from engine.imports.report import KEPT, LEFT, NEAR
from engine.imports.words import one_line
from engine.names import fold

KINDS = {
    "text": "texte",
    "textarea": "texte-long",
    "formatted": "texte",
    "date": "date",
    "datetime": "date",
    "number": "nombre",
    "integer_number": "nombre",
    "decimal_number": "nombre",
    "checkbox": "case",
    "engagement": "accord",
    "engagement_juridique": "texte",
    "yes_no": "oui-non",
    "civilite": "choix",
    "email": "courriel",
    "phone": "telephone",
    "address": "adresse",
    "drop_down_list": "choix",
    "multiple_drop_down_list": "choix-multiple",
    "linked_drop_down_list": "choix",
    "pays": "pays",
    "regions": "texte",
    "departements": "texte",
    "communes": "commune",
    "epci": "texte",
    "header_section": "titre",
    "explication": "information",
    "piece_justificative": "fichier",
    "titre_identite": "fichier",
    "siret": "siret",
    "rna": "rna",
    "rnf": "texte",
    "iban": "iban",
    "carte": "lieu",
    "repetition": "repetition",
    "annuaire_education": "texte",
    "cnaf": "texte",
    "dgfip": "texte",
    "pole_emploi": "texte",
    "mesri": "texte",
    "dossier_link": "texte",
    "cojo": "texte",
    "expression_reguliere": "texte",
    "referentiel": "choix",
    "quotient_familial": "nombre",
    "nationalites": "texte",
    "visa": "oui-non",
}
WHY = {
    "datetime": "la date seulement : l’heure n’est plus demandée",
    "regions": "un texte libre remplace la liste des régions",
    "departements": "un texte libre remplace la liste des départements",
    "epci": "un texte libre remplace la liste des intercommunalités",
    "linked_drop_down_list": "les deux listes liées deviennent une seule liste",
    "annuaire_education": "un texte libre remplace l’annuaire des écoles",
    "cnaf": "les données de la CAF ne sont pas demandées par Parvis",
    "dgfip": "les données fiscales ne sont pas demandées par Parvis",
    "pole_emploi": "les données de France Travail ne sont pas demandées par Parvis",
    "mesri": "les données des études ne sont pas demandées par Parvis",
    "cojo": "un texte libre remplace ce numéro",
    "rnf": "un texte libre remplace ce numéro",
    "dossier_link": "un texte libre : le numéro de l’autre dossier",
    "expression_reguliere": "le texte est libre : son format n’est plus vérifié",
    "formatted": "le texte est libre : son format n’est plus vérifié",
    "civilite": "Parvis déconseille de demander la civilité",
    "nationalites": "un texte libre remplace la liste des nationalités",
}
SAME = {
    "integer_number": "number",
    "integer": "integer_number",
    "decimal": "decimal_number",
    "multiple_drop_down": "multiple_drop_down_list",
    "pays": "pays",
    "departement": "departements",
    "region": "regions",
    "commune": "communes",
    "cartographie": "carte",
}


def read(files: dict[str, bytes]) -> Export:
    """What these files say. Raises ImportRefused when none is such a schema."""
    export = Export()
    for name, content in files.items():
        export.forms.append(read_form(parsed(content, name), name))
    return export


def parsed(content: bytes, name: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ImportRefused(f"« {name} » n’est pas du JSON que l’on sache lire.") from None


def read_form(data: Any, name: str) -> Form:
    found = demarche_of(data)
    revision = revision_of(found)
    described = listed(revision, "champDescriptors", "champ_descriptors", "champs", "types_de_champ", "typesDeChamp")
    if described is None:
        raise ImportRefused(f"« {name} » n’est pas un schéma de démarche : il n’a pas de « champDescriptors ».")
    title = text(found, "title", "titre", "libelle", "label") or "Démarche importée"
    form = Form(title, text(found, "slug") or title, Place(name, 0, title))
    form.summary = text(found, "description")
    form.notes.append((KEPT, "nom", "", Place(name, 0, title)))
    if form.summary:
        form.notes.append((KEPT, "description", "", Place(name, 0, "description")))
    form.fields = [read_field(one, name) for one in described if isinstance(one, Mapping)]
    form.fields = with_pages(form.fields)
    for one in (
        listed(revision, "annotationDescriptors", "annotation_descriptors", "annotations", "types_de_champ_private")
        or []
    ):
        if isinstance(one, Mapping):
            label = one_line(text(one, "label", "libelle"))
            form.notes.append((LEFT, "annotation privée", "seuls les agents la voyaient", Place(name, 0, label)))
    note_rest(form, found, name)
    return form


REST = {
    "service": (NEAR, "le service est à choisir dans « routage »"),
    "groupeInstructeurs": (LEFT, "les groupes d’instructeurs sont à écrire dans « routage »"),
    "cadreJuridiqueURL": (LEFT, "le cadre juridique est à écrire dans « silence » et « recours »"),
    "cadreJuridiqueURI": (LEFT, "le cadre juridique est à écrire dans « silence » et « recours »"),
    "demarcheURL": (LEFT, "une adresse de l’autre plateforme"),
    "notice": (LEFT, "la notice est à joindre autrement"),
    "dateFermeture": (NEAR, "la date de fermeture est à écrire sous « ouverture »"),
    "opendata": (LEFT, "les données ouvertes ne se règlent pas ici"),
    "dureeConservationDossiers": (NEAR, "la durée de conservation est à écrire dans « donnees_personnelles »"),
}


def note_rest(form: Form, found: Mapping[str, Any], name: str) -> None:
    for key, value in found.items():
        if key in REST and value not in (None, "", [], {}, False):
            status, why = REST[key]
            form.notes.append((status, "réglage de la démarche", why, Place(name, 0, key)))


def demarche_of(data: Any, depth: int = 0) -> Mapping[str, Any]:
    """The démarche, wherever it is in the answer (`data.demarche`, `demarcheDescriptor`, the file itself)."""
    if isinstance(data, list):
        return {"champDescriptors": data}
    if not isinstance(data, Mapping):
        return {}
    for key in ("data", "demarche", "demarcheDescriptor", "procedure"):
        if isinstance(data.get(key), Mapping) and depth < 5:
            return demarche_of(data[key], depth + 1)
    return data


def revision_of(found: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in ("revision", "activeRevision", "publishedRevision", "draftRevision", "active_revision"):
        if isinstance(found.get(key), Mapping):
            return found[key]
    revisions = found.get("revisions")
    if isinstance(revisions, list) and revisions and isinstance(revisions[-1], Mapping):
        return revisions[-1]
    return found


def text(data: Mapping[str, Any], *keys: str) -> str:
    return next(
        (str(data[key]) for key in keys if isinstance(data.get(key), str | int | float) and data[key] != ""), ""
    )


def listed(data: Mapping[str, Any], *keys: str) -> list[Any] | None:
    return next((data[key] for key in keys if isinstance(data.get(key), list)), None)


# --- one champ


def type_of(data: Mapping[str, Any]) -> str:
    """`drop_down_list`, from `type` or from `DropDownListChampDescriptor`."""
    written = text(data, "type", "type_champ", "typeChamp")
    if not written:
        name = text(data, "__typename").removesuffix("ChampDescriptor").removesuffix("Champ")
        written = re.sub(r"(?<!^)(?=[A-Z])", "_", name)
    found = written.lower()
    return found if found in KINDS else SAME.get(found, found)


def read_field(data: Mapping[str, Any], file: str) -> Field:
    kind = type_of(data)
    label = text(data, "label", "libelle")
    place = Place(file, 0, one_line(label)[:60] or kind)
    found = Field(KINDS.get(kind, "inconnu"), text(data, "id", "stable_id"), label, place, id=text(data, "id"))
    found.opaque = True
    found.hint = text(data, "description") if found.kind not in ("titre", "information") else ""
    found.required = bool(data.get("required", data.get("mandatory", False)))
    if kind in WHY:
        found.notes.append((NEAR, "type de champ", WHY[kind]))
    elif kind not in KINDS:
        found.notes.append((LEFT, "type de champ", f"« {kind} » n’existe pas : un texte libre le remplace"))
    if found.kind == "information":
        found.label = "\n".join(
            part for part in (f"<h3>{label}</h3>" if label else "", text(data, "description")) if part
        )
    if kind == "civilite":
        found.choices = [Choice("madame", "Madame"), Choice("monsieur", "Monsieur")]
    if kind == "decimal_number":
        found.settings["decimales"] = "6"
    if kind == "titre_identite":
        found.settings["formats"] = "jpg png"
    if kind == "header_section":
        found.settings["niveau"] = text(data, "headerSectionLevel", "header_section_level", "level") or "1"
    if kind == "repetition":
        found.largest = None
        inner = listed(data, "champDescriptors", "champ_descriptors", "types_de_champ", "champs") or []
        found.fields = [read_field(one, file) for one in inner if isinstance(one, Mapping)]
    read_choices(found, data, kind)
    found.condition = condition(data.get("condition"))
    if data.get("filePath") or data.get("fileTemplate") or data.get("piece_justificative_template"):
        found.notes.append((LEFT, "modèle de document", "le modèle à télécharger est à proposer autrement"))
    return found


def read_choices(found: Field, data: Mapping[str, Any], kind: str) -> None:
    if found.kind not in ("choix", "choix-multiple"):
        return
    written = listed(data, "options", "drop_down_options", "dropDownOptions")
    labels = [one_line(str(one)) for one in written or [] if isinstance(one, str | int | float)]
    if kind == "linked_drop_down_list":
        labels = linked(labels)
    if data.get("otherOption") or data.get("drop_down_other"):
        labels.append("Autre")
        found.notes.append((NEAR, "choix « autre »", "la personne choisit « Autre », sans préciser"))
    if labels:
        found.choices = [Choice(label, label) for label in labels if label]
    elif not found.choices:
        found.listing = Listing(kind, None)


def linked(labels: list[str]) -> list[str]:
    """« --A-- », then what is under it: « A – b »."""
    found, head = [], ""
    for label in labels:
        if match := re.fullmatch(r"--\s*(.*?)\s*--", label):
            head = match[1]
        else:
            found.append(f"{head} – {label}" if head else label)
    return found


def with_pages(fields: list[Field]) -> list[Field]:
    """Sections of the first level make pages; the others stay small titles."""
    levels = [one.settings.get("niveau", "1") for one in fields if one.kind == "titre"]
    top = min(levels, default="")
    for one in fields:
        if one.kind == "titre" and one.settings.pop("niveau", "1") == top:
            one.kind = "page"
    return fields


# --- conditions


OPERATORS = {
    "eq": "==",
    "noteq": "!=",
    "greaterthan": ">",
    "greaterthaneq": ">=",
    "lessthan": "<",
    "lessthaneq": "<=",
    "includeoperator": "in",
    "excludeoperator": "not in",
    "include": "in",
    "exclude": "not in",
}


def condition(written: Any) -> Expression | None:
    """The tree of a condition (`term`, `left`, `right`, `operands`), as one of Django."""
    if not isinstance(written, Mapping | str) or not written:
        return None
    if isinstance(written, str):
        return Expression(written)
    try:
        return Expression(spelled(written, 0))
    except (KeyError, ValueError, TypeError):
        return Expression("condition|illisible")


def spelled(data: Any, depth: int) -> str:
    if depth > 20 or not isinstance(data, Mapping):
        raise ValueError(data)
    term = fold(str(data.get("term", data.get("__typename", data.get("operator", ""))))).rsplit("::", 1)[-1]
    term = term.removeprefix("logic").replace("_", "").replace(" ", "").replace("operator", "")
    operands = data.get("operands")
    if term in ("and", "or") and isinstance(operands, list):
        return f" {term} ".join(f"({spelled(one, depth + 1)})" for one in operands)
    if term in ("champvalue", "columnvalue"):
        return f"form_var_{data.get('stable_id', data.get('stableId', data.get('id', '')))}"
    if term == "constant":
        return constant(data.get("value"))
    if term == "empty":
        return "None"
    left, right = spelled(data["left"], depth + 1), spelled(data["right"], depth + 1)
    if term in ("include", "exclude"):
        test = f"{right} in {left}"
        return test if term == "include" else f"not ({test})"
    return f"{left} {OPERATORS[term]} {right}"


def constant(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    return str(value) if isinstance(value, int | float) else json.dumps(str(value), ensure_ascii=False)
