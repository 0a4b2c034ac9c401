"""Click in French, and the refusals of the engine as one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click


def told_in_french(command: Callable[..., Any]) -> Callable[..., Any]:
    """What the engine refuses on purpose is one sentence and exit 1, never a trace."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        from engine.errors import ParvisError

        try:
            return command(*args, **options)
        except ParvisError as error:
            click.echo(str(error), err=True)
        sys.exit(1)

    return run


FRENCH = {
    "Usage:": "Emploi :",
    "Options": "Options",
    "Commands": "Commandes",
    "Show this message and exit.": "Montre cette aide.",
    "default: {default}": "sans cela : {default}",
    "Try '{command} {option}' for help.": "Pour l’aide : {command} {option}",
    "Error: {message}": "{message}",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} : {message}",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre.",
    "{value} is not in the range {range}.": "{value} n’est pas possible ({range}).",
    "{value!r} is not one of {choices}.": "« {value} » n’est pas possible. Choisissez : {choices}.",
    "Missing command.": "Il manque la commande.",
    "Missing argument": "Il manque",
    "Missing option": "Il manque",
    "No such command {name!r}.": "La commande « {name} » n’existe pas.",
    "No such option {name!r}.": "L’option {name} n’existe pas.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "Vouliez-vous dire : {possibilities} ?",
    "Option {name!r} requires an argument.": "Il manque la valeur de {name}.",
    "Option {name!r} does not take a value.": "L’option {name} s’écrit sans valeur.",
    "Got unexpected extra argument ({args})": "« {args} » est de trop.",
    "Got unexpected extra arguments ({args})": "« {args} » est de trop.",
    "Error: The two entered values do not match.": "Ce n’est pas deux fois la même chose. Recommencez.",
    "Aborted!": "Abandonné.",
}


def speak_french() -> None:
    """Click asks gettext for its words, under these two names of its modules."""

    def one(words: str) -> str:
        return FRENCH.get(words, words)

    def one_or_many(single: str, plural: str, count: int) -> str:
        return one(single if count == 1 else plural)

    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        vars(module).update(_=one, ngettext=one_or_many)
    vars(click.termui).update(_=one)
