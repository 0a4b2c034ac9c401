"""From the files given on the command line to the files of the city: reading them all, writing without destroying."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from engine.definition import catalogue
from engine.errors import ImportRefused
from engine.imports import numerique, publik
from engine.imports.demarche import Imported, imported
from engine.imports.markup import LARGEST
from engine.imports.model import Export

READERS = {"publik": publik.read, "demarche-numerique": numerique.read}
NAMES = {"publik": "Publik", "demarche-numerique": "demarche.numerique"}
SUFFIXES = (".wcs", ".xml", ".json")
MOST = 500


def convert(platform: str, paths: Sequence[Path], root: Path, now: datetime, service: str = "") -> list[Imported]:
    """Each form found in these files, as files for the city at `root`. Raises ImportRefused with a French sentence."""
    city = catalogue.load(root)
    if service and service not in city.city.units:
        known = ", ".join(city.city.units) or "aucun"
        raise ImportRefused(f"« {service} » n’est pas un service de la ville. Services : {known}.")
    export: Export = READERS[platform](contents(paths))
    done: list[Imported] = []
    for form in export.forms:
        one = imported(form, export, city, now, service, NAMES[platform])
        taken = {name for other in done for name in other.files}
        if taken & set(one.files):
            form.slug = f"{form.slug or one.slug}-{len(done) + 1}"
            one = imported(form, export, city, now, service, NAMES[platform])
        done.append(one)
    return done


def contents(paths: Sequence[Path]) -> dict[str, bytes]:
    """The bytes of each file; folders and zip archives are opened."""
    found: dict[str, bytes] = {}
    for path in paths:
        if path.is_dir():
            for inside in sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file()):
                found[str(inside.relative_to(path))] = read(inside)
        elif path.suffix == ".zip":
            found.update(unzipped(path))
        else:
            found[path.name if path.name not in found else str(path)] = read(path)
        if len(found) > MOST:
            raise ImportRefused(f"Plus de {MOST} fichiers : donnez seulement ceux d’un formulaire.")
    if not found:
        raise ImportRefused("Aucun fichier à lire : donnez au moins le formulaire.")
    return found


def read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise ImportRefused(f"« {path} » est trop gros : 20 Mo au plus.")
        return path.read_bytes()
    except OSError as error:
        raise ImportRefused(f"« {path} » ne peut pas être lu ({error.strerror}).") from None


def unzipped(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir() and Path(one.filename).suffix in SUFFIXES]
            if sum(one.file_size for one in inside) > LARGEST or len(inside) > MOST:
                raise ImportRefused(f"« {path} » contient trop de choses : 20 Mo et {MOST} fichiers au plus.")
            return {one.filename: archive.read(one) for one in inside}
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise ImportRefused(f"« {path} » n’est pas une archive que l’on sache ouvrir.") from None


def write(done: Sequence[Imported], root: Path, *, replace: bool = False) -> list[Path]:
    """Write every file under `root`; nothing is written when one of them is already there and differs."""
    files = {root / name: text for one in done for name, text in one.files.items()}
    standing = [
        path for path, text in files.items() if path.exists() and path.read_text("utf-8", errors="replace") != text
    ]
    if standing and not replace:
        told = ", ".join(str(path) for path in standing[:5])
        raise ImportRefused(f"Déjà là : {told}. Rien n’a été écrit. Déplacez-les, ou ajoutez --remplacer.")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(files)
