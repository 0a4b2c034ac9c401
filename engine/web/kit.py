"""The kit: every question type in every state, every component under its name, in each palette.

Shows invented examples only; knows no case and no person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from engine.calendar import Calendar
from engine.definition.process import Question
from engine.fields import TYPES
from engine.fields.base import FilingDay
from engine.web.comfort import choose
from engine.web.form import OPTIONAL, FieldView, FormView, field_view
from engine.web.page import now, page
from engine.web.specimen import ALSO, EXAMPLES

STATES = {
    "vide": "Sans réponse",
    "rempli": "Avec une réponse",
    "erreur": "Avec une erreur",
    "facultatif": "Facultative",
}
PALETTES = {
    "clair": ("Claires", {"apparence": "claire"}),
    "sombre": ("Sombres", {"apparence": "sombre"}),
    "contraste": ("Claires, contraste renforcé", {"apparence": "claire", "contraste": "fort"}),
    "contraste_sombre": ("Sombres, contraste renforcé", {"apparence": "sombre", "contraste": "fort"}),
}
HINT = "Une aide tient en une phrase."


@dataclass(frozen=True)
class Attachment:
    id: str
    name: str
    size: int
    infected: bool = False


RECEIVED = {
    "rempli": (Attachment("1", "plan-terrasse.pdf", 1_240_000),),
    "erreur": (Attachment("2", "facture.pdf", 310_000, infected=True),),
}


def question(type_name: str, id: str = "") -> Question:
    """The invented question of a type."""
    example, kind = EXAMPLES[type_name], TYPES[type_name]
    options = kind.coerce_options(example.options or {})
    return Question(id or type_name.replace("-", "_"), kind, example.label, example.hint, options=options)


def in_state(type_name: str, state: str) -> FieldView:
    """A question as it looks `vide`, `rempli`, `erreur` or `facultatif`."""
    example = EXAMPLES[type_name]
    asked = question(type_name, f"{type_name.replace('-', '_')}_{state}")
    documents = RECEIVED.get(state, ()) if type_name == "fichier" else ()
    if state == "rempli":
        return field_view(asked, example.filled, documents=documents)
    if state == "erreur":
        return field_view(asked, example.wrong, error=example.error, documents=documents)
    if state == "facultatif":
        return field_view(replace(asked, required=False), mark=OPTIONAL)
    return field_view(asked)


def gallery() -> Iterator[tuple[str, str, list[tuple[str, FieldView]]]]:
    """(type, its title, [(state in French, field)…]) for every type."""
    for name, kind in TYPES.items():
        yield name, kind.title, states_of(name)


def states_of(name: str) -> list[tuple[str, FieldView]]:
    kind = TYPES[name]
    states = STATES if kind.stores else {"vide": "Toujours"}
    fields = [(words, in_state(name, state)) for state, words in states.items()]
    if name in ALSO:
        words, example = ALSO[name]
        asked = Question(f"{name}_aussi", kind, example.label, options=kind.coerce_options(example.options or {}))
        fields.append((words, field_view(asked, example.wrong, error=example.error)))
    return fields


def elsewhere(name: str) -> tuple[FieldView, FieldView]:
    """The question with a hint, and as it is mirrored in a page read from right to left."""
    asked = question(name, f"{name.replace('-', '_')}_aide")
    mirrored = replace(asked, id=asked.id.replace("_aide", "_rtl"))
    return field_view(replace(asked, hint=asked.hint or HINT)), field_view(mirrored, EXAMPLES[name].filled)


def told(name: str, day: FilingDay) -> str:
    """The answer as it is read again before sending, and later on the tracking page; "" when nothing can be told."""
    asked = question(name)
    if not asked.type.stores:
        return ""
    return asked.type.show(asked, asked.type.clean(asked, EXAMPLES[name].filled, day))


def alone(type_name: str, *, wrong: bool = False) -> FormView:
    """A page with a single question, whose label is then the h1."""
    example = EXAMPLES[type_name]
    error = example.error if wrong else ""
    raw = example.wrong if wrong else None
    return FormView((field_view(question(type_name), raw, error=error, alone=True),))


async def kit(request: Request) -> Response:
    """GET /-/kit, ?type=choix for one type in all its states, ?seul=choix[&etat=erreur] alone on its page, ?palette=…"""
    asked = request.query_params
    context: dict[str, object] = {"form": None, "palettes": PALETTES, "palette": asked.get("palette", "")}
    if asked.get("palette") in PALETTES:
        context["comfort"] = choose(PALETTES[asked["palette"]][1])
    if (name := asked.get("seul", "")) in EXAMPLES:
        form = alone(name, wrong=asked.get("etat") == "erreur")
        return page(request, "kit.html", context | {"form": form, "errors": form.errors})
    if (name := asked.get("type", "")) in EXAMPLES:
        return page(request, "kit-type.html", context | one_type(name, now(request)))
    return page(request, "kit.html", context | {"gallery": list(gallery())})


def one_type(name: str, at: datetime) -> dict[str, object]:
    hinted, mirrored = elsewhere(name)
    answer = told(name, FilingDay(at.date(), Calendar()))
    kind = TYPES[name]
    return {
        "name": name,
        "kind": kind,
        "states": states_of(name),
        "hinted": hinted,
        "mirrored": mirrored,
        "answer": answer,
    }
