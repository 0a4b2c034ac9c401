"""Words with blanks to fill: `{{ reference }}` in the texts of a démarche, in a sandbox, names checked at load.

Only names, `reponse.prenom`, `parametre.tarif` and `{% if name %}` are allowed: no call, no other attribute, no filter,
no loop. A quote becomes a plain name before it is compiled: a text can neither read anything nor grow beyond its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from engine.language import like
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
    "motif": "le motif choisi par l’agent",
}
"""What may stand inside {{ }}, with its meaning for the manual."""

OCCASIONS = ("accuse", "demande-precision", "reponse", "transfert", "retard", "cloture", "retrait")
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


ANSWER, PARAMETER, AGENT = "reponse", "parametre", "agent"
HEADS = (ANSWER, PARAMETER, AGENT)
"""What a text may quote: the answer to a question, a parameter, what an agent answered to the form of an action."""


@dataclass(frozen=True)
class Quote:
    """`reponse.commune.code_postal` or `parametre.tarif`, at a line of its text (from 1)."""

    head: str
    name: str
    attribute: str = ""
    line: int = 1

    @property
    def written(self) -> str:
        return ".".join(filter(None, (self.head, self.name, self.attribute)))


class No(str):
    """« Non », which `{% if reponse.marie %}` takes for false though it reads as a word."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


def has_blanks(source: str) -> bool:
    return "{{" in source or "{%" in source


def mistakes(source: str, words: Collection[str] = WORDS, thing: str = "un message") -> list[Slip]:
    """Everything wrong in a text by itself; an empty list when it can be used. What it quotes is judged elsewhere."""
    try:
        tree, _, bare = _parsed(source)
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
    unknown = {name: line for name, line in bare if name not in words}
    for name, line in sorted(unknown.items()):
        close = nearest(name, words)
        possible = [*words, "reponse.question", "parametre.nom"]
        help = f"Vouliez-vous dire « {close} » ?" if close else f"Mots possibles : {', '.join(possible)}."
        found.append(Slip("mot-inconnu", f"« {name} » ne peut pas être rempli dans {thing}.", help, line))
    lines = enumerate(source.splitlines(), 1)
    return found + [slip for number, line in lines for slip in _single_braces(line, number, words)]


def quotes(source: str) -> tuple[Quote, ...]:
    """What a text quotes, in its order; nothing when it cannot be read."""
    try:
        return _parsed(source)[1] if has_blanks(source) else ()
    except (TemplateSyntaxError, RecursionError):
        return ()


class _Plain(NodeTransformer):
    """Each quote becomes a name that nobody can write; the other names are noted."""

    def __init__(self) -> None:
        self.quotes: list[Quote] = []
        self.bare: list[tuple[str, int]] = []

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 named by jinja2
        parts: list[str] = []
        inner: Any = node
        while isinstance(inner, nodes.Getattr):
            parts.insert(0, inner.attr)
            inner = inner.node
        if not isinstance(inner, nodes.Name) or inner.name not in HEADS or len(parts) > _DEEPEST[inner.name]:
            return node
        self.quotes.append(Quote(inner.name, parts[0], "".join(parts[1:]), node.lineno))
        return nodes.Name(_slot(len(self.quotes) - 1), "load", lineno=node.lineno)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        self.bare.append((node.name, node.lineno))
        return node


_DEEPEST = {ANSWER: 2, PARAMETER: 1, AGENT: 2}


def _slot(index: int) -> str:
    return f"_q{index}"


def _parsed(source: str) -> tuple[nodes.Template, tuple[Quote, ...], list[tuple[str, int]]]:
    plain = _Plain()
    tree = plain.visit(_sandbox.parse(source))
    return tree, tuple(plain.quotes), plain.bare


def _single_braces(line: str, number: int, words: Collection[str]) -> list[Slip]:
    """« { reference } » would be sent to people as it is."""
    return [
        Slip(
            "message-syntaxe",
            f"« {word[0]} » ne sera pas remplacé : il faut deux accolades de chaque côté.",
            f"Écrivez {{{{ {word[1]} }}}}.",
            number,
        )
        for word in re.finditer(r"(?<!\{)\{\s*(\w+(?:\.\w+)*)\s*\}(?!\})", line)
        if word[1] in words or (word[1].partition(".")[0] in HEADS and "." in word[1])
    ]


def _line(source: str, number: int) -> str:
    """What stands between braces on a line of the text, to find it."""
    line = "".join(source.splitlines()[number - 1 : number])
    braces = " ".join(re.findall(r"\{[^{}]*\}?\}?", line.replace("{{", "{"))).replace("{ ", "{{ ") or line.strip()
    return f"« {braces if len(braces) <= 80 else braces[:79] + '…'} »."


ALLOWED = "Un texte ne contient que des mots comme {{ reponse.prenom }} et {% if reponse.prenom %}."


@lru_cache(maxsize=2048)
def _compiled(source: str) -> tuple[Template, tuple[Quote, ...]]:
    tree, found, _ = _parsed(source)
    return _sandbox.from_string(tree), found


Say = Callable[[Quote], str]
"""What a quote stands for; "" when there is no answer."""


def render(source: str, words: Mapping[str, str], say: Say = lambda quote: "") -> str:
    """The text with its blanks filled, which is no HTML. `source` has passed `mistakes`."""
    if type(source) is not str:
        return like(source, lambda text: render(text, words, say))
    template, found = _compiled(source)
    said = {_slot(index): say(quote) for index, quote in enumerate(found)}
    return template.render({**{name: words.get(name, "") for name in WORDS}, **said})


@dataclass(frozen=True)
class Wording:
    """A text of the form that quotes answers: filled for each visitor, never kept drawn."""

    source: str

    def fill(self, say: Say) -> str:
        return render(self.source, {}, say)

    @property
    def bare(self) -> str:
        """The text for whoever speaks of the form and not of someone: what is quoted becomes « … »."""
        return render(self.source, {}, lambda quote: "…")
