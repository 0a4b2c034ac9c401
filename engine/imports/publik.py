"""Exports of Publik (w.c.s.): a form, its blocks, its data sources and its workflow, read into the neutral model."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from engine.errors import ImportRefused
from engine.imports import publik_field, publik_workflow
from engine.imports.comparisons import iso
from engine.imports.markup import Node, parse
from engine.imports.model import Block, Choice, Export, Form, Listing, Option, Place
from engine.imports.report import KEPT, LEFT, NEAR

ROOTS = ("formdef", "carddef", "block", "datasource", "workflow")
SIDE = {
    "category": "une catégorie",
    "role": "un rôle",
    "mail-template": "un modèle de courriel",
    "comment-template": "un modèle de commentaire",
    "wscall": "un appel à un autre logiciel",
    "user-def": "le profil des comptes",
    "apiaccess": "un accès pour d’autres logiciels",
    "block-category": "une catégorie de blocs",
    "form-category": "une catégorie",
}


def read(files: dict[str, bytes]) -> Export:
    """What these files say together. Raises ImportRefused when one is no export of Publik, or when no form is there."""
    export = Export()
    for name, content in files.items():
        root = parse(content, name)
        if root.tag in SIDE:
            export.notes.append((LEFT, SIDE[root.tag], "ce fichier ne change rien au formulaire", Place(name, 1)))
        elif root.tag not in ROOTS:
            sentence = f"« {name} » n’est pas un export de Publik : il commence par « {root.tag[:60]} »."
            raise ImportRefused(f"{sentence} Il faut un formulaire, un bloc, une source de données ou un workflow.")
        else:
            take(root, name, export)
    if not export.forms:
        raise ImportRefused("Aucun formulaire dans ces fichiers. Donnez aussi celui qui commence par « formdef ».")
    return export


def take(root: Node, name: str, export: Export) -> None:
    slug = slug_of(root, name)
    if root.tag in ("formdef", "carddef"):
        export.forms.append(read_form(root, name, slug))
    elif root.tag == "block":
        block = read_block(root, name, slug)
        export.blocks[slug] = block
    elif root.tag == "datasource":
        export.listings[slug] = read_listing(root.child("data_source"), slug) or Listing(slug)
    else:
        workflow = publik_workflow.read(root, name, slug)
        export.workflows[slug] = workflow


def slug_of(root: Node, name: str) -> str:
    written = root.said("url_name") or root.said("slug") or root.attributes.get("slug", "")
    stem = name.rsplit("/", 1)[-1].removesuffix(".wcs").removesuffix(".xml")
    for prefix in ("form-", "block-", "datasource-", "workflow-"):
        stem = stem.removeprefix(prefix)
    return written or stem


def read_form(root: Node, name: str, slug: str) -> Form:
    form = Form(root.said("name") or slug, slug, Place(name, root.line, root.said("name")))
    form.summary = root.said("description")
    form.family = root.said("category")
    form.keywords = [word.strip() for word in root.said("keywords").split(",") if word.strip()]
    workflow = root.child("workflow")
    if workflow is not None:
        form.workflow = workflow.attributes.get("slug") or workflow.text
    form.fields = [publik_field.read(node, name) for node in root.under("fields", "field")]
    form.options = read_options(root.child("options") or root.child("workflow_options"), name)
    for node in root:
        note_setting(form, node, name)
    return form


KNOWN = ("fields", "options", "workflow_options", "workflow")
"""Parts that have their own reader."""
WORDS = {
    "name": "nom",
    "url_name": "adresse",
    "description": "description",
    "category": "catégorie",
    "keywords": "mots-clés",
}
DONE_ANYWAY = {
    "enable_tracking_codes": "toute demande a son numéro et son code de suivi",
    "confirmation": "la page « Vérifiez vos réponses » est toujours là",
    "discussion": "les échanges sont toujours possibles dans le dossier",
    "always_advertise": "la démarche est dans le catalogue",
}
NEARLY = {
    "has_captcha": "Parvis n’a pas de captcha : un piège invisible et une limite de débit le remplacent",
    "disabled": "le formulaire était désactivé : la démarche est en ligne dès que le fichier est dans processes/",
    "hidden": "le formulaire était caché : la démarche est dans le catalogue",
    "backoffice-submission-roles": "tout agent peut saisir pour quelqu’un : voir « canaux »",
    "roles": "le service est à choisir dans « routage »",
    "drafts_lifespan": "la durée des brouillons est celle de la ville",
    "drafts_max_per_user": "les brouillons sont sans limite de nombre",
    "submission_user_association": "on peut toujours saisir pour quelqu’un d’autre",
    "digest_template": "le résumé d’un dossier est celui de Parvis",
    "digest_templates": "le résumé d’un dossier est celui de Parvis",
    "custom_views": "les vues des agents sont celles de Parvis",
}
ABSENT = {
    "user-roles": "elle était réservée à des comptes : ici, tout le monde peut la faire",
    "required_authentication_contexts": "elle demandait une connexion forte : Parvis ne vérifie pas qui fait la demande",
    "only_allow_one": "Parvis ne limite pas à une demande par personne",
    "lateral_template": "le panneau latéral des agents est celui de Parvis",
    "submission_lateral_template": "le panneau latéral des agents est celui de Parvis",
    "id_template": "la référence d’un dossier est celle de Parvis",
    "disabled_redirection": "un formulaire fermé ne renvoie pas ailleurs",
    "geolocations": "un dossier n’a pas de position à lui",
    "access_control": "les droits d’accès se règlent par service",
}
PERIOD = {"publication_date": "du", "expiration_date": "au"}
"""Settings of the days when the form is open."""
EMPTY = ("", "false", "none", "__default__")


def note_setting(form: Form, node: Node, name: str) -> None:
    """One setting of the form itself, told with its place."""
    place = Place(name, node.line, node.tag)
    empty = node.text.casefold() in EMPTY and not node.children
    if node.tag in KNOWN:
        return
    if node.tag in PERIOD and not empty:
        read_day(form, node, place)
    elif node.tag in WORDS:
        if not empty:
            form.notes.append((KEPT, WORDS[node.tag], "", place))
    elif node.tag in DONE_ANYWAY:
        form.notes.append((KEPT, "réglage du formulaire", DONE_ANYWAY[node.tag], place))
    elif empty:
        form.notes.append(("", node.tag, "", place))
    elif node.tag in NEARLY:
        form.notes.append((NEAR, "réglage du formulaire", NEARLY[node.tag], place))
    elif node.tag in ABSENT:
        form.notes.append((LEFT, "réglage du formulaire", ABSENT[node.tag], place))
    else:
        form.notes.append(("", node.tag, "", place))


def read_day(form: Form, node: Node, place: Place) -> None:
    """The first or the last day of the form; its hour is let go of."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", iso(node.text))
    key = PERIOD[node.tag]
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        form.notes.append((LEFT, "jours d’ouverture", f"« {node.text[:40]} » n’est pas un jour", place))
        return
    form.opening[key] = day.isoformat()
    hour = re.search(r"\d{2}:\d{2}", node.text)
    near = hour is not None and hour[0] != "00:00"
    form.notes.append((NEAR if near else KEPT, "jours d’ouverture", "le jour, sans l’heure" if near else "", place))


def read_options(node: Node | None, name: str) -> dict[str, Option]:
    """The values that the town gave to the settings of the workflow."""
    found: dict[str, Option] = {}
    for one in node.children if node else ():
        key = one.attributes.get("varname", "")
        if key and not is_double(key, node):
            value = one.text if not one.children else None
            found[key] = Option(key, value=value, kind=one.attributes.get("type", ""), place=Place(name, one.line, key))
    return found


def is_double(key: str, options: Node | None) -> bool:
    """« x_display » and « x_structured » only repeat « x » in other words."""
    names = {one.attributes.get("varname", "") for one in options.children} if options else set()
    return any(key.removesuffix(end) in names and key.endswith(end) for end in ("_display", "_structured", "_raw"))


def read_block(root: Node, name: str, slug: str) -> Block:
    fields = [publik_field.read(node, name) for node in root.under("fields", "field")]
    return Block(slug, root.said("name") or slug, fields, Place(name, root.line, root.said("name")))


# --- lists


def read_listing(node: Node | None, name: str = "") -> Listing | None:
    """A `data_source`: choices written there, or the name of what gives them."""
    if node is None or not node.said("type") or node.said("type") == "none":
        return None
    kind, value = node.said("type"), node.said("value")
    if kind in ("jsonvalue", "formula", "array") and value:
        choices = written_choices(value)
        return Listing(name, choices, "" if choices is not None else value)
    if kind in ("json", "geojson", "jsonp", "wcs:users"):
        return Listing(name or kind, None, value)
    return Listing(kind or name, None, value)


def written_choices(text: str) -> list[Choice] | None:
    """`[{"id": …, "text": …, …}]`, `["a", "b"]` or pairs; None when the text is a formula."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, dict):
        data = data.get("data")
    if not isinstance(data, list):
        return None
    choices = [found for one in data if (found := choice_of(one)) is not None]
    return choices


def choice_of(written: Any) -> Choice | None:
    if isinstance(written, str | int | float):
        return Choice(str(written), str(written))
    if isinstance(written, list) and written and all(isinstance(one, str | int) for one in written):
        return Choice(str(written[0]), str(written[-1] if len(written) < 3 else written[1]))
    if not isinstance(written, dict) or written.get("disabled") in (True, "true"):
        return None
    id = written.get("id", written.get("text"))
    label = written.get("text", written.get("id"))
    if not isinstance(id, str | int | float) or not isinstance(label, str | int | float):
        return None
    own = {str(key): str(value) for key, value in written.items() if isinstance(value, str | int | float)}
    columns = {key: value for key, value in own.items() if key not in ("id", "text", "disabled")}
    return Choice(str(id), str(label), columns=columns)
