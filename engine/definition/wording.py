"""Words with blanks to fill: `{{ reference }}` in the texts of a démarche, in a sandbox, names checked at load.

Only names and `{% if name %}` are allowed: no call, no attribute, no filter, no loop. A text can therefore neither
read anything nor grow beyond its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.names import nearest

WORDS = {
    "reference": "la référence du dossier",
    "demarche": "le titre de la démarche",
    "service": "le nom du service qui a le dossier",
    "adresse_service": "l’adresse du service",
    "telephone_service": "le téléphone du service",
    "courriel_service": "le courriel du service",
    "date_depot": "la date de réception",
    "date_limite": "la date promise pour la réponse",
    "ville": "le nom de la ville",
    "lien_suivi": "l’adresse de la page de suivi",
    "code_suivi": "le code de suivi",
    "texte": "ce que l’agent a écrit",
}
"""What may stand inside {{ }}, with its meaning for the manual."""

OCCASIONS = ("accuse", "demande-precision", "reponse", "transfert", "retard", "cloture")
"""Messages whose words a démarche may replace."""

_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)
_sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)


@dataclass(frozen=True)
class Slip:
    """Something wrong in a text, at one of its lines (from 1)."""

    code: str
    sentence: str
    help: str
    line: int = 1


def mistakes(source: str) -> list[Slip]:
    """Everything wrong in a text; an empty list when it can be used."""
    try:
        tree = _sandbox.parse(source)
    except TemplateSyntaxError as error:
        sentence = f"Une accolade est mal placée : {_line(source, error.lineno)}"
        return [Slip("message-syntaxe", sentence, f"{ALLOWED} Un « if » finit par {{% endif %}}.", error.lineno)]
    except RecursionError:
        return [Slip("message-syntaxe", "Le texte a trop d’accolades les unes dans les autres.", ALLOWED)]
    found = []
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            sentence = f"Cette formule n’est pas permise : {_line(source, node.lineno)}"
            found.append(Slip("message-interdit", sentence, ALLOWED, node.lineno))
            break
    unknown = {node.name: node.lineno for node in tree.find_all(nodes.Name) if node.name not in WORDS}
    for name, line in sorted(unknown.items()):
        close = nearest(name, WORDS)
        help = f"Vouliez-vous dire « {close} » ?" if close else f"Mots possibles : {', '.join(WORDS)}."
        found.append(Slip("mot-inconnu", f"« {name} » ne peut pas être rempli dans un message.", help, line))
    return found + [slip for number, line in enumerate(source.splitlines(), 1) for slip in _single_braces(line, number)]


def _single_braces(line: str, number: int) -> list[Slip]:
    """« { reference } » would be sent to people as it is."""
    return [
        Slip(
            "message-syntaxe",
            f"« {word[0]} » ne sera pas remplacé : il faut deux accolades de chaque côté.",
            f"Écrivez {{{{ {word[1]} }}}}.",
            number,
        )
        for word in re.finditer(r"(?<!\{)\{\s*(\w+)\s*\}(?!\})", line)
        if word[1] in WORDS
    ]


def _line(source: str, number: int) -> str:
    """What stands between braces on a line of the text, to find it."""
    line = "".join(source.splitlines()[number - 1 : number])
    braces = " ".join(re.findall(r"\{[^{}]*\}?\}?", line.replace("{{", "{"))).replace("{ ", "{{ ") or line.strip()
    return f"« {braces if len(braces) <= 80 else braces[:79] + '…'} »."


ALLOWED = "Un message ne contient que des mots comme {{ reference }} et {% if texte %}."


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    return _sandbox.from_string(source)


def render(source: str, words: Mapping[str, str]) -> str:
    """The text with its blanks filled. `source` has passed `mistakes`."""
    return _compiled(source).render({name: words.get(name, "") for name in WORDS})
