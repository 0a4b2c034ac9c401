"""What texts quote, judged once every question and parameter is known: names, attributes, and the order of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition import wording
from engine.definition.parameter import report_unknown
from engine.definition.question import WrittenText
from engine.definition.wording import AGENT, PARAMETER, Quote

if TYPE_CHECKING:
    from engine.definition.build import Built
    from engine.definition.city import City


def texts_can_be_filled(built: Built, city: City) -> None:
    order = list(built.question_paths)
    for text in built.texts:
        if text.path[0] not in ("messages", "etapes"):  # what a message may hold is told by its reader
            for slip in wording.mistakes(text.source, (), "un texte du formulaire"):
                built.where.report_line(text.path, slip.line, slip.code, slip.sentence, slip.help)
        for quote in dict.fromkeys(wording.quotes(text.source)):
            if quote.head == PARAMETER:
                judge_parameter(built, text, quote)
            elif quote.head == AGENT:
                judge_agent(built, text, quote)
            else:
                judge_answer(built, text, quote, order[: text.above])


def tell(built: Built, text: WrittenText, quote: Quote, code: str, sentence: str, help: str) -> None:
    built.where.report_line(text.path, quote.line, code, sentence, help)


def judge_parameter(built: Built, text: WrittenText, quote: Quote) -> None:
    if quote.name not in built.parameters and not built.parameters.lost:
        report_unknown(built.where, text.path, quote.name, built.parameters)


def judge_agent(built: Built, text: WrittenText, quote: Quote) -> None:
    """What agents answer is known once the case lives: only the messages of its life may quote it."""
    known = built.process.cycle.questions if built.process.cycle else {}
    if text.path[:1] not in (("etapes",), ("messages",)):
        sentence = f"« {quote.written} » n’est pas encore connu quand ce texte est lu."
        tell(built, text, quote, "question-inconnue", sentence, "Citez-le dans un message des étapes.")
    elif quote.name not in known:
        if built.lost.question(f"{AGENT}.{quote.name}"):
            return
        sentence = f"« {quote.name} » n’est demandée à aucun agent."
        help = built.where.nearest(quote.name, known) or "Ajoutez la question sous « demander: » d’une action."
        tell(built, text, quote, "question-inconnue", sentence, help)


def judge_answer(built: Built, text: WrittenText, quote: Quote, above: list[str]) -> None:
    questions = {question.id: question for question in built.process.questions()}
    if text.for_all:
        sentence = (
            f"Un titre de page ne cite pas une réponse : « {{{{ {quote.written} }}}} » resterait dans l’historique."
        )
        tell(built, text, quote, "titre-personnel", sentence, "Citez la réponse dans le texte de la page.")
    elif quote.name not in questions:
        if not built.lost.question(quote.name):
            sentence = f"« {quote.name} » n’est pas une question de cette démarche."
            help = built.where.nearest(quote.name, questions) or "Écrivez {{ reponse. }} suivi de l’id d’une question."
            tell(built, text, quote, "question-inconnue", sentence, help)
    elif not questions[quote.name].type.answered:
        sentence = f"« {quote.name} » est une information : elle n’a pas de réponse."
        tell(built, text, quote, "question-sans-reponse", sentence, "Citez une question.")
    elif group := built.out_of_reach(quote.name, text.path):
        sentence = f"« {quote.name} » est posée pour chaque élément du groupe « {group} » : ce texte en cite laquelle ?"
        tell(built, text, quote, "question-de-groupe", sentence, "Citez-la dans une page du groupe.")
    elif quote.name not in above:
        line = built.where.spot((*built.question_paths[quote.name], "id")).line
        sentence = f"Ce texte cite « {quote.name} », qui n’est posée qu’après (ligne {line})."
        tell(built, text, quote, "reference-en-avant", sentence, "Déplacez la question plus haut, ou changez le texte.")
    elif quote.attribute:
        known = questions[quote.name].type.attributes(questions[quote.name])
        if quote.attribute not in known:
            sentence = f"« {quote.name} » n’a pas de « {quote.attribute} »."
            help = built.where.nearest(quote.attribute, known) or f"Écrivez {{{{ reponse.{quote.name} }}}} seul."
            tell(built, text, quote, "attribut-inconnu", sentence, help)
