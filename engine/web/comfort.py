"""Reading comfort chosen by a person: text size, spacing, contrast, data. A cookie for the visit only.

The choices become classes of <html>; nothing is stored about anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

COOKIE = "parvis_confort"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    css: str = ""
    """Class of <html> when chosen; the first choice of a setting is the ordinary one and has none."""


@dataclass(frozen=True)
class Setting:
    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""


SETTINGS = (
    Setting(
        "taille",
        "Taille du texte",
        (
            Choice("normale", "Normale"),
            Choice("grande", "Grande", "large-text"),
            Choice("geante", "Très grande", "huge-text"),
        ),
    ),
    Setting("espacement", "Espacement", (Choice("normal", "Normal"), Choice("large", "Large", "wide-spacing"))),
    Setting("contraste", "Contraste", (Choice("normal", "Normal"), Choice("fort", "Renforcé", "strong-contrast"))),
    Setting(
        "donnees",
        "Données",
        (Choice("normales", "Normales"), Choice("reduites", "Réduites, pages plus légères", "light-data")),
    ),
)


@dataclass(frozen=True, eq=False)
class Comfort:
    """What this person chose, by name of setting. The same choices are the same Comfort: see `choose`."""

    chosen: Mapping[str, Choice]

    @property
    def classes(self) -> str:
        return " ".join(choice.css for choice in self.chosen.values() if choice.css)

    @property
    def light(self) -> bool:
        """No optional script, no picture."""
        return self.chosen["donnees"].value == "reduites"

    @property
    def panel(self) -> tuple[Setting, ...]:
        return tuple(Setting(s.name, s.label, s.choices, self.chosen[s.name].value) for s in SETTINGS)


def comfort_of(request: Request) -> Comfort:
    """The choices of the cookie; anything unknown is the ordinary choice."""
    written = request.cookies.get(COOKIE, "").split(".")
    return choose(dict(zip((setting.name for setting in SETTINGS), written, strict=False)))


def choose(wanted: Mapping[str, object]) -> Comfort:
    return _comfort(tuple(_one(setting, wanted.get(setting.name)) for setting in SETTINGS))


@cache
def _comfort(chosen: tuple[Choice, ...]) -> Comfort:
    return Comfort({setting.name: choice for setting, choice in zip(SETTINGS, chosen, strict=True)})


def _one(setting: Setting, value: object) -> Choice:
    return next((choice for choice in setting.choices if choice.value == value), setting.choices[0])


async def set_comfort(request: Request) -> Response:
    """POST /confort: keep the choices for the visit and go back to the same page."""
    form = await request.form()
    comfort = choose(form)
    response = RedirectResponse(local_path(form.get("retour")), status_code=303)
    value = ".".join(choice.value for choice in comfort.chosen.values())
    response.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure=request.app.state.settings.tls)
    return response


def local_path(written: object) -> str:
    """An address of this site to go back to; the home page for anything else."""
    path = written if isinstance(written, str) else "/"
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside else "/"
