"""What a démarche owes to the way people wish to be told: known ways, the address each needs, needs never demanded."""

from __future__ import annotations

from engine.definition import ways
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.process import Question
from engine.names import nearest


def ways_are_known(built: Built, city: City) -> None:
    """A way of being told that the engine does not know would leave the person without any answer."""
    for question in named(built, ways.WAY) if sound(built) else ():
        for value in values(question):
            if value not in ways.WAYS:
                close = nearest(value, ways.WAYS)
                built.where.report(
                    (*built.question_paths[question.id], "options", value),
                    "moyen-inconnu",
                    f"« {value} » n’est pas une façon de répondre que Parvis connaît.",
                    f"Vouliez-vous dire « {close} » ?" if close else f"Façons possibles : {', '.join(ways.WAYS)}.",
                    key=True,
                )


def ways_have_their_address(built: Built, city: City) -> None:
    """Who chooses the letter is asked where to send it: each way offered comes with what it needs."""
    asked = {question.type.name for question in built.process.questions() if question.about_self}
    for question in named(built, ways.WAY) if sound(built) else ():
        for value in values(question):
            needed = ways.ADDRESSES.get(value)
            if needed and needed not in asked and not built.lost.question(needed):
                built.where.report(
                    (*built.question_paths[question.id], "options", value),
                    "moyen-sans-adresse",
                    f"« {value} » est proposé, mais aucune question de type « {needed} » ne permet de répondre ainsi.",
                    "Ajoutez cette question, ou retirez ce choix.",
                    key=True,
                )


def needs_are_never_required(built: Built, city: City) -> None:
    """Needs tell of someone's health: they are said by who wishes to (RGPD 9)."""
    for question in named(built, ways.NEEDS):
        if question.required:
            built.where.report(
                built.question_paths[question.id],
                "besoins-obligatoires",
                f"« {question.id} » oblige à parler de sa santé.",
                "Ajoutez « facultatif: oui » : on répond seulement si on le veut.",
            )


def relay_places_exist(built: Built, city: City) -> None:
    """A place that the city does not declare has nobody to hand the answer over."""
    for question in named(built, ways.RELAY):
        for value in values(question) if city.relays else ():
            if value not in city.relays:
                close = nearest(value, city.relays)
                built.where.report(
                    (*built.question_paths[question.id], "options", value),
                    "lieu-relais-inconnu",
                    f"« {value} » n’est pas un lieu relais de la ville.",
                    f"Vouliez-vous dire « {close} » ?" if close else f"Lieux connus : {', '.join(city.relays)}.",
                    key=True,
                )


def named(built: Built, id: str) -> list[Question]:
    """The question of this id, when it is one to choose in."""
    return [one for one in built.process.questions() if one.id == id and "options" in one.options]


def sound(built: Built) -> bool:
    """Nothing else is wrong yet: one mistake is told once, where it was made."""
    return not any(problem.blocks for problem in built.where.problems)


def values(question: Question) -> list[str]:
    return [option.value for option in question.options["options"]]
