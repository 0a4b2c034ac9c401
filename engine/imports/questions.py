"""One field of the source as one question of ours: its type, its texts, its bounds, its choices, each told in the report."""

from __future__ import annotations

import re
from typing import Any

from engine.definition import schema
from engine.definition.writing import Entry
from engine.fields import TYPES
from engine.fields.fichier import FORMATS
from engine.imports import lists, template
from engine.imports.expression import Name, Tree
from engine.imports.model import Choice, Field
from engine.imports.report import Report
from engine.imports.scope import Asked, Scope
from engine.imports.words import one_line, plain

FALLBACKS = {
    "case": "oui-non",
    "lieu": "adresse",
    "commune": "texte",
    "pays": "texte",
    "langue": "texte",
    "liste": "choix",
    "heure": "texte",
    "creneau": "texte",
    "tableau": "texte-long",
    "lignes": "texte-long",
    "inconnu": "texte",
    "secret": "",
    "calcul": "",
    "repetition": "texte-long",
    "siren": "texte",
    "url": "texte",
    "iban": "texte",
    "rna": "texte",
    "nir": "texte",
    "bloc": "texte-long",
}
"""What a kind becomes when our language has no such type of question."""
WHY = {
    "creneau": "une plage horaire devient un texte libre",
    "tableau": "un tableau devient un texte libre",
    "inconnu": "ce type de champ n’existe pas : un texte libre le remplace",
    "secret": "Parvis ne demande pas de mot de passe",
}
AUTOFILL = {
    "last_name": "family-name",
    "first_name": "given-name",
    "street": "address-line1",
    "address": "street-address",
    "zipcode": "postal-code",
    "city": "address-level2",
    "country": "country-name",
    "email": "email",
    "phone": "tel",
    "mobile": "tel",
    "home_phone": "tel",
    "birthdate": "bday",
}
"""Attributes of an account, and what a browser knows of the person."""
BESIDE = ("num_house", "num_box", "house", "house_number", "road", "postcode", "city", "country")
"""Parts of an address that come with the others."""
MEDIA = {
    "application/pdf": ["pdf"],
    "image/*": ["jpg", "png", "webp", "heic"],
    "image/jpeg": ["jpg"],
    "image/png": ["png"],
    "image/webp": ["webp"],
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ["docx"],
    "application/vnd.oasis.opendocument.text": ["odt"],
}
LAWFUL = "À compléter : le texte de loi qui permet de demander ce numéro"


def kind_of(field: Field) -> str:
    """The type of question, "" when none is asked."""
    kind = field.kind
    while kind and kind not in TYPES and kind not in ("titre", "page"):
        kind = FALLBACKS.get(kind, "texte")
    return kind


class QuestionWriter:
    """Writes the questions of one form. `widths` of texts and conditions are the concern of `sheets`."""

    def __init__(self, scope: Scope, report: Report):
        self.scope = scope
        self.report = report
        self.listings: dict[str, str] = {}
        """Files of forms/listes/, by name."""

    # --- texts

    def text(self, written: str, field: Field, what: str, *, line: bool = True) -> str:
        """A text of the source, its quotes put in our words; what cannot be quoted is told."""
        if "{" not in written:
            return one_line(written) if line else plain(written)
        said = template.said(written, self.word)
        for _ in range(said.quoted):
            self.report.kept("réponse citée dans un texte", field.place)
        for piece in said.lost:
            self.report.near(
                "réponse citée dans un texte",
                field.place,
                f"« {piece} » ne se cite pas ici : « … » à relire dans {what}",
            )
        return one_line(said.text) if line else plain(said.text)

    def word(self, tree: Tree) -> str:
        """`reponse.x` or `parametre.y` for a variable of the source."""
        if not isinstance(tree, Name):
            return ""
        ref = self.scope.resolve(tree.name)
        if ref.kind == "parametre":
            return f"parametre.{self.scope.setting(ref.name, 'texte').name}"
        if ref.kind == "question" and ref.aspect in ("texte", "brut"):
            return f"reponse.{ref.asked[0].id}"
        if ref.kind == "question" and ref.asked[0].kind == "liste":
            return f"reponse.{ref.asked[0].id}.{ref.aspect}"
        return ""

    # --- the question

    def question(self, field: Field, asked: Asked, label: str) -> Entry:
        entry = Entry(id=asked.id, type=asked.kind, question=label)
        self.tell_kind(field, asked, entry)
        if field.hint:
            entry["aide"] = self.text(field.hint, field, "l’aide")
            if entry["aide"]:
                self.report.kept("aide", field.place)
            else:
                del entry["aide"]
        self.add_choices(field, asked, entry)
        self.add_bounds(field, asked, entry)
        if int(entry.get("longueur_min", 0)) > int(entry.get("longueur", 200)):
            del entry["longueur_min"]  # the source asks for more than it accepts
        self.add_words(field, asked, entry)
        if not field.required:
            entry["facultatif"] = "oui"
        elif asked.kind == "courriel":
            entry["facultatif"] = "oui"
            self.report.near(
                "champ obligatoire",
                field.place,
                "un courriel n’est jamais obligatoire : la question devient facultative",
            )
        self.add_prefill(field, asked, entry)
        self.add_privacy(field, entry)
        self.tell_notes(field, entry)
        return entry

    def tell_kind(self, field: Field, asked: Asked, entry: Entry) -> None:
        if field.kind in (asked.kind, "inconnu"):
            if field.kind != "inconnu":
                self.report.kept("champ", field.place)
            return
        why = WHY.get(field.kind, f"« {field.kind} » devient « {asked.kind} »")
        if field.kind == "bloc":
            why = f"le bloc « {field.block} » n’est pas dans les fichiers donnés : un texte libre le remplace"
            self.report.ask(f"{entry['id']} : les questions du bloc « {field.block} ».")
        self.report.near("champ", field.place, why)
        entry.comments.append(f"approché : {why}")

    def add_words(self, field: Field, asked: Asked, entry: Entry) -> None:
        own = TYPES[asked.kind].options
        if asked.kind in ("accord", "signature-simple"):
            entry["texte"] = entry["question"]
        if "fondement" in schema.question_shape(TYPES[asked.kind]) and asked.kind in ("nir", "numero-fiscal"):
            entry["fondement"] = LAWFUL
            self.report.ask(f"{entry['id']} : le texte de loi qui permet de demander ce numéro (fondement).")
        if asked.kind == "fichier" and field.settings.get("plusieurs") and "plusieurs" in own:
            entry["plusieurs"] = "oui"

    # --- choices

    def add_choices(self, field: Field, asked: Asked, entry: Entry) -> None:
        if asked.kind == "liste":
            self.add_listing(field, asked, entry)
        elif asked.kind in ("choix", "choix-multiple"):
            entry["options"] = {key: self.option(choice) for key, choice in asked.choices.items()}
        else:
            return
        if field.listing is None:
            self.report.kept("choix proposés", field.place)
        elif field.listing.choices is not None:
            self.report.kept("source de données", field.place)
        else:
            name = one_line(field.listing.name or field.listing.template)[:60]
            found = "les choix que nomment les conditions sont repris" if asked.choices else "aucun choix connu"
            self.report.near(
                "source de données",
                field.place,
                f"la source « {name} » n’est pas dans les fichiers donnés : {found}, complétez-les",
            )
            entry.comments.append(f"à compléter : les choix venaient de « {name} »")
            self.report.ask(f"{entry['id']} : les choix de « {name} ».")

    def option(self, choice: Choice) -> Any:
        label = self.trimmed(choice.label)
        return {"libelle": label, "aide": one_line(choice.hint)} if choice.hint else label

    def trimmed(self, label: str) -> str:
        return label.replace("{", "(").replace("}", ")")

    def add_listing(self, field: Field, asked: Asked, entry: Entry) -> None:
        name = self.listings_name(field, asked)
        columns = lists.columns_of(asked.choices.values())
        self.listings[name] = lists.csv_of(asked.choices, columns)
        entry["source"] = name
        if field.kind == "choix-multiple":
            entry["plusieurs"] = "oui"

    def listings_name(self, field: Field, asked: Asked) -> str:
        from engine.imports.naming import slug

        wanted = slug(field.listing.name if field.listing else "", asked.id.replace("_", "-"))
        return wanted if wanted not in self.listings else slug(asked.id)

    # --- bounds

    def add_bounds(self, field: Field, asked: Asked, entry: Entry) -> None:
        for key, value in field.settings.items():
            if key in BOUNDS and not self.bound(key, value, asked, entry):
                self.report.left(
                    "limite",
                    field.place,
                    f"« {key} : {one_line(value)[:60]} » ne s’applique pas à une question de type {asked.kind}",
                )
            elif key in BOUNDS and key in entry:
                self.report.kept("limite", field.place)

    def bound(self, key: str, value: str, asked: Asked, entry: Entry) -> bool:
        """Put one limit in; True also when it says nothing."""
        if key == "formats":
            return self.formats(value, asked, entry)
        if key in SHAPING:
            return self.shaping(key, value, asked, entry)
        if key not in TYPES[asked.kind].options:
            return key in ("lignes", "plusieurs") or value in ("0", "")
        if key in ("min", "max") and asked.kind == "choix-multiple":
            count = int(value) if re.fullmatch(r"\d{1,4}", value) else 0
            if count and (key == "max" or count > 1) and count < len(asked.choices):
                entry[key] = str(count)
            return True
        if key in ("au_plus_tot", "au_plus_tard"):
            return self.date_bound(key, value, asked, entry)
        if key == "taille":
            match = re.search(r"(\d+)\s*([kmgKMG])", value)
            size = f"{min(int(match[1]), 20)} {'Ko' if match[2].lower() == 'k' else 'Mo'}" if match else ""
            return bool(size) and not entry.update({"taille": size})
        if key == "lignes":
            rows = re.match(r"\d+", value)
            if rows and 2 <= int(rows[0]) <= 40:
                entry[key] = rows[0]
            return True
        if re.fullmatch(r"-?\d{1,9}([.,]\d{1,6})?", value):
            if key == "longueur" and not (value.isdecimal() and 1 <= int(value) <= LONGEST_TEXT):
                return True
            entry[key] = value
            return True
        return False

    def shaping(self, key: str, value: str, asked: Asked, entry: Entry) -> bool:
        """The form of a text; a number has its own."""
        if asked.kind != "texte":
            return asked.kind in ("nombre", "telephone", "date", "heure")
        models = value.split("\n")
        entry[key] = models if len(models) > 1 else value
        return True

    def date_bound(self, key: str, value: str, asked: Asked, entry: Entry) -> bool:
        from engine.imports.comparisons import iso

        text = iso(value.strip())
        days = re.fullmatch(r"\{\{\s*today\|(?:date\|)?add_days:\s*\"?(-?\d{1,4})\"?\s*\}\}", value.strip())
        if days:
            number = int(days[1])
            text = f"aujourd’hui {'-' if number < 0 else '+'} {abs(number)} jours"
        elif re.fullmatch(r"\{\{\s*today(\|date)?\s*\}\}", value.strip()):
            text = "aujourd’hui"
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}|aujourd’hui.*", text):
            return False
        entry[key] = text
        return True

    def formats(self, value: str, asked: Asked, entry: Entry) -> bool:
        found = [
            one
            for media in re.split(r"[\s,]+", value)
            for one in MEDIA.get(media, [media.lstrip(".")])
            if one in FORMATS
        ]
        if asked.kind != "fichier" or not found:
            return False
        entry["formats"] = list(dict.fromkeys(found))
        return True

    # --- prefill, privacy, the rest

    def add_prefill(self, field: Field, asked: Asked, entry: Entry) -> None:
        kind, value = field.prefill
        if not kind:
            return
        token = AUTOFILL.get(value.strip("_"), "") if kind == "profil" else ""
        allowed = "autocomplete" in schema.question_shape(TYPES[asked.kind])
        if token and allowed and token in schema.AUTOFILL:
            if asked.kind not in ("courriel", "telephone", "date") or token in ("email", "tel", "bday"):
                entry["autocomplete"] = token
            self.report.near(
                "préremplissage", field.place, "le navigateur de la personne remplit le champ, pas un compte"
            )
        elif kind == "texte" and value and "valeur" in schema.QUESTION and "{%" not in value:
            self.add_value(field, asked, entry, value)
        elif value.strip("_") in BESIDE and kind in ("profil", "lieu"):
            self.report.near(
                "préremplissage", field.place, "le navigateur le propose avec la rue, ou la carte le donne"
            )
        else:
            told = one_line(value)[:60]
            self.report.left("préremplissage", field.place, f"Parvis ne préremplit pas avec « {told} »")

    def add_value(self, field: Field, asked: Asked, entry: Entry, value: str) -> None:
        said = template.said(value, self.word)
        text = one_line(said.text)
        if said.lost or not text:
            self.report.left("préremplissage", field.place, f"« {one_line(value)[:60]} » n’a pas d’équivalent")
            return
        if asked.choices:
            text = next((key for key, choice in asked.choices.items() if text in (choice.id, choice.label)), "")
        if not text or asked.kind not in ("texte", "texte-long", "choix", "nombre"):
            self.report.left(
                "préremplissage", field.place, f"« {one_line(value)[:60]} » ne peut pas être la réponse de départ ici"
            )
            return
        entry["valeur"] = text
        self.report.kept("préremplissage", field.place)

    def add_privacy(self, field: Field, entry: Entry) -> None:
        if not field.in_summary:
            if "recapitulatif" in schema.QUESTION:
                entry["recapitulatif"] = "non"
                self.report.kept("récapitulatif", field.place)
            else:
                self.report.near("récapitulatif", field.place, "la réponse reste dans le récapitulatif")
        if field.anonymised is not None:
            if "anonymiser" in schema.QUESTION:
                entry["anonymiser"] = "oui" if field.anonymised else "non"
                self.report.kept("anonymisation", field.place)
            else:
                self.report.near(
                    "anonymisation",
                    field.place,
                    "toutes les réponses sont effacées à la fin de la durée de conservation",
                )

    def tell_notes(self, field: Field, entry: Entry) -> None:
        for status, what, why in field.notes:
            if not status:
                self.report.look[what] += 1
                continue
            self.report.add(status, what, field.place, why)
            if status == "laissé":
                entry.comments.append(f"laissé : {why}")


LONGEST_TEXT = 100_000
SHAPING = ("forme", "modele", "longueur_min")
BOUNDS = (
    "forme",
    "modele",
    "longueur_min",
    "longueur",
    "au_plus_tot",
    "au_plus_tard",
    "min",
    "max",
    "lignes",
    "taille",
    "formats",
    "decimales",
)
