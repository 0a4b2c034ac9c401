"""What the names of the source stand for in our démarche: questions, parameters, computed values, the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.imports.model import Choice, Field, Option
from engine.imports.naming import bare


@dataclass(eq=False)
class Asked:
    """One question of ours, as conditions see it. `choices` go by the keys of our options."""

    id: str
    kind: str
    name: str
    position: int = 0
    choices: dict[str, Choice] = field(default_factory=dict)
    group: str = ""
    """The repeated group it is in; "" outside of any."""


@dataclass(frozen=True)
class Ref:
    """What a name means. `aspect`: texte, brut, ou le nom d’une colonne."""

    kind: str
    asked: tuple[Asked, ...] = ()
    aspect: str = "texte"
    name: str = ""
    why: str = ""


@dataclass
class Setting:
    """A parameter in the making, and how conditions use it."""

    name: str
    option: Option | None
    uses: set[str] = field(default_factory=set)
    """vérité, texte, nombre, durée, liste."""
    literals: list[str] = field(default_factory=list)
    valued: bool = False
    """Whether its value itself is shown or compared somewhere, not only its presence."""


@dataclass
class Scope:
    """Everything that can be named, and from where one looks: only what stands above can be seen."""

    asked: dict[str, list[Asked]] = field(default_factory=dict)
    computed: dict[str, list[Field]] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)
    valued: set[str] = field(default_factory=set)
    """Settings whose value is shown or compared somewhere."""
    position: int = 0
    inner: str = ""
    """The name of the block one is in."""
    group: str = ""
    unfolding: set[str] = field(default_factory=set)
    """Computed values being put in the place of their names."""
    unfolded: int = 0
    """How many times that was done for one condition."""

    def know(self, asked: Asked, *names: str) -> None:
        for name in names:
            if name:
                self.asked.setdefault(name, []).append(asked)

    def setting(self, name: str, use: str = "", literal: object = None) -> Setting:
        """The parameter of this option, with one more use."""
        found = self.settings.setdefault(
            name, Setting(self.free_name(name), self.options.get(name), valued=name in self.valued)
        )
        if use:
            found.uses.add(use)
        if isinstance(literal, str) and literal and literal not in found.literals:
            found.literals.append(literal)
        return found

    def free_name(self, name: str) -> str:
        found = bare(name)[:50] or "valeur"
        return found if re.match(r"[a-z]", found) else f"p_{found}"

    def resolve(self, name: str) -> Ref:
        flat = name.replace(".", "_").replace("-", "_")
        if flat in ("today", "now", "datetime_date_today"):
            return Ref("jour", name=flat)
        if found := self.context(flat):
            return found
        for prefix in ("form_option_", "form_options_"):
            if flat.startswith(prefix):
                return Ref("parametre", name=flat.removeprefix(prefix))
        ours = flat
        for prefix in ("form_var_", "form_live_var_", "form_field_", "var_"):
            ours = ours.removeprefix(prefix)
        inside = re.fullmatch(r"block_(?:var_)?(.+)", flat)
        if inside and self.inner and (found := self.question(f"{self.inner}_{inside[1]}")):
            return found
        if found := self.question(ours) or self.calculation(ours):
            return found
        if re.fullmatch(r"(?:form_)?f\w{1,40}", flat) and (
            found := self.question(f"#{flat.removeprefix('form_')[1:]}")
        ):
            return found
        return Ref("inconnu", name=name, why=self.why_unknown(flat, name))

    def context(self, flat: str) -> Ref | None:
        if flat in ("form_submission_channel", "form_submission_channel_label"):
            return Ref("canal", name=flat)
        if flat in ("form_submission_backoffice", "form_backoffice_submission", "is_in_backoffice"):
            return Ref("guichet", name=flat)
        return None

    def why_unknown(self, flat: str, name: str) -> str:
        if flat.startswith("form_var_"):
            return f"« {name} » n’est posé nulle part avant"
        if flat.startswith(("session_user", "form_user", "user_")):
            return f"« {name} » regarde le compte de la personne"
        if flat.startswith(("webservice", "data_source", "cards")):
            return f"« {name} » vient d’un autre logiciel"
        return f"« {name} » n’existe que dans la plateforme d’origine"

    def question(self, rest: str) -> Ref | None:
        """The question named so, or whose name begins it: what follows says what is looked at."""
        for name in self.openings(rest):
            seen = tuple(one for one in self.asked.get(name, ()) if one.position < self.position and self.sees(one))
            if seen:
                return Ref("question", seen, aspect_of(rest[len(name) :]), rest)
        return None

    def sees(self, one: Asked) -> bool:
        return not one.group or one.group == self.group

    def calculation(self, rest: str) -> Ref | None:
        for name in self.openings(rest):
            if name in self.computed:
                return Ref("calcul", name=name, aspect=aspect_of(rest[len(name) :]))
        return None

    def openings(self, rest: str) -> list[str]:
        """« a_b_c », « a_b », « a »; indexes of blocks are left out."""
        parts = rest.split("_")
        found = ["_".join(parts[:size]) for size in range(len(parts), 0, -1)]
        plain = re.sub(r"_(?:\d+|var)_", "_", rest)
        return [plain, *found] if plain != rest else found


def aspect_of(suffix: str) -> str:
    """What is looked at of an answer: its words, its raw value, or one of its columns."""
    word = suffix.strip("_")
    if word in ("", "display", "label", "text", "structured_text"):
        return "texte"
    if word in ("raw", "id", "structured_id", "identifier", "structured_raw", "structured"):
        return "brut"
    return word.removeprefix("structured_")
