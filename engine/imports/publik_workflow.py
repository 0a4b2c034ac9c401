"""A Publik workflow in neutral words: statuses, what each does by itself, what each allows and to whom."""

from __future__ import annotations

from engine.imports import publik_field
from engine.imports.markup import Node
from engine.imports.model import Action, Option, Place, Status, Workflow
from engine.imports.report import LEFT
from engine.imports.words import plain

KINDS = {
    "choice": "bouton",
    "jump": "saut",
    "jumponsubmit": "suite",
    "timeout": "saut",
    "sendmail": "courriel",
    "aggregationemail": "recapitulatif",
    "sendsms": "sms",
    "notification": "notification",
    "displaymsg": "affichage",
    "commentable": "commentaire",
    "form": "formulaire",
    "register-comment": "trace",
    "set-backoffice-fields": "champ-agent",
    "dispatch": "affectation",
    "export_to_model": "document",
    "addattachment": "piece",
    "editable": "modification",
    "resubmit": "nouvelle-demande",
    "remove": "suppression",
    "anonymise": "anonymisation",
    "modify_criticality": "priorite",
    "webservice_call": "appel",
    "create_carddata": "fiche",
    "edit_carddata": "fiche",
    "create_formdata": "nouvelle-demande",
    "redirect_to_url": "redirection",
    "geolocate": "position",
    "update_user_profile": "profil",
    "add_role": "role",
    "remove_role": "role",
    "payment": "paiement",
    "external_workflow_global_action": "appel",
}


def read(root: Node, file: str, slug: str) -> Workflow:
    found = Workflow(slug, root.said("name") or slug, Place(file, root.line, root.said("name")))
    for role in root.under("roles", "role"):
        found.roles[role.attributes.get("id", "")] = role.text
    found.statuses = [read_status(node, file) for node in root.under("possible_status", "status")]
    found.options = [read_option(node, file) for node in root.under("variables", "formdef", "fields", "field")]
    for action in root.under("global_actions", "action"):
        place = Place(file, action.line, action.said("name"))
        found.notes.append((LEFT, "action globale", "une action possible à toute étape n’existe pas", place))
    for node in root.under("backoffice-fields", "formdef", "fields", "field"):
        one = publik_field.read(node, file)
        found.notes.append((LEFT, "champ d’agent", "il n’a de valeur que dans Publik", one.place))
    for level in root.under("criticality_levels", "item"):
        found.notes.append(
            (
                LEFT,
                "criticité",
                "les priorités sont normale, haute et urgente",
                Place(file, level.line, level.said("name")),
            )
        )
    return found


def read_status(node: Node, file: str) -> Status:
    place = Place(file, node.line, node.said("name"))
    found = Status(node.said("id"), plain(node.said("name")) or node.said("id"), place)
    found.hidden = bool(node.under("visibility", "role") or node.under("visibility", "item"))
    found.final = node.said("forced_endpoint").casefold() == "true"
    found.actions = [read_action(one, file, found) for one in node.under("items", "item")]
    if node.said("loop_items_template"):
        found.actions.append(
            Action("boucle", place, why_not="une étape ne se répète pas pour chaque élément d’une liste")
        )
    return found


def read_action(node: Node, file: str, status: Status) -> Action:
    kind = node.attributes.get("type", "") or node.said("type")
    label = plain(node.said("label") or node.said("title") or node.said("subject") or node.said("message"))
    place = Place(file, node.line, f"{status.name} / {kind}" + (f" : {publik_field.short(label, 50)}" if label else ""))
    found = Action(
        KINDS.get(kind, "inconnu"), place, label=label, target=node.said("status"), name=node.said("varname")
    )
    found.who = [one.attributes.get("role_id") or one.text for tag in ("by", "to") for one in node.under(tag, "item")]
    found.condition = publik_field.expression(node.child("condition"))
    found.delay = node.said("timeout")
    found.subject = node.said("subject") or node.said("title")
    found.body = node.said("body") or node.said("message") or node.said("comment")
    found.fields = [publik_field.read(one, file) for one in node.under("formdef", "fields", "field")]
    return found


def read_option(node: Node, file: str) -> Option:
    one = publik_field.read(node, file)
    value = node.said("default_value") or None
    return Option(one.name, plain(one.label), one.kind, value, one.place)
