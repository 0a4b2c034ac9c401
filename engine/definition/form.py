"""`formulaire:` -> pages and questions. What is wrong is reported; the conditions are read later, by build.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import eligibility, repeated, schema, verifications
from engine.definition.lists import Shelf
from engine.definition.located import Located, Lost, Path
from engine.definition.parameter import Parameters
from engine.definition.process import Page
from engine.definition.question import QuestionReader
from engine.definition.texts import page_id


class FormReader(QuestionReader):
    """Builds pages once their questions are read; remembers where they stand and what they repeat."""

    def __init__(self, where: Located, lost: Lost, parameters: Parameters, shelf: Shelf | None = None):
        super().__init__(where, lost, parameters, shelf)
        self.page_paths: dict[str, Path] = {}
        self.written_eligibility: dict[str, list[Any]] = {}
        """By page."""
        self.eligibility_words: dict[str, list[eligibility.Words]] = {}
        """Their messages by page, read in their place: they quote what is asked above."""
        self.members: dict[str, str] = {}
        """The group of each question that is repeated."""
        self.group_at: dict[Path, str | None] = {}
        """The group of each page that is repeated; None when it could not be read."""
        self.open_group = ""
        """The group of the page just read."""

    def pages(self, written: list[Any]) -> tuple[Page, ...]:
        pages = [self.page(entry, ("formulaire", index)) for index, entry in enumerate(written)]
        return tuple(page for page in pages if page is not None)

    def page(self, written: Any, path: Path) -> Page | None:
        if written is None:
            return None  # its block cannot be read, and that has been reported
        entry = self.where.shaped(path, written, schema.PAGE)
        title, _ = self.text(entry.get("page", ""), (*path, "page"), for_all=True)
        text, worded = self.text(entry.get("texte", ""), (*path, "texte"))
        id = entry.get("id") or page_id(title or f"page {path[-1] + 1}")
        if "repeter" in written and "repeter" not in entry:
            self.lose(None)  # a group that cannot be read: its name is not known
        if not entry or self.is_duplicate_page(id, entry, path):
            self.lose(None)
            return None
        self.page_paths[id] = path
        if "si" in entry:
            self.written_conditions[path] = entry["si"]
        if not entry.get("questions"):
            self.report_no_question(entry, path)
        asked = entry.get("questions", ())
        read = [self.question(question, (*path, "questions", index)) for index, question in enumerate(asked)]
        questions = tuple(question for question in read if question is not None)
        group = repeated.read(self, entry, id, path)
        if "repeter" in entry:
            self.group_at[path] = group.id if group else None
        if group is not None:
            self.members |= {question.id: group.id for question in questions}
        self.written_eligibility[id] = entry.get("eligibilite", [])
        self.eligibility_words[id] = eligibility.words(self, self.written_eligibility[id], (*path, "eligibilite"))
        checks = verifications.read(self, id, entry.get("verifications"), (*path, "verifications"))
        return Page(id, title, text, questions=questions, wording=worded, group=group, checks=checks)

    def report_no_question(self, entry: Mapping[str, Any], path: Path) -> None:
        self.lose(None)
        if "questions" in entry:  # otherwise what is wrong with them has been reported
            sentence = f"La page « {entry.get('page', '')} » ne pose aucune question."
            self.where.report(
                (*path, "questions"), "page-vide", sentence, "Ajoutez une question, ou retirez la page.", key=True
            )

    def is_duplicate_page(self, id: str, entry: Mapping[str, Any], path: Path) -> bool:
        if id not in self.page_paths:
            return False
        first = self.where.spot(self.page_paths[id])
        self.where.report(
            (*path, "id" if "id" in entry else "page"),
            "page-en-double",
            f"« {entry.get('id') or entry.get('page', '')} » donne la même adresse que la page de la ligne {first.line}.",
            "Donnez un autre titre, ou un « id: » propre à cette page.",
        )
        return True
