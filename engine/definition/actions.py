"""`actions:` of a step -> what may be done there, those of every step and of the city included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import validation
from engine.definition import action_form, cycle, schema, step_messages
from engine.definition.cycle import Action, Text
from engine.definition.cycle_scope import Shared
from engine.definition.located import Path
from engine.definition.process import Question
from engine.definition.scalar import many

EVERYWHERE, HERE = "partout", "ici"


@dataclass
class Draft:
    """An action of one step before its conditions are read: what is written, and where."""

    entry: Mapping[str, Any]
    path: Path
    questions: tuple[Question, ...] = ()
    whens: Mapping[int, Any] = field(default_factory=dict)
    whole: bool = True
    """False when a key could not be read, which has been told: what seems to be missing may be that one."""


def drafts(shared: Shared, id: str, entry: Mapping[str, Any]) -> dict[str, Draft]:
    own, found = entry.get("actions", {}), {}
    common = shared.common if "fin" not in entry else notes(shared)
    for name in [*(name for name in own if name not in common), *common]:
        path = ("etapes", id, "actions", name) if name in own else ("etapes", EVERYWHERE, "actions", name)
        if draft := draft_of(shared, common.get(name), own.get(name), path):
            found[name] = draft
    return found


def notes(shared: Shared) -> Mapping[str, Any]:
    """What stays possible on a closed case: words between agents."""
    only = (cycle.NOTE, [cycle.NOTE])
    return {name: one for name, one in shared.common.items() if isinstance(one, Mapping) and one.get("faire") in only}


def draft_of(shared: Shared, common: Any, own: Any, path: Path) -> Draft | None:
    entry: dict[str, Any] = {}
    sound = True
    for written in (common, own):
        if isinstance(written, Mapping) and "comme" in written and isinstance(written["comme"], str):
            theirs = of_city(shared, str(path[-1]), path)
            entry, sound = {**theirs, **entry}, sound and bool(theirs)
        if isinstance(written, Mapping):
            entry |= written
        elif written is not None or (common is None and own is None):
            shared.where.shaped(path, written, schema.ACTION)
    known = shared.where.shaped(path, entry, schema.ACTION)
    draft = Draft(known, path, whole=len(known) == len(entry) and sound)
    draft.questions, draft.whens = action_form.read(shared, known, path)
    return draft


def of_city(shared: Shared, name: str, path: Path) -> Mapping[str, Any]:
    found = shared.city.get(name)
    if not isinstance(found, Mapping):
        sentence = f"Le cycle de la ville n’a pas d’action « {name} »."
        help = shared.where.nearest(name, shared.city) or f"Il a : {', '.join(shared.city)}."
        shared.where.report(path, "action-inconnue", sentence, help, key=True)
        return {}
    told = {fault.path[0] for fault in validation.check(found, schema.ACTION)}  # where the city writes it
    return {key: value for key, value in found.items() if key not in told}


def read(shared: Shared, name: str, draft: Draft) -> Action:
    entry, path = draft.entry, draft.path
    label = entry.get("libelle", "")
    if not label and draft.whole:
        sentence = f"L’action « {name} » n’a pas de « libelle » : on ne saurait pas ce qu’elle fait."
        shared.where.report(path, "action-sans-libelle", sentence, "Ajoutez « libelle: … ».", key=True)
    effects = many(entry.get("faire"))
    to = tuple(one for one in many(entry.get("vers")) if one != HERE)
    return Action(
        name,
        label or name,
        who=many(entry.get("par")) or (cycle.AGENTS,),
        effects=effects,
        to=tuple(one for one in to if shared.leads(one, (*path, "vers"))),
        when=shared.condition(entry, path),
        text=text(shared, entry, effects, path),
        questions=action_form.with_conditions(shared, entry, path, draft.questions, draft.whens),
        shown=frozenset(action_form.shown(shared, entry, draft.questions, path)),
        messages=tuple(step_messages.read(shared, entry, path)),
        priority=entry.get("priorite", ""),
        services=many(entry.get("services")),
        button=entry.get("bouton", "") or label or name,
        done=entry.get("fait", "") or "C’est fait.",
        hint=entry.get("aide", ""),
        choice=entry.get("choisir", "") or "Pour aller à quelle étape ?",
        corrects=corrects(shared, entry, effects, path),
    )


def corrects(shared: Shared, entry: Mapping[str, Any], effects: tuple[str, ...], path: Path) -> bool:
    """Whether the agent ticks the answers to correct: where something is asked of the person, unless it says no."""
    asks = cycle.ASK in effects
    wanted = shared.yes_no(entry, "corrections", path, asks)
    if wanted and not asks:
        sentence = "Des réponses à corriger se demandent avec « faire: demander-precision »."
        help = "Ajoutez « faire: demander-precision », ou retirez « corrections »."
        shared.where.report((*path, "corrections"), "valeur-interdite", sentence, help)
    return wanted and asks


def text(shared: Shared, entry: Mapping[str, Any], effects: tuple[str, ...], path: Path) -> Text | None:
    written = entry.get("texte")
    standard = next((words for effect, words in cycle.STANDARD_TEXTS.items() if effect in effects), None)
    if written is None:
        return Text(*standard) if standard else None
    missing = standard[1] if standard else "Écrivez quelques mots."
    if isinstance(written, str):
        return Text(written, missing)
    known = shared.where.shaped((*path, "texte"), written, schema.ACTION_TEXT)
    return Text(
        known.get("question", ""),
        known.get("si_vide", missing),
        known.get("aide", ""),
        required=not shared.yes_no(known, "facultatif", (*path, "texte")),
        lines=int(known.get("lignes", 6)),
        public=shared.yes_no(known, "montrer", (*path, "texte")),
    )
