"""One field of a Publik form, block or agents' form, in neutral words. Every setting is read, or named in the notes."""

from __future__ import annotations

import re
import warnings

from engine.imports import patterns, publik
from engine.imports.markup import Node
from engine.imports.model import Check, Choice, Expression, Field, Place
from engine.imports.report import KEPT, LEFT, NEAR
from engine.imports.words import plain
from engine.names import fold

KINDS = {
    "string": "texte",
    "text": "texte-long",
    "email": "courriel",
    "date": "date",
    "file": "fichier",
    "bool": "case",
    "item": "choix",
    "items": "choix-multiple",
    "ranked-items": "choix-multiple",
    "title": "titre",
    "subtitle": "titre",
    "comment": "information",
    "page": "page",
    "map": "lieu",
    "block": "bloc",
    "computed": "calcul",
    "numeric": "nombre",
    "tablerows": "lignes",
    "table": "tableau",
    "table-select": "tableau",
    "password": "secret",
    "time-range": "creneau",
}
VALIDATIONS = {
    "phone": "telephone",
    "phone-fr": "telephone",
    "phone-be": "telephone",
    "siren-fr": "siren",
    "siret-fr": "siret",
    "rna-fr": "rna",
    "email": "courriel",
    "number": "nombre",
    "nir-fr": "nir",
    "iban": "iban",
    "url": "url",
    "time": "heure",
}
SHAPES: dict[str, tuple[str, str, dict[str, str]]] = {
    "zipcode-fr": (KEPT, "cinq chiffres", {"forme": "chiffres", "longueur_min": "5", "longueur": "5"}),
    "zipcode-be": (KEPT, "quatre chiffres", {"forme": "chiffres", "longueur_min": "4", "longueur": "4"}),
    "zipcode": (NEAR, "des lettres et des chiffres, comme en tout pays", {"forme": "lettres-et-chiffres"}),
    "nrn-be": (NEAR, "un modèle, sans vérifier les deux derniers chiffres", {"modele": "00.00.00-000.00"}),
    "letters": (KEPT, "forme: lettres", {"forme": "lettres"}),
    "alphanumeric": (KEPT, "forme: lettres-et-chiffres", {"forme": "lettres-et-chiffres"}),
}
"""Checks that our texts say with a form or a model."""
LOOK = {
    *("extra_css_class", "display_mode", "image_desktop_size", "image_mobile_size", "initial_zoom", "min_zoom"),
    *("max_zoom", "cols", "pre", "radio_orientation", "in_filters", "display_disabled_items", "label_display"),
    *(
        "use_hint_as_first_option",
        "remove_button",
        "add_element_label",
        "remove_element_label",
        "size",
        "default_position",
    ),
    *(
        "init_with_geoloc",
        "automatic_image_resize",
        "allow_portfolio_picking",
        "storage",
        "in_listing",
        "in_statistics",
    ),
    *(
        "show_as_radio",
        "list_mode",
        "keep_raw_value",
        "max_field_id",
        "max_file_size_hint",
        "max_filename_length",
        "html",
    ),
    *("position_value", "default_items_count", "width", "height", "type", "id", "label", "varname", "required"),
    *(
        "freeze_on_initial_value",
        "data_source_type",
        "allow_complex",
        "randomize_items",
        "title_level",
        "show_total_row",
    ),
}
"""What changes only how the field looks, or is read with the field itself."""
READ = {
    *(
        "hint",
        "condition",
        "post_conditions",
        "prefill",
        "validation",
        "maxlength",
        "items",
        "data_source",
        "block_slug",
    ),
    *("display_locations", "anonymise", "minimum_date", "maximum_date", "minimum_is_future", "date_in_the_past"),
    *("date_can_be_today", "min_choices", "max_choices", "max_items", "rows", "value_template", "document_type"),
    *("max_file_size", "columns", "restrict_to_integers", "min_value", "max_value", "value"),
}


def read(node: Node, file: str) -> Field:
    kind = node.said("type")
    block = ""
    if kind.startswith("block:"):
        kind, block = "block", kind.removeprefix("block:")
    label = node.said("label")
    place = Place(file, node.line, short(plain(label)) or node.said("varname") or kind)
    found = Field(KINDS.get(kind, "inconnu"), node.said("varname"), label, place, id=node.said("id"))
    found.block = block or node.said("block_slug")
    found.required = is_required(node)
    found.hint = node.said("hint")
    found.condition = expression(node.child("condition"))
    found.template = node.said("value_template") or node.said("value")
    found.choices = [Choice(one.text, one.text) for one in node.under("items", "item") if one.text]
    found.listing = publik.read_listing(node.child("data_source"))
    found.columns = [one.text for one in node.under("columns", "item") if one.text]
    if kind not in KINDS:
        found.notes.append((LEFT, "champ", f"Parvis ne connaît pas le type « {kind} »"))
    if kind == "ranked-items":
        found.notes.append((NEAR, "classement", "on choisit, sans donner d’ordre"))
    read_checks(found, node, file)
    read_prefill(found, node)
    read_bounds(found, node, kind)
    read_validation(found, node)
    read_places(found, node, kind)
    for one in node:
        note_setting(found, one)
    return found


def short(words: str, size: int = 60) -> str:
    line = " ".join(words.split())
    return line if len(line) <= size else line[: size - 1] + "…"


def is_required(node: Node) -> bool:
    return node.said("required").casefold() not in ("false", "optional", "no")


def expression(node: Node | None) -> Expression | None:
    """A condition; its text alone is read as Python, as the oldest exports wrote it."""
    if node is None:
        return None
    kind = node.said("type")
    text = node.said("value") if node.children else node.text
    return Expression(text, "python" if kind == "python" or not node.children else "django") if text else None


def read_checks(found: Field, node: Node, file: str) -> None:
    for one in node.under("post_conditions", "post_condition"):
        wanted = expression(one.child("condition"))
        place = Place(file, one.line, found.place.name)
        if wanted is not None:
            found.checks.append(Check(wanted, plain(one.said("error_message")), place))


def read_prefill(found: Field, node: Node) -> None:
    kind, value = node.said("prefill", "type"), node.said("prefill", "value")
    if kind and kind != "none":
        known = {"string": "texte", "user": "profil", "geolocation": "lieu", "formula": "formule"}
        found.prefill = known.get(kind, kind), value


def read_bounds(found: Field, node: Node, kind: str) -> None:
    settings = {
        "longueur": node.said("maxlength"),
        "au_plus_tot": node.said("minimum_date"),
        "au_plus_tard": node.said("maximum_date"),
        "min": node.said("min_choices") or node.said("min_value"),
        "max": node.said("max_choices") or node.said("max_value"),
        "lignes": node.said("rows"),
        "taille": node.said("max_file_size"),
        "formats": " ".join(one.text for one in node.under("document_type", "mimetypes")) + formats(node),
        "decimales": "2" if kind == "numeric" and node.said("restrict_to_integers").casefold() == "false" else "",
    }
    today = node.said("date_can_be_today").casefold() == "true"
    if node.said("minimum_is_future").casefold() == "true":
        settings["au_plus_tot"] = "aujourd’hui" if today else "aujourd’hui + 1 jour"
    if node.said("date_in_the_past").casefold() == "true":
        settings["au_plus_tard"] = "aujourd’hui" if today else "aujourd’hui - 1 jour"
    found.settings = {key: value for key, value in settings.items() if value}
    if kind == "block":
        most = node.said("max_items")
        found.largest = int(most) if re.fullmatch(r"\d{1,6}", most) else 1
    elif kind == "tablerows":
        found.largest = None


def formats(node: Node) -> str:
    """The media types of a document type, wherever they stand."""
    kind = node.child("document_type")
    return " ".join(leaf.text for leaf in leaves(kind) if "/" in leaf.text or leaf.text.startswith(".")) if kind else ""


def leaves(node: Node) -> list[Node]:
    return [node] if not node.children else [leaf for one in node.children for leaf in leaves(one)]


def read_validation(found: Field, node: Node) -> None:
    """A format check changes the type of the question when one of ours says the same."""
    kind, value = node.said("validation", "type"), node.said("validation", "value")
    if not kind or kind == "none" or node.child("validation") is None:
        return
    if kind in VALIDATIONS:
        found.kind = VALIDATIONS[kind]
        found.notes.append((KEPT, "contrôle de forme", f"type {found.kind}"))
    elif kind in SHAPES:
        status, said, settings = SHAPES[kind]
        found.settings |= settings
        found.notes.append((status, "contrôle de forme", said))
    elif kind in ("digits", "regex"):
        read_pattern(found, r"\d+" if kind == "digits" else value, plain(node.said("validation", "error_message")))
    else:
        why = f"le contrôle « {kind} » n’existe pas ; le texte est accepté tel quel"
        found.notes.append((LEFT, "contrôle de forme", why))


CODES = re.compile(
    r"code|cp\b|_cp|postal|zip|num|\bn[°o]\b|niss|registre|compte|dossier|matricule|reference|identifiant|boite|plaque|rue|vcs"
)
PHONES = re.compile(r"tel\b|telephone|gsm|mobile|portable|phone")


def read_pattern(found: Field, pattern: str, message: str) -> None:
    """A pattern that accepts only numbers makes a number, unless the name tells a code whose zeros count."""
    spoken = fold(f"{plain(found.label)} {found.name}".replace("_", " "))
    accepted = numbers_of(pattern)
    if PHONES.search(spoken):
        found.kind = "telephone"
        found.notes.append((NEAR, "contrôle de forme", "type telephone : tout numéro écrit comme on veut"))
    elif accepted is not None and not CODES.search(spoken):
        low, high = accepted
        found.kind = "nombre"
        found.settings |= {"min": str(low)} | ({"max": str(high)} if high is not None else {})
        found.notes.append((KEPT, "contrôle de forme", "type nombre"))
    elif (settings := patterns.settings_of(pattern)) is not None:
        found.settings |= settings
        said = f"modele: {settings['modele']}" if "modele" in settings else f"forme: {settings['forme']}"
        wider = patterns.is_wider(pattern)
        told = " ou ".join(said.splitlines()) + (", un peu plus large" if wider else "")
        found.notes.append((NEAR if wider else KEPT, "contrôle de forme", told))
    else:
        said = f" (son message : « {short(message)} »)" if message else ""
        found.notes.append(
            (LEFT, "contrôle de forme", f"« {short(pattern)} » n’est plus exigé, le texte est libre{said}")
        )


def numbers_of(pattern: str) -> tuple[int, int | None] | None:
    """The whole numbers that a pattern accepts, as (least, greatest or None); None when it takes other things too."""
    if len(pattern) > 200 or re.search(r"[+*}]\)?[+*{]", pattern):
        return None
    try:
        # Publik looks for the pattern at the beginning: « ^[0-9]* » in fact accepts anything, its author meant digits
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wanted = re.compile(
                rf"(?:{pattern.removeprefix('^').removesuffix('$')})" if "|" not in pattern else pattern
            )
    except (re.error, RecursionError, OverflowError):
        return None
    if any(wanted.fullmatch(text) for text in ("a", "1a", "-", "1-1", "é", " ", "1,5", "+1", "00000")) and not (
        wanted.fullmatch("00000") and wanted.fullmatch("7") and not wanted.fullmatch("a")
    ):
        return None
    taken = [number for number in range(0, 1000) if wanted.fullmatch(str(number))]
    if len(taken) < 2 or taken != list(range(taken[0], taken[-1] + 1)):
        return None
    return taken[0], None if taken[-1] == 999 else taken[-1]


def read_places(found: Field, node: Node, kind: str) -> None:
    """Where the answer is shown, and whether it is wiped out once the case is old."""
    places = node.child("display_locations")
    shown = [one.text for one in places.children] if places else ["validation", "summary"]
    asks = found.kind not in ("titre", "information", "page", "calcul", "inconnu")
    if asks and places is not None and not {"validation", "summary"} & set(shown):
        found.in_summary = False
    written = node.said("anonymise").casefold()
    if written:
        found.anonymised = written not in ("false", "no")


def note_setting(found: Field, node: Node) -> None:
    if node.tag in LOOK:
        if node.tag not in ("type", "id", "label", "varname", "required"):
            found.notes.append(("", node.tag, ""))
    elif node.tag not in READ:
        if node.text.casefold() in publik.EMPTY and not node.children:
            found.notes.append(("", node.tag, ""))
        else:
            found.notes.append((LEFT, "réglage", f"« {node.tag} » n’a pas d’équivalent"))
