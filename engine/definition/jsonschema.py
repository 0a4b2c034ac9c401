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


NAMED = {"type": SCALAR, "minLength": 1}
"""A text that says something."""


def demarche() -> Json:
    """Schema of processes/<slug>.yaml."""
    page = {"anyOf": [page_of_questions(), closed(schema.INCLUDE, repeter=closed(schema.GROUP), remplacer=reworded())]}
    whole = closed(
        schema.PROCESS,
        donnees_personnelles=closed(schema.PERSONAL_DATA),
        silence=closed(schema.SILENCE),
        ouverture=closed(schema.OPENING, periodes=some(closed(schema.PERIOD))),
        parametres=parameters(),
        conditions=each(condition()),
        formulaire=some(page),
        routage=some(closed(schema.ROUTE, vers={"anyOf": [NAMED, each(NAMED)]})),
        delais=each(deadline()),
        etapes=steps(),
        messages=messages(),
        scenarios=some(scenario()),
        conseils_ignores=some(closed(schema.SET_ASIDE)),
    )
    return titled(whole, "Une démarche")


def block() -> Json:
    """Schema of forms/<bloc>.yaml."""
    whole = closed(schema.BLOCK, questions=some(question()), verifications=some(check()), conditions=each(condition()))
    return titled(whole, "Un bloc de questions")


def organisation() -> Json:
    """Schema of processes/_organisation.yaml."""
    whole = closed(
        schema.ORGANISATION,
        ville=closed(schema.CITY),
        services=each(closed(schema.UNIT)),
        personnes=each(closed(schema.PERSON)),
        horaires=closed(schema.HOURS),
        fermetures={"type": "array", "items": {"anyOf": [{"type": "string"}, closed(schema.CLOSURE)]}},
        secteurs=each(closed(schema.DISTRICT)),
        lieux_relais=each(closed(schema.RELAY)),
    )
    return titled(whole, "L’organisation de la ville")


def shared_parameters() -> Json:
    """Schema of processes/_parametres.yaml."""
    return titled(closed(schema.PARAMETERS, parametres=parameters()), "Les paramètres de la ville")


def portal() -> Json:
    """Schema of processes/_portail.yaml."""
    return titled(closed(schema.PORTAL, moments=each(closed(schema.LIFE_EVENT))), "Le portail de la ville")


def parameters() -> Json:
    return each({"anyOf": [NAMED, closed(schema.PARAMETER)]})


def shared_steps() -> Json:
    """Schema of processes/_etapes.yaml."""
    return titled(closed(schema.CITY_STEPS, etapes=steps()), "Le cycle de vie des dossiers de la ville")


def steps() -> Json:
    actions = {"type": "object", "additionalProperties": action()}
    after = closed(schema.AFTER, si=condition(), message=step_messages())
    one = closed(
        schema.STEP,
        actions=actions,
        apres={"type": "array", "items": after},
        delais={"type": "object", "additionalProperties": deadline()},
    )
    everywhere = closed(schema.EVERYWHERE, actions=actions)
    return {"type": "object", "properties": {"partout": everywhere}, "additionalProperties": one}


def action() -> Json:
    return closed(
        schema.ACTION,
        si=condition(),
        texte={"anyOf": [{"type": SCALAR}, closed(schema.ACTION_TEXT)]},
        demander=some(question()),
        motifs={"anyOf": [some({"type": SCALAR}), each({"type": SCALAR})]},
        message=step_messages(),
    )


def step_messages() -> Json:
    one = {"anyOf": [{"type": "string"}, closed(schema.STEP_MESSAGE)]}
    return {"anyOf": [*one["anyOf"], some(one)]}


def messages() -> Json:
    one = closed(schema.MESSAGE)
    return {"type": "object", "properties": dict.fromkeys(wording.OCCASIONS, one), "additionalProperties": one}


SCHEMAS = {
    "demarche": demarche,
    "bloc": block,
    "organisation": organisation,
    "parametres": shared_parameters,
    "etapes": shared_steps,
    "portail": portal,
}
"""What `run.py schema` can write, by file name."""


def titled(whole: Json, title: str) -> Json:
    return {"$schema": DRAFT, "title": title, **whole}


def page_of_questions() -> Json:
    include = closed(schema.INCLUDE_INSIDE, remplacer=reworded())
    return closed(
        schema.PAGE,
        repeter=closed(schema.GROUP),
        eligibilite=some(closed(schema.ELSEWHERE)),
        verifications=some(check()),
        questions=some({"anyOf": [question(), include]}),
    )


def check() -> Json:
    return closed(schema.CHECK, si=condition())


def reworded() -> Json:
    """Keys written otherwise for questions of a block, whose types are known there: any key of any question."""
    known: set[str] = set().union(*(schema.question_shape(kind) for kind in TYPES.values()))
    return each({"type": "object", "minProperties": 1, "propertyNames": {"enum": sorted(known - {"id", "type"})}})


def question() -> Json:
    """One alternative per type, so that an editor offers only the keys of the type chosen."""
    alternatives = []
    for kind in TYPES.values():
        finer = {"options": each({"anyOf": [NAMED, closed(schema.OPTION)]})} if "options" in kind.options else {}
        known = closed(schema.question_shape(kind), **finer)
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
    return closed(schema.DEADLINE, paliers={"type": "array", "items": closed(schema.RUNG)})


def scenario() -> Json:
    done = closed(schema.SCENARIO_ACTION, reponses={"type": "object"})
    return closed(
        schema.SCENARIO,
        reponses={"type": "object"},
        attendu=closed(schema.EXPECTED),
        actions={"type": "array", "items": done},
    )


def condition() -> Json:
    return {"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1}]}


def some(items: Json) -> Json:
    """A list of at least one."""
    return {"type": "array", "minItems": 1, "items": items}


def each(value: Json) -> Json:
    """Names of one’s own, at least one, and the same thing for each."""
    return {"type": "object", "minProperties": 1, "additionalProperties": value}


def closed(shape: Mapping[str, Any], **finer: Json) -> Json:
    """An object with just these keys; `finer` says more of some of them than their shape."""
    properties = {key: value(rules) for key, rules in shape.items()}
    for key, known in finer.items():
        properties[key] = {
            **known,
            **{name: properties[key][name] for name in ("description",) if name in properties[key]},
        }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, rules in shape.items() if rules.get("required")],
        "properties": properties,
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
