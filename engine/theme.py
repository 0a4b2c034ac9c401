"""A city's face: theme name -> Jinja environment and static files.

The only home of jinja2 besides the sandbox of `definition/wording.py`. A theme is a folder beside `base` that
says only what differs. Knows neither HTTP nor the database.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.meta import find_referenced_templates
from markupsafe import Markup, escape

from engine import face, french, gsm, manner, palette, speech
from engine.chrome import Chrome, translated, translated_lines
from engine.definition import wording
from engine.definition.process import Process
from engine.errors import WARNING, Problem, Spot
from engine.habits import habits
from engine.language import FRENCH, LANGUAGES, OTHERS, Language, Translated

NOTICE_WORDS = frozenset(wording.WORDS) | {
    *("site", "telephone_ville", "horaires_ville", "accueil", "horaires_service"),
    *("nouvelle_date", "lien_dossier", "raison", "agent", "fonction_agent", "ancien_service", "usager"),
    *("date_reponse_usager", "delegue_donnees", "priorite", "palier", "issue"),
    *("langue_des_signes", "lecture"),
    *("silence", "date_silence_decision", "date_silence", "date_silence_attestation"),
    *("lien_reprise", "date_effacement"),
    *("document", "question"),
}
"""Every word a notice may use; one that is not given counts as empty. `lignes` is the only list."""

PAGE_DEFAULTS: dict[str, Any] = {
    **{"errors": (), "live": False, "callback_url": "", "beside": None, "spoken": None},
    **{"partial": False, "suggested": None},
}
"""What page.html reads and most pages need not say."""

REMARK = re.compile(rb"^\s*//.*\n", re.MULTILINE)
"""A line of our scripts that is for who reads them here: browsers are spared it."""

PIECES = 256
"""Parts of pages kept drawn."""

BLANK_FIELDS = 4096
"""Blank questions kept drawn: more than a city asks."""

LONGEST_SMS = 4
"""Parts of an SMS; beyond, the words of the city serve: they are short."""

TEMPLATES = (".html", ".txt")

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """One static file. Its address holds its digest: it may be kept for ever by browsers."""

    name: str
    content: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def packed(self) -> bytes:
        """The content compressed with gzip."""
        return gzip.compress(self.content, 9, mtime=0)

    @property
    def url(self) -> str:
        return f"/static/{self.digest}/{self.name}"


class Theme:
    """Templates, notices and static files of one face, read once: other files make another Theme."""

    def __init__(
        self,
        root: Path,
        name: str,
        *,
        zone: str = "Europe/Paris",
        without: Collection[str] = (),
        language: str = FRENCH,
        beside: bool = False,
        files: BaseLoader | None = None,
    ):
        """`without` names templates of the city that cannot be read: those of `base` serve instead."""
        self.root, self.zone = root, zone
        self.files = files or _read_once(root, name, without)
        self.language = LANGUAGES[language]
        self.beside = beside
        """True when the French is shown beside each text."""
        self._others: dict[tuple[str, bool], Theme] = {}
        self.name = name
        self.folders = list(dict.fromkeys((root / name, root / "base")))
        self.face = face.read(root, name)
        common = {
            "loader": self.files,
            "undefined": StrictUndefined,
            "auto_reload": False,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": [FrenchSpaces],
        }
        if language != FRENCH:
            common |= self._other_words()
        self.pages = Environment(autoescape=True, **common)  # type: ignore[arg-type]
        self.texts = Environment(autoescape=False, **common)  # type: ignore[arg-type]  # noqa: S701 plain-text mail
        self._blank_field = lru_cache(maxsize=BLANK_FIELDS)(self._field)
        self._piece = lru_cache(maxsize=PIECES)(self._draw_piece)
        for environment in (self.pages, self.texts):
            environment.filters.update(filters(ZoneInfo(zone), language))
            if language != FRENCH:
                environment.filters.update(speech.filters(self.language, self.chrome))
            environment.globals.update(theme=self, static=self.static, **PAGE_DEFAULTS)
        if language != FRENCH:
            self.texts.finalize = speech.told(self.chrome)

    def _other_words(self) -> dict[str, Any]:
        """What makes the templates speak another language."""
        self.chrome = Chrome.read(self.folders, self.language.code)
        return {
            "loader": Foreign(self.files, self.language, self.chrome),
            "extensions": [] if self.language.foreign else [FrenchSpaces],
            "finalize": speech.shown(self.language, self.chrome, self.beside),
        }

    def speaking(self, code: str, beside: bool = False) -> Theme:
        """The same face in another language, made when it is first asked for."""
        if (code, beside) == (self.language.code, self.beside):
            return self
        if (code, beside) not in self._others:
            made = Theme(self.root, self.name, zone=self.zone, language=code, beside=beside, files=self.files)
            made.__dict__ |= {"assets": self.assets, "icons": self.icons}
            self._others[code, beside] = made
        return self._others[code, beside]

    @cached_property
    def languages(self) -> Mapping[str, Language]:
        """Those that this face has words for, French first."""
        known = [code for code in OTHERS if any((folder / f"langues/{code}.po").is_file() for folder in self.folders)]
        return {code: LANGUAGES[code] for code in (FRENCH, *known)}

    def say(self, text: str) -> str:
        """Words of ours in this language, for where no template goes; French when they are not known."""
        return text if self.language.code == FRENCH else self.chrome.say(text) or text

    @property
    def logo(self) -> Markup:
        return self.face.logo

    def icon(self, name: str) -> Markup:
        """A small drawing beside words, never alone: `icons/<name>.svg` of the city, else of `base`."""
        return self.icons[name]

    def drawing(self, address: str) -> Markup:
        """The one the city put beside what is at this address; nothing when it put none."""
        name = self.face.drawings.get(address.rpartition("/")[2])
        return self.icons[name] if name else Markup("")

    @cached_property
    def icons(self) -> Mapping[str, Markup]:
        files = [path for folder in reversed(self.folders) for path in sorted((folder / "icons").glob("*.svg"))]
        return {path.stem: Markup(path.read_text("utf-8").strip()) for path in files}  # noqa: S704 our own drawings

    @property
    def accessibility(self) -> Mapping[str, Any]:
        return self.face.accessibility

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """A page or a fragment of `themes/`."""
        return self.pages.get_template(template).render(context)

    def field(self, view: Any) -> Markup:
        """One question in its frame. A blank one is drawn once: it holds nothing of anyone."""
        return self._blank_field(view) if view.blank else self._field(view)

    def _field(self, view: Any) -> Markup:
        return Markup(self.pages.get_template("field.html").render(field=view))  # noqa: S704 our own template

    def piece(self, template: str, **parts: Any) -> Markup:
        """A part of the page that is the same for many visitors, drawn once for the same `parts` (known by identity)."""
        return self._piece(template, tuple(parts.items()))

    def _draw_piece(self, template: str, parts: tuple[tuple[str, Any], ...]) -> Markup:
        return Markup(self.pages.get_template(template).render(dict(parts)))  # noqa: S704 our own template

    def has(self, template: str) -> bool:
        return any((folder / template).is_file() for folder in self.folders)

    def static(self, name: str) -> str:
        """The address of a static file; KeyError when the theme has none of that name."""
        return self.assets[name].url

    def asset(self, digest: str, name: str) -> Asset | None:
        """The file a browser asks for, if it is the one we serve today."""
        found = self.assets.get(name)
        return found if found and found.digest == digest else None

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """The city's files over those of `base`; the colours go in front of app.css, the shapes after it."""
        found = {}
        for folder in reversed(self.folders):
            for path in sorted(path for path in (folder / "static").rglob("*") if path.is_file()):
                name = path.relative_to(folder / "static").as_posix()
                content = path.read_bytes()
                if name == "app.css":
                    colours, shapes = palette.stylesheet(self.face.palettes), manner.stylesheet(self.face.manner)
                    content = b"\n".join((colours.encode(), content, shapes.encode()))
                if path.suffix == ".css":
                    content = squeeze(content.decode()).encode()
                elif path.suffix == ".js" and not name.startswith("vendor/"):
                    content = REMARK.sub(b"", content)
                found[name] = Asset(name, content, media_type(name))
        return found

    def render_short(
        self, name: str, process: Process, words: Mapping[str, Any], answers: Mapping[str, Any] | None = None
    ) -> str:
        """The same message in the length of an SMS, in the language of the démarche: its own words when short enough."""
        filled = {**dict.fromkeys(NOTICE_WORDS, ""), "process": process, **words}
        own = process.messages.get(name)
        if own and own.short and (process.language == FRENCH or isinstance(own.short, Translated)):
            text = gsm.plain(wording.render(own.short, filled, lambda quote: process.say(quote, answers or {})))
            if gsm.segments(text) <= LONGEST_SMS:
                return text
        tried = (f"{one}{ending}" for one in (name, "message") for ending in (f".{process.language}", ""))
        return gsm.plain(self.texts.select_template([f"notices/sms/{one}.txt" for one in tried]).render(filled))

    def render_notice(
        self, name: str, process: Process, words: Mapping[str, Any], answers: Mapping[str, Any] | None = None
    ) -> tuple[str, str]:
        """Subject and body of a message, in plain text. The words of the démarche win over the city's.

        They may quote `answers`, those of the case.
        """
        if unknown := set(words) - NOTICE_WORDS - {"lignes"}:
            raise ValueError(f"unknown words in the notice {name}: {', '.join(sorted(unknown))}")
        filled = {**dict.fromkeys(NOTICE_WORDS, ""), "lignes": (), "process": process, **words}
        if own := process.messages.get(name):

            def say(quote: wording.Quote) -> str:
                return process.say(quote, answers or {})

            subject, body = wording.render(own.subject, filled, say), wording.render(own.body, filled, say)
            if name == "accuse":  # the law's mentions cannot be written away (CRPA R112-11-1)
                body += "\n\n" + self.texts.get_template("notices/mentions.txt").render(filled)
        else:
            subject, _, body = self.texts.get_template(f"notices/{name}.txt").render(filled).partition("\n")
        one_line = re.sub(r"[ \t\r\n]+", " ", subject).strip()
        return one_line, re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def template_mistakes(root: Path, name: str) -> Iterator[Problem]:
    """What cannot be read in the templates a city writes over those of `base`."""
    environment = Environment(loader=_loader(root, name), autoescape=True, extensions=[FrenchSpaces])
    environment.filters.update(filters(ZoneInfo("Europe/Paris")))
    for path in sorted((root / name).rglob("*")):
        template = path.relative_to(root / name)
        if path.suffix not in TEMPLATES or template.parts[0] == "static" or not path.is_file():
            continue
        top = Spot(f"{root.name}/{name}/{template.as_posix()}", 1, 1)
        if not (root / "base" / template).is_file():
            sentence = f"« {template.as_posix()} » ne remplace aucun gabarit de {root.name}/base."
            yield Problem(top, "gabarit-inutile", sentence, "Vérifiez son nom et son dossier.", WARNING)
        try:
            text = path.read_text("utf-8")
            environment.compile(text)
            used = find_referenced_templates(environment.parse(text))
            if absent := [other for other in used if other and not _exists(environment, other)]:
                sentence = f"Ce gabarit s’appuie sur « {absent[0]} », qui n’existe pas."
                yield Problem(top, "gabarit", sentence, "Par exemple « base:page.html ».")
        except (UnicodeDecodeError, OSError):
            sentence = "Ce gabarit ne se lit pas : il n’est pas enregistré en UTF-8."
            yield Problem(top, "encodage", sentence, "Dans votre éditeur, « Enregistrer sous », encodage « UTF-8 ».")
        except TemplateSyntaxError as error:
            written = text.splitlines()[error.lineno - 1 : error.lineno]
            sentence = f"Ce gabarit ne se lit pas ici : « {''.join(written).strip()[:60]} »."
            help = f"Vérifiez les accolades, les mots et les filtres ; comparez avec {root.name}/base."
            yield Problem(replace(top, line=error.lineno), "gabarit", sentence, help)


def _exists(environment: Environment, template: str) -> bool:
    try:
        return bool(environment.loader and environment.loader.get_source(environment, template))
    except TemplateNotFound:
        return False


class FrenchSpaces(Extension):
    """Templates are written with plain spaces; what is read has the no-break spaces of French punctuation."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            words = token.type == "data"
            yield Token(token.lineno, token.type, french.spaced(token.value)) if words else token


class Foreign(BaseLoader):
    """Templates in another language, from the same files."""

    def __init__(self, french: BaseLoader, language: Language, chrome: Chrome):
        self.french, self.language, self.chrome = french, language, chrome

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        text, name, fresh = self.french.get_source(environment, template)
        if template.endswith(".txt"):
            return translated_lines(text, self.chrome.say), name, fresh
        if not template.endswith(".html"):
            return text, name, fresh
        say = self.chrome.say if self.language.foreign else lambda words: self.chrome.say(words) or words
        return translated(text, say), name, fresh


def filters(zone: ZoneInfo, language: str = FRENCH) -> dict[str, Callable[..., str]]:
    """What templates may write after `|`. Moments are told in the city's zone."""

    def local(write: Callable[[Any], str]) -> Callable[[date], str]:
        return lambda value: write(value.astimezone(zone) if isinstance(value, datetime) else value)

    told = habits(language)
    return {
        "long_date": local(told.long_date),
        "short_date": local(told.short_date),
        "clock_time": local(told.clock_time),
        "long_moment": local(told.long_moment),
        "short_moment": local(lambda value: f"{told.short_date(value)}, {told.clock_time(value)}"),
        "iso": local(lambda value: value.isoformat()),
        "amount": told.amount,
        "phone": french.phone,
        "dial": lambda number: re.sub(r"[^\d+]", "", number),
        "weight": french.weight,
        "count": told.count,
        "spaced": french.spaced,
        "paragraphs": paragraphs,
        "lines": lambda text: Markup("<br>").join(text.strip().split("\n")),
    }


def paragraphs(text: str) -> Markup:
    """Text of the city as HTML: a blank line opens a paragraph, a line end breaks the line."""
    blocks = re.split(r"\n\s*\n", french.spaced(text.strip()))
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n")))
        for block in blocks
        if block
    )


def squeeze(css: str) -> str:
    """A style sheet without its comments and line ends."""
    one_line = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()
    return re.sub(r" ?([{};,]) ?", r"\1", one_line).replace(";}", "}")


def media_type(name: str) -> str:
    return MEDIA_TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _loader(root: Path, name: str) -> BaseLoader:
    """The city's templates, then those of base; `base:page.html` always means the one of base."""
    return _layered(FileSystemLoader(root / name), FileSystemLoader(root / "base"))


def _read_once(root: Path, name: str, without: Collection[str]) -> BaseLoader:
    """The same, as they are now: what is saved later is for another Theme, whoever makes it looks at it first."""
    return _layered(_held(root / name, without), _held(root / "base"))


def _layered(own: BaseLoader, base: BaseLoader) -> BaseLoader:
    return ChoiceLoader([own, base, PrefixLoader({"base": base}, delimiter=":")])


def _held(folder: Path, without: Collection[str] = ()) -> BaseLoader:
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in TEMPLATES}
    held = {name: (path, path.read_bytes()) for name, path in paths.items() if name not in without and path.is_file()}

    def load(template: str) -> tuple[str, str, Callable[[], bool]] | None:
        if template not in held:
            return None
        path, content = held[template]
        return content.decode("utf-8"), str(path), lambda: True

    return FunctionLoader(load)
