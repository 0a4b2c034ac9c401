"""The environment, read once into one frozen Settings: nothing else in the engine looks at os.environ.

Knows neither the database nor the web; a wrong variable is refused with a sentence in French.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from engine.errors import SettingsError

SHIPPED = Path(__file__).resolve().parent.parent
"""Where `processes/`, `forms/` and `themes/` are when the current folder has none."""

YES, NO = {"1", "oui", "true"}, {"", "0", "non", "false"}
DATABASES = {"sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres", "asyncpg": "postgres"}


@dataclass(frozen=True)
class Smtp:
    """How to reach the mail server: encryption is `starttls`, `tls` or `` (none)."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    encryption: str = ""

    def __repr__(self) -> str:
        return f"Smtp({self.host}:{self.port})"


SMS_WORDS = ("numero", "numero_00", "numero_nu", "texte", "expediteur", "id")
"""What may stand between braces in what is said to the operator of SMS."""


@dataclass(frozen=True, repr=False)
class Gateway:
    """How to ask the operator for an SMS: an address, and a form or a JSON value, with `{numero}` and the like inside."""

    url: str
    sender: str = ""
    json: Any = None
    form: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    accepted: str = ""
    """What an answer holds when it is a yes (a regular expression); any 2xx when empty."""
    refused: str = ""
    """What an answer holds when this number cannot be reached."""
    stop: str = ""
    """How to stop, as the operator wants it said at the end of each message."""

    @property
    def posts(self) -> bool:
        return bool(self.form) or self.json is not None

    def __repr__(self) -> str:
        return f"Gateway({urlsplit(self.url).hostname})"


GENERIC = {"to": "{numero}", "text": "{texte}", "from": "{expediteur}", "id": "{id}"}
"""The body when nothing is said of it: our own contract."""


@dataclass(frozen=True)
class Settings:
    """What the environment decided. `database` is `sqlite` or `postgres`."""

    data: Path
    root: Path
    database: str
    database_url: str
    url: str
    sender: str
    redis_url: str = ""
    smtp: Smtp | None = None
    sms: Gateway | None = None
    theme: str = "base"
    demo: bool = False
    tls: bool = False
    given_secret: str = ""
    clamav: str = ""
    """Where the antivirus listens, `tcp://host:3310` or `unix:/run/clamav/clamd.ctl`; none when empty."""
    addresses: str = ""
    """Where addresses are looked for (a server like the Base Adresse Nationale); nowhere when empty."""
    tiles: str = ""
    """Background of maps, `https://…/{z}/{x}/{y}.png`; plain when empty: nobody else is then asked for anything."""
    tiles_credit: str = ""

    def __repr__(self) -> str:
        return f"Settings({self.database}, data={self.data}, url={self.url})"

    @cached_property
    def secret(self) -> bytes:
        """Key of tracking codes and signed messages: given, else drawn once and kept in the data folder."""
        return self.given_secret.encode() or _kept_secret(self.data / "secret")

    @property
    def documents(self) -> Path:
        """Folder of the files people attach."""
        return self.data / "documents"

    @property
    def printouts(self) -> Path:
        """Folder of the copies to print, kept one day."""
        return self.data / "copies"

    @property
    def sends_sms(self) -> bool:
        """Whether SMS leave by themselves; else a person of the service sends them."""
        return self.demo or self.sms is not None


def environment() -> dict[str, str]:
    """What the machine says, for commands that say something more."""
    return dict(os.environ)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of this environment, or SettingsError."""
    given = {name: value.strip() for name, value in (environment() if environ is None else environ).items()}
    data = Path(given.get("PARVIS_DATA") or "data").resolve()
    url = _public_url(given.get("PARVIS_URL") or "http://127.0.0.1:8000")
    database, database_url = _database(given.get("DATABASE_URL") or f"sqlite://{data / 'parvis.sqlite3'}")
    return Settings(
        data=data,
        root=_root(given.get("PARVIS_ROOT", "")),
        database=database,
        database_url=database_url,
        url=url,
        sender=_sender(given.get("PARVIS_SENDER") or f"ne-pas-repondre@{urlsplit(url).hostname}"),
        redis_url=_redis(given.get("REDIS_URL", "")),
        smtp=_smtp(given["PARVIS_SMTP"]) if given.get("PARVIS_SMTP") else None,
        sms=_gateway(given) if given.get("PARVIS_SMS") else None,
        theme=given.get("PARVIS_THEME") or "base",
        demo=_flag(given, "PARVIS_DEMO", default=False),
        tls=_flag(given, "PARVIS_TLS", default=url.startswith("https://")),
        given_secret=_long_enough(given.get("PARVIS_SECRET", "")),
        clamav=_clamav(given.get("PARVIS_CLAMAV", "")),
        addresses=_addresses(given.get("PARVIS_ADRESSES", "")),
        tiles=_tiles(given.get("PARVIS_FOND_DE_CARTE", "")),
        tiles_credit=given.get("PARVIS_FOND_DE_CARTE_CREDIT", ""),
    )


def _root(written: str) -> Path:
    here = Path(written or ".").resolve()
    if (here / "processes").is_dir():
        return here
    if written:
        raise SettingsError(f"PARVIS_ROOT désigne « {written} », qui ne contient pas de dossier « processes ».")
    return SHIPPED


def _database(url: str) -> tuple[str, str]:
    scheme = url.partition("://")[0]
    if scheme not in DATABASES or "://" not in url:
        raise SettingsError(
            f"DATABASE_URL commence par « {scheme} ». Écrivez sqlite:///chemin/du/fichier "
            "ou postgres://utilisateur:motdepasse@serveur:5432/base."
        )
    return DATABASES[scheme], url


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(f"PARVIS_URL vaut « {url} ». Écrivez l’adresse publique, comme https://demarches.ville.fr.")
    return url.rstrip("/")


def _addresses(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise SettingsError(
            f"PARVIS_ADRESSES vaut « {url} ». Écrivez une adresse comme https://data.geopf.fr/geocodage/search/."
        )
    return url


def _clamav(url: str) -> str:
    parts = urlsplit(url)
    try:
        sound = parts.scheme == "tcp" and parts.hostname and parts.port
    except ValueError:
        sound = False
    if url and not sound and not (parts.scheme == "unix" and parts.path.startswith("/")):
        raise SettingsError(
            f"PARVIS_CLAMAV vaut « {url} ». Écrivez tcp://antivirus:3310 ou unix:/run/clamav/clamd.ctl."
        )
    return url


def _tiles(url: str) -> str:
    parts = urlsplit(url)
    plain = all(character.isprintable() and character not in " ;,'\"" for character in url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or "{z}" not in url or not plain):
        raise SettingsError(
            f"PARVIS_FOND_DE_CARTE vaut « {url} ». Écrivez une adresse comme https://tuiles.ville.fr/{{z}}/{{x}}/{{y}}.png."
        )
    return url


def _redis(url: str) -> str:
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise SettingsError(f"REDIS_URL vaut « {url} ». Écrivez une adresse comme redis://127.0.0.1:6379/0.")
    return url


def _smtp(url: str) -> Smtp:
    """`smtp://user:password@host:587?starttls` or `smtps://…`. A refusal never repeats the password."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1:
        raise SettingsError(
            "PARVIS_SMTP n’est pas une adresse de serveur de courriel. "
            "Écrivez smtp://utilisateur:motdepasse@serveur:587?starttls."
        )
    options = parse_qs(parts.query, keep_blank_values=True)
    encryption = "tls" if parts.scheme == "smtps" else "starttls" if "starttls" in options else ""
    default_port = {"tls": 465, "starttls": 587, "": 25}[encryption]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.hostname, port or default_port, user, password, encryption)


def _gateway(given: Mapping[str, str]) -> Gateway:
    """`PARVIS_SMS` and what the operator wants to read. A refusal never repeats a key."""
    url, body = given["PARVIS_SMS"], given.get("PARVIS_SMS_CORPS", "")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError("PARVIS_SMS n’est pas une adresse. Écrivez celle de votre opérateur, avec https://.")
    headers = [
        line.partition(":")
        for line in given.get("PARVIS_SMS_ENTETES", "").replace("\\n", "\n").splitlines()
        if line.strip()
    ]
    if any(not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name.strip()) for name, colon, _ in headers):
        raise SettingsError("PARVIS_SMS_ENTETES : écrivez un en-tête par ligne, comme « Authorization: Bearer cle ».")
    told = [given.get(name, "") for name in ("PARVIS_SMS", "PARVIS_SMS_CORPS", "PARVIS_SMS_ENTETES")]
    if unknown := {word for text in told for word in re.findall(r"\{(\w+)\}", text)} - {*SMS_WORDS}:
        known = ", ".join(f"{{{word}}}" for word in SMS_WORDS)
        raise SettingsError(f"PARVIS_SMS : « {{{min(unknown)}}} » n’est pas connu. Mots possibles : {known}.")
    return Gateway(
        url,
        sender=given.get("PARVIS_SMS_EXPEDITEUR", ""),
        json=_json_body(body) if not _is_form(body) and "{texte}" not in url else None,
        form=tuple(parse_qsl(body, keep_blank_values=True)) if _is_form(body) else (),
        headers=tuple((name.strip(), value.strip()) for name, _, value in headers),
        accepted=_pattern(given, "PARVIS_SMS_ACCEPTE"),
        refused=_pattern(given, "PARVIS_SMS_NUMERO_REFUSE"),
        stop=given.get("PARVIS_SMS_STOP", ""),
    )


def _is_form(body: str) -> bool:
    return bool(body) and not body.startswith(("{", "["))


def _json_body(body: str) -> Any:
    try:
        found = json.loads(body) if body else GENERIC
    except ValueError as error:
        raise SettingsError(f"PARVIS_SMS_CORPS n’est pas du JSON bien écrit ({error}).") from None
    if "{texte}" not in json.dumps(found) or "{numero" not in json.dumps(found):
        raise SettingsError("PARVIS_SMS_CORPS ne contient pas {texte} et {numero} : aucun SMS n’arriverait.")
    return found


def _pattern(given: Mapping[str, str], name: str) -> str:
    try:
        return re.compile(given.get(name, "")).pattern
    except re.error as error:
        raise SettingsError(f"{name} n’est pas une expression régulière ({error}).") from None


def _sender(written: str) -> str:
    address = parseaddr(written)[1]
    if "@" not in address or "\n" in written:
        raise SettingsError(f"PARVIS_SENDER vaut « {written} ». Écrivez une adresse comme demarches@ville.fr.")
    return written


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    written = given.get(name, "").lower()
    if name not in given or not written:
        return default
    if written not in YES | NO:
        raise SettingsError(f"{name} vaut « {given[name]} ». Écrivez oui ou non.")
    return written in YES


def _long_enough(secret: str) -> str:
    if secret and len(secret) < 32:
        raise SettingsError("PARVIS_SECRET est trop court. Écrivez au moins 32 caractères tirés au hasard.")
    return secret


def _kept_secret(path: Path) -> bytes:
    """Two processes starting together agree: the secret is written aside, then linked in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip().encode()
