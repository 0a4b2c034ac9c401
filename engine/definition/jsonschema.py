"""JSON Schema draft-07 for editors, made from the very shapes that check the files.

Scalars may be typed without quotes, so that a number or a date is as good as a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import schema, wording
from engine.fields import TYPES

Json = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
SCALAR = ["string", "number", "boolean"]


def demarche() -> Json:
    """Schema of processes/<slug>.yaml."""
    included = closed(schema.INCLUDE)
    included["properties"]["repeter"] = closed(schema.GROUP)
    page = {"anyOf": [page_of_questions(), included]}
    whole = closed(schema.PROCESS)
    whole["properties"] |= {
        "donnees_personnelles": closed(schema.PERSONAL_DATA),
        "silence": closed(schema.SILENCE),
        "ouverture": opening(),
        "parametres": parameters(),
        "conditions": {"type": "object", "additionalProperties": condition()},
        "formulaire": {"type": "array", "minItems": 1, "items": page},
        "routage": {"type": "array", "minItems": 1, "items": closed(schema.ROUTE)},
        "delais": {"type": "object", "minProperties": 1, "additionalProperties": deadline()},
        "etapes": steps(),
        "messages": {
            "type": "object",
            "properties": {name: closed(schema.MESSAGE) for name in wording.OCCASIONS},
            "additionalProperties": closed(schema.MESSAGE),
        },
        "scenarios": {"type": "array", "minItems": 1, "items": scenario()},
        "conseils_ignores": {"type": "array", "items": closed(schema.SET_ASIDE)},
    }
    return described(whole, schema.PROCESS, "Une démarche")


def block() -> Json:
    """Schema of forms/<bloc>.yaml."""
    whole = closed(schema.BLOCK)
    whole["properties"] |= {
        "questions": {"type": "array", "minItems": 1, "items": question()},
        "verifications": checks(),
        "conditions": {"type": "object", "additionalProperties": condition()},
    }
    return described(whole, schema.BLOCK, "Un bloc de questions")


def organisation() -> Json:
    """Schema of processes/_organisation.yaml."""
    whole = closed(schema.ORGANISATION)
    closure = {"anyOf": [{"type": "string"}, closed(schema.CLOSURE)]}
    whole["properties"] |= {
        "ville": closed(schema.CITY),
        "services": {"type": "object", "minProperties": 1, "additionalProperties": closed(schema.UNIT)},
        "personnes": {"type": "object", "minProperties": 1, "additionalProperties": closed(schema.PERSON)},
        "horaires": closed(schema.HOURS),
        "fermetures": {"type": "array", "items": closure},
        "secteurs": {"type": "object", "additionalProperties": closed(schema.DISTRICT)},
    }
    return described(whole, schema.ORGANISATION, "L’organisation de la ville")


def shared_parameters() -> Json:
    """Schema of processes/_parametres.yaml."""
    whole = closed(schema.PARAMETERS)
    whole["properties"] |= {"parametres": parameters()}
    return described(whole, schema.PARAMETERS, "Les paramètres de la ville")


def parameters() -> Json:
    return {"type": "object", "additionalProperties": {"anyOf": [{"type": SCALAR}, closed(schema.PARAMETER)]}}


def shared_steps() -> Json:
    """Schema of processes/_etapes.yaml."""
    whole = closed(schema.CITY_STEPS)
    whole["properties"] |= {"etapes": steps()}
    return described(whole, schema.CITY_STEPS, "Le cycle de vie des dossiers de la ville")


def steps() -> Json:
    actions = {"type": "object", "additionalProperties": action()}
    everywhere = closed(schema.EVERYWHERE)
    everywhere["properties"]["actions"] = actions
    step = closed(schema.STEP)
    step["properties"] |= {
        "actions": actions,
        "apres": {"type": "array", "items": after()},
        "delais": {"type": "object", "additionalProperties": deadline()},
    }
    return {"type": "object", "properties": {"partout": everywhere}, "additionalProperties": step}


def action() -> Json:
    known = closed(schema.ACTION)
    reasons = {"type": "object", "minProperties": 1, "additionalProperties": {"type": SCALAR}}
    known["properties"] |= {
        "si": condition(),
        "texte": {"anyOf": [{"type": SCALAR}, closed(schema.ACTION_TEXT)]},
        "demander": {"type": "array", "minItems": 1, "items": question()},
        "motifs": {"anyOf": [{"type": "array", "minItems": 1, "items": {"type": SCALAR}}, reasons]},
        "message": step_messages(),
    }
    return known


def after() -> Json:
    known = closed(schema.AFTER)
    known["properties"] |= {"si": condition(), "message": step_messages()}
    return known


def step_messages() -> Json:
    one = {"anyOf": [{"type": "string"}, closed(schema.STEP_MESSAGE)]}
    return {"anyOf": [*one["anyOf"], {"type": "array", "minItems": 1, "items": one}]}


SCHEMAS = {
    "demarche": demarche,
    "bloc": block,
    "organisation": organisation,
    "parametres": shared_parameters,
    "etapes": shared_steps,
}
"""What `run.py schema` can write, by file name."""


def described(whole: Json, shape: schema.Shape, title: str) -> Json:
    for key, rules in shape.items():
        whole["properties"][key].setdefault("description", rules.get("meta", {}).get("aide", ""))
    return {"$schema": DRAFT, "title": title, **whole}


def page_of_questions() -> Json:
    page = closed(schema.PAGE)
    include = closed(schema.INCLUDE_INSIDE)
    page["properties"]["repeter"] = closed(schema.GROUP)
    page["properties"]["eligibilite"] = {"type": "array", "minItems": 1, "items": closed(schema.ELSEWHERE)}
    page["properties"]["verifications"] = checks()
    page["properties"]["questions"] = {"type": "array", "minItems": 1, "items": {"anyOf": [question(), include]}}
    return page


def checks() -> Json:
    one = closed(schema.CHECK)
    one["properties"]["si"] = condition()
    return {"type": "array", "minItems": 1, "items": one}


def question() -> Json:
    """One alternative per type, so that an editor offers only the keys of the type chosen."""
    alternatives = []
    for kind in TYPES.values():
        known = closed(schema.question_shape(kind))
        known["properties"]["type"] = {"const": kind.name, "description": kind.title}
        alternatives.append({"if": {"properties": {"type": {"const": kind.name}}}, "then": known})
    names = {"enum": list(TYPES), "description": schema.QUESTION["type"]["meta"]["aide"]}
    return {
        "type": "object",
        "required": ["id", "type", "question"],
        "properties": {"type": names},
        "allOf": alternatives,
    }


def deadline() -> Json:
    whole = closed(schema.DEADLINE)
    whole["properties"]["paliers"] = {"type": "array", "items": closed(schema.RUNG)}
    return whole


def opening() -> Json:
    whole = closed(schema.OPENING)
    whole["properties"]["periodes"] = {"type": "array", "minItems": 1, "items": closed(schema.PERIOD)}
    return whole


def scenario() -> Json:
    whole = closed(schema.SCENARIO)
    whole["properties"] |= {"reponses": {"type": "object"}, "attendu": closed(schema.EXPECTED)}
    done = closed(schema.SCENARIO_ACTION)
    done["properties"]["reponses"] = {"type": "object"}
    whole["properties"]["actions"] = {"type": "array", "items": done}
    return whole


def condition() -> Json:
    return {"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1}]}


def closed(shape: Mapping[str, Any]) -> Json:
    """An object with just these keys."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, rules in shape.items() if rules.get("required")],
        "properties": {key: value(rules) for key, rules in shape.items()},
    }


def value(rules: Mapping[str, Any]) -> Json:
    kinds = rules["type"] if isinstance(rules["type"], list) else [rules["type"]]
    forms = [FORMS[kind](rules) for kind in kinds]
    known = forms[0] if len(forms) == 1 else {"anyOf": forms}
    if help := rules.get("meta", {}).get("aide"):
        known["description"] = help
    return known


def scalar(rules: Mapping[str, Any]) -> Json:
    if "allowed" in rules:
        return {"enum": list(rules["allowed"])}
    known: Json = {"type": SCALAR}
    if "regex" in rules:
        known["pattern"] = f"^{rules['regex']}$"
    return known


def array(rules: Mapping[str, Any]) -> Json:
    item = rules.get("schema") or {"type": "string", **({"allowed": rules["allowed"]} if "allowed" in rules else {})}
    known: Json = {"type": "array", "items": value(item) if "schema" in rules or "allowed" in rules else {}}
    return known | ({"minItems": rules["minlength"]} if "minlength" in rules else {})


def anything(rules: Mapping[str, Any]) -> Json:
    return {"type": "object"} | ({"minProperties": rules["minlength"]} if "minlength" in rules else {})


FORMS = {"string": scalar, "list": array, "dict": anything}
