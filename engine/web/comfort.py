"""Reading comfort chosen by a person: size, spacing, contrast, colours, letters, lines, data. A cookie for the visit only.

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


@dataclass(frozen=True)
class Setting:
    """The first choice is the ordinary one: it needs no class."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""


def setting(name: str, label: str, **choices: str) -> Setting:
    return Setting(name, label, tuple(Choice(value.replace("_", "-"), words) for value, words in choices.items()))


SETTINGS = (
    setting(
        "taille",
        "Taille du texte",
        normale="Normale",
        grande="Grande",
        tres_grande="Très grande",
        geante="La plus grande",
    ),
    setting(
        "espacement", "Espace entre les lettres et les lignes", normal="Normal", large="Large", tres_large="Très large"
    ),
    setting("contraste", "Contraste", normal="Normal", fort="Renforcé"),
    setting("apparence", "Couleurs", auto="Comme mon appareil", claire="Claires", sombre="Sombres"),
    setting("police", "Lettres", normale="Normales", lisible="Plus faciles à distinguer"),
    setting("lignes", "Lignes", normales="Normales", courtes="Courtes"),
    setting("donnees", "Pages", normales="Complètes", reduites="Légères, sans carte ni image"),
)


_ORDINARY = {setting.name: setting.choices[0] for setting in SETTINGS}


@dataclass(frozen=True, eq=False)
class Comfort:
    """What this person chose, by name of setting. The same choices are the same Comfort: see `choose`."""

    chosen: Mapping[str, Choice]

    @property
    def classes(self) -> str:
        """Those of <html>: `taille-grande`. parvis.js makes the same ones at once."""
        return " ".join(f"{name}-{one.value}" for name, one in self.chosen.items() if one is not _ORDINARY[name])

    @property
    def light(self) -> bool:
        """No optional script, no picture."""
        return self.chosen["donnees"].value == "reduites"

    @property
    def panel(self) -> tuple[Setting, ...]:
        return tuple(Setting(s.name, s.label, s.choices, self.chosen[s.name].value) for s in SETTINGS)


def comfort_of(request: Request) -> Comfort:
    """The choices of the cookie; anything unknown is the ordinary choice.

    Who has chosen nothing and whose browser saves data has light pages.
    """
    if COOKIE not in request.cookies and request.headers.get("save-data", "").lower() == "on":
        return choose({"donnees": "reduites"})
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
    async with request.form(max_files=0) as form:
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
