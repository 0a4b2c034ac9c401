"""What people really type: numbers in their own digits, dates in words, codes pasted with invisible marks are understood;
and what is refused says what to do, with an example where a form is wanted."""

import re

import pytest

from engine import journey
from engine.errors import Refusal
from engine.fields import TYPES
from engine.fields.entries import Entries, Entry
from tests.test_fields import DAY, question, raw_of

NEEDED = {
    "choix": {"options": {"a": "A", "b": "B"}},
    "choix-multiple": {"options": {"a": "A", "b": "B", "c": "C"}, "min": "2", "max": "2"},
    "accord": {"texte": "Oui."},
    "signature-simple": {"texte": "Oui."},
    "liste": {"options": Entries((Entry("a", "École Barbey"),))},
}
ADDRESS = {"voie": "12 rue Neuve", "commune": "Bordeaux"}
RTL, EMBEDDED, ENDED, JOINER, NARROW, WIDE_SPACE = "\u200f", "\u202a", "\u202c", "\u200d", "\u202f", "\u3000"

UNDERSTOOD = [
    *(
        ("date", {"jour": typed}, "2024-03-03")
        for typed in (
            "3 mars 2024",
            "le 3 mars 2024",
            "dimanche 3 mars 2024",
            "03/03/2024",
            "3-3-2024",
            "3.3.2024",
            "2024-03-03",
            "March 3, 2024",
            "3rd of March 2024",
            "3 de marzo de 2024",
            "٣ مارس ٢٠٢٤",
            f"{RTL}3 mars{NARROW}2024{RTL}",
        )
    ),
    ("date", {"jour": "le 1er janvier 2024"}, "2024-01-01"),
    ("date", {"jour": "hier"}, "2026-05-12"),
    ("date", {"jour": "Aujourd’hui"}, "2026-05-13"),
    ("date", {"jour": "3 mars", "annee": "2024"}, "2024-03-03"),
    ("date", {"jour": "３", "mois": "ｍａｒｓ", "annee": "２０２４"}, "2024-03-03"),
    ("date", {"jour": "३", "mois": "३", "annee": "२०२४"}, "2024-03-03"),
    ("date", {"jour": "3", "mois": "غشت", "annee": "2024"}, "2024-08-03"),
    ("annee-mois", {"mois": "05/2026"}, "2026-05"),
    ("annee-mois", {"annee": "mai 2026"}, "2026-05"),
    ("periode", {"debut_jour": "3 mars 2024", "fin_jour": "5/3/2024"}, {"debut": "2024-03-03", "fin": "2024-03-05"}),
    *(("heure", typed, "14:30") for typed in ("14h30", "14 h 30", "١٤:٣٠", "１４：３０", "à 14h30", "2:30 pm", "14:30:00")),
    *(
        ("telephone", typed, "+33612345678")
        for typed in (
            "06 12 34 56 78",
            "06.12.34.56.78",
            "06-12-34-56-78",
            "06/12/34/56/78",
            "0612345678",
            "+33 (0)6 12 34 56 78",
            "0033 6 12 34 56 78",
            "tel: 06 12 34 56 78",
            "06 12 34 56 78 (le soir)",
            "06 12 34 56 78 ou 05 56 10 20 30",
            "٠٦ ١٢ ٣٤ ٥٦ ٧٨",
            "०६ १२ ३४ ५६ ७८",
            "０６１２３４５６７８",
            f"06\u00a012{NARROW}34 56 78",
            f"{EMBEDDED}+33 6 12 34 56 78{ENDED}",
        )
    ),
    *(
        ("iban", typed, "FR7630006000011234567890189")
        for typed in (
            "FR76 3000 6000 0112 3456 7890 189",
            "fr7630006000011234567890189",
            f"FR76\u00a03000{NARROW}6000 0112 3456 7890 189",
            "IBAN : FR76 3000 6000 0112 3456 7890 189",
            "ＦＲ７６ 3000 6000 0112 3456 7890 189",
            "FR٧٦ ٣٠٠٠ ٦٠٠٠ ٠١١٢ ٣٤٥٦ ٧٨٩٠ ١٨٩",
            f"{RTL}FR76-3000-6000-0112-3456-7890-189{RTL}",
        )
    ),
    *(
        ("siret", typed, "73282932000074")
        for typed in ("732 829 320 00074", "732-829-320-00074", "SIRET 73282932000074", "٧٣٢ ٨٢٩ ٣٢٠ ٠٠٠٧٤", f"732\u00a0829{NARROW}320 00074")
    ),
    *(
        ("nir", typed, "295109912611193")
        for typed in ("2 95 10 99 126 111 93", "2.95.10.99.126.111/93", "٢٩٥١٠٩٩١٢٦١١١٩٣", f"2951099126111{JOINER}93")
    ),
    ("numero-fiscal", "٣٠ ٢٣ ٢١٧ ٦٠٠ ٠٥٣", "3023217600053"),
    ("siren", "７３２　８２９　３２０", "732829320"),
    ("rna", "Ｗ ٣٣٢ ٠٠٠ ١٢٣", "W332000123"),
    ("immatriculation", "ａｂ_123/cd", "AB-123-CD"),
    *(("montant", typed, "1250.50") for typed in ("1 250,50 €", "1.250,50", "€ 1 250,50", "١٬٢٥٠٫٥٠", f"1{NARROW}250,5{RTL}")),
    *(("nombre", typed, "1200") for typed in ("1 200", "١٢٠٠", "１２００", f"1{NARROW}200", f"{RTL}1200")),
    *(
        ("courriel", typed, "camille@exemple.fr")
        for typed in ("camille＠exemple.fr", "camille @ exemple.fr", f"{RTL}camille@exemple.fr{RTL}", "<camille@exemple.fr>", "mailto:camille@exemple.fr")
    ),
    ("url", f"{EMBEDDED}www.exemple.fr{ENDED}", "https://www.exemple.fr"),
    *(
        ("adresse", {**ADDRESS, "code_postal": typed}, "33000")
        for typed in ("33000", "33 000", "33.000", "F-33000", "٣٣٠٠٠", "３３０００", f"33{NARROW}000{RTL}")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "stored"), UNDERSTOOD, ids=lambda one: ascii(one)[:40])
def test_what_people_type_is_understood(name, typed, stored):
    kind = TYPES[name]
    value = journey.answer(question(kind, NEEDED.get(name)), raw_of(kind, typed), DAY)
    brought = {"telephone": "e164", "adresse": "code_postal"}.get(name)
    assert (value[brought] if brought else value) == stored


@pytest.mark.parametrize(
    "kind", [kind for kind in TYPES.values() if kind.stores and "texte" not in kind.name], ids=lambda kind: kind.name
)
def test_marks_that_nobody_sees_are_no_answer(kind):
    asked = question(kind, NEEDED.get(kind.name), required=False)
    nothing = kind.fill(asked, None)
    if isinstance(nothing, dict) and kind.parts:
        nothing = {**nothing, kind.parts[-1]: RTL}
    elif isinstance(nothing, str):
        nothing = f" {RTL}\u200b "
    assert journey.answer(asked, nothing, DAY) is None


# --- what is refused

FORMS = {
    "date-incomplete", "date-impossible", "annee", "mois-impossible", "heure", "telephone", "nombre", "decimales", "iban", "nir",
    "numero-fiscal", "siren", "siret", "rna", "immatriculation", "courriel", "url", "code-postal", "forme",
}  # fmt: skip
"""Refusals of a form that one must know: an example is due."""

ORDERS = [
    "écrivez",
    "recopiez",
    "indiquez",
    "choisissez",
    "cochez",
    "joignez",
    "répondez",
    "vérifiez",
    "complétez",
    "raccourcissez",
    "gardez",
    "donnez",
    "ajoutez",
    "dites",
    "remplacez",
    "placez",
    "cherchez",
    "précisez",
    "montrez",
]

REFUSED = [
    ("date", {"jour": "31", "mois": "2", "annee": "2026"}),
    ("date", {"jour": "3 mars"}),
    ("date", {"jour": "3", "mois": "ju", "annee": "2026"}),
    ("date", {"jour": "3", "mois": "5", "annee": "26"}),
    ("date", {"jour": "bientôt"}),
    ("annee-mois", {"mois": "mai"}),
    ("annee-mois", {"mois": "treize", "annee": "2026"}),
    ("periode", {"debut_jour": "3 mars 2024"}),
    ("periode", {"debut_jour": "5 mars 2024", "fin_jour": "3 mars 2024"}),
    ("heure", "25h"),
    ("heure", "plus tard"),
    ("telephone", "06 12 34 56 7"),
    ("telephone", "3975"),
    ("telephone", "je n’ai pas de téléphone"),
    ("iban", "FR76 3000 6000 0112 3456 7890 188"),
    ("iban", "30006 00001 12345678901 89"),
    ("nir", "2 95 10 99 126 111"),
    ("nir", "2 95 10 99 126 111 94"),
    ("numero-fiscal", "30 23 217"),
    ("siren", "732 829 320 00074"),
    ("siren", "732 829 321"),
    ("siret", "732829320"),
    ("rna", "332000123"),
    ("immatriculation", "1-ABC-234"),
    ("montant", "gratuit"),
    ("montant", "12,505"),
    ("nombre", "douze"),
    ("nombre", "3,5"),
    ("courriel", "camille@"),
    ("courriel", "camille.exemple.fr"),
    ("url", "mon site"),
    ("adresse", {**ADDRESS, "code_postal": "330"}),
    ("adresse", ADDRESS),
    ("oui-non", "peut-être"),
    ("choix", "lune"),
    ("choix-multiple", ["a"]),
    ("choix-multiple", ["a", "b", "c"]),
    ("accord", "non"),
    ("signature-simple", {"nom": "Zoé"}),
    ("signature-simple", {"accord": "oui"}),
    ("texte", "x" * 201),
    ("texte-long", "x" * 100_000),
    ("fichier", {"documents": ["d1", "d2"], "absent": ""}),
    ("commune", {"recherche": "Brigadoon"}),
    ("commune", {"recherche": "l'hay"}),
    ("pays", {"recherche": "Syldavie"}),
    ("langue", {"recherche": "klingon"}),
    ("liste", {"choix": ["z"]}),
    ("public", "marsien"),
]


def cases():
    for kind in TYPES.values():
        for example in kind.examples:
            if example.refused:
                yield kind, example.options, raw_of(kind, example.raw)
        if kind.stores:
            yield kind, NEEDED.get(kind.name), None
    for name, typed in REFUSED:
        yield TYPES[name], NEEDED.get(name), raw_of(TYPES[name], typed)


def test_every_type_is_among_what_is_refused():
    told = {kind.name for kind, _, typed in cases() if typed is not None}
    assert told == {kind.name for kind in TYPES.values() if kind.stores}


@pytest.mark.parametrize(
    ("kind", "options", "typed"), list(cases()), ids=lambda one: getattr(one, "name", ascii(one)[:30])
)
def test_every_refusal_says_what_to_do_and_gives_an_example_of_the_form_wanted(kind, options, typed):
    asked = question(kind, options)
    with pytest.raises(Refusal) as caught:
        journey.answer(asked, kind.fill(asked, None) if typed is None else typed, DAY)
    refusal = caught.value
    words = re.findall(r"[^\W\d_]+", refusal.sentence.lower())
    assert any(order in words for order in ORDERS), refusal.sentence
    assert refusal.sentence.endswith(".")
    assert max(len(one.split()) for one in re.split(r"(?<=[.?!])\s", refusal.sentence)) <= 34, refusal.sentence
    if refusal.code in FORMS:
        assert "par exemple" in refusal.sentence, refusal.sentence
