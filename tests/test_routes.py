"""Routing tables: one rule, a service for each answer, told and judged like any other route."""

from datetime import date

import pytest

from engine.calendar import Calendar
from engine.definition.condition import Facts
from engine.fields.base import FilingDay
from engine.routing import route
from tests.test_definition import PROCESS, city, line_of  # noqa: F401 the fixture is used by its name

TABLE = PROCESS.replace(
    "  - {sinon: mairie}\n",
    """\
  - selon: nature
    vers:
      trou: voirie
      lampe: mairie
    motif: Le service dépend de ce que vous signalez.
  - {sinon: voirie}
""",
)


def facts(**answers):
    return Facts(answers, FilingDay(date(2026, 5, 13), Calendar()))


def mistakes(catalogue):
    return [(problem.code, problem.spot.line, problem.spot.column) for problem in catalogue.problems]


def test_each_answer_of_a_table_has_its_service_and_the_rule_is_counted_once(city):  # noqa: F811
    process = city(TABLE).processes["trou"]
    found = route(process, facts(nature="lampe"))
    assert (found.unit, found.position, found.reason) == ("mairie", 2, "Le service dépend de ce que vous signalez.")
    assert route(process, facts(nature="trou")).unit == "voirie"
    assert route(process, facts()).position == 3


def test_without_a_reason_the_case_names_the_rule_and_the_answer(city):  # noqa: F811
    process = city(TABLE.replace("    motif: Le service dépend de ce que vous signalez.\n", "")).processes["trou"]
    reason = "Règle 2 de la démarche « Signaler un trou » : la réponse à « Que signalez-vous ? » est « Une lampe »."
    assert route(process, facts(nature="lampe")).reason == reason


def test_a_table_may_have_a_condition_of_its_own(city):  # noqa: F811
    process = city(TABLE.replace("  - selon: nature\n", "  - selon: nature\n    si: {danger_immediat: non}\n"))
    process = process.processes["trou"]
    assert route(process, facts(nature="lampe", danger_immediat=False)).unit == "mairie"
    assert route(process, facts(nature="lampe")).position == 3


@pytest.mark.parametrize(
    ("good", "bad", "code", "column"),
    [
        ("      lampe: mairie", "      lampes: mairie", "valeur-interdite", 7),
        ("      lampe: mairie", "      lampe: mairy", "service-inconnu", 14),
        ("      lampe: mairie", "      lampe: [mairie]", "type-attendu", 14),
        ("  - selon: nature", "  - selon: natur", "question-inconnue", 12),
        ("  - selon: nature", "  - si: danger", "route-forme", 5),
        ("  - {sinon: voirie}", "  - {sinon: voirie, selon: nature}", "route-forme", 5),
    ],
)
def test_a_mistake_of_a_table_is_told_at_its_row(city, good, bad, code, column):  # noqa: F811
    text = TABLE.replace(good, bad)
    assert (code, line_of(text, bad.strip()), column) in mistakes(city(text))


def test_a_row_that_a_route_above_already_takes_is_told(city):  # noqa: F811
    text = TABLE.replace("  - selon: nature\n", "  - {si: {nature: lampe}, vers: mairie}\n  - selon: nature\n")
    assert [(code, line) for code, line, _ in mistakes(city(text))] == [
        ("route-jamais-atteinte", line_of(text, "      lampe: mairie"))
    ]


PUBLIC = """\
      - id: vous_etes
        type: public
        question: Pour qui est-ce ?
      - id: danger_immediat
"""


def test_the_public_is_asked_once_and_conditions_name_it_whatever_its_id(city):  # noqa: F811
    text = PROCESS.replace("      - id: danger_immediat\n", PUBLIC).replace(
        "pour: [particulier]", "pour: [particulier, entreprise]"
    )
    text = text.replace("  - {sinon", "  - {si: {public: entreprise}, vers: voirie}\n  - {sinon")
    text = text.replace("{nature: trou,", "{nature: trou, vous_etes: entreprise,")
    process = city(text).processes["trou"]
    assert [option.value for option in process.question("vous_etes").options["options"]] == [
        "particulier",
        "entreprise",
    ]
    assert route(process, facts(vous_etes="entreprise")).position == 2
    assert route(process, facts(vous_etes="particulier")).position == 3


def test_a_public_that_the_demarche_is_not_for_is_refused(city):  # noqa: F811
    text = PROCESS.replace("      - id: danger_immediat\n", PUBLIC)
    text = text.replace("routage:\n", "routage:\n  - {si: {public: entreprise}, vers: voirie}\n")
    assert ("valeur-interdite", line_of(text, "public: entreprise"), 19) in mistakes(city(text))


def test_a_condition_on_the_public_that_nothing_asks_is_told(city):  # noqa: F811
    text = PROCESS.replace("routage:\n", "routage:\n  - {si: {public: entreprise}, vers: voirie}\n")
    assert ("public-inconnu", line_of(text, "public: entreprise"), 11) in mistakes(city(text))


def test_a_table_of_two_hundred_answers_is_read_and_followed(city):  # noqa: F811
    options = ", ".join(f"type_{n}: Type {n}" for n in range(200))
    rows = "".join(f"      type_{n}: {'voirie' if n % 2 else 'mairie'}\n" for n in range(200))
    text = TABLE.replace("{trou: Un trou, lampe: Une lampe}", f"{{trou: Un trou, {options}}}")
    text = text.replace("      lampe: mairie\n", rows)
    process = city(text).processes["trou"]
    assert route(process, facts(nature="type_199")).unit == "voirie"


ANOMALIES = "code,nom,service\ntrou,Un trou,voirie\nlampe,Une lampe,mairie\nbanc,Un banc,voirie\n"
FROM_A_LIST = TABLE.replace(
    "      - id: nature\n        type: choix", "      - id: nature\n        type: liste"
).replace("        options: {trou: Un trou, lampe: Une lampe}\n", "        source: anomalies\n")
FROM_A_LIST = FROM_A_LIST.replace(
    "  - selon: nature\n    vers:\n      trou: voirie\n      lampe: mairie\n", "  - selon: nature.service\n"
)


def test_a_column_of_a_list_may_name_the_service(city, tmp_path):  # noqa: F811
    (tmp_path / "forms/listes").mkdir(parents=True, exist_ok=True)
    (tmp_path / "forms/listes/anomalies.csv").write_text(ANOMALIES, "utf-8")
    process = city(FROM_A_LIST).processes["trou"]
    found = route(process, facts(nature="banc"))
    assert (found.unit, found.position) == ("voirie", 2)
    assert route(process, facts(nature="lampe")).unit == "mairie"


def test_a_service_of_a_list_that_does_not_exist_is_told(city, tmp_path):  # noqa: F811
    (tmp_path / "forms/listes").mkdir(parents=True, exist_ok=True)
    (tmp_path / "forms/listes/anomalies.csv").write_text(ANOMALIES.replace(",mairie", ",mairy"), "utf-8")
    assert ("service-inconnu", line_of(FROM_A_LIST, "selon:"), 12) in mistakes(city(FROM_A_LIST))


def test_a_column_that_is_not_in_the_list_is_told(city, tmp_path):  # noqa: F811
    (tmp_path / "forms/listes").mkdir(parents=True, exist_ok=True)
    (tmp_path / "forms/listes/anomalies.csv").write_text(ANOMALIES, "utf-8")
    text = FROM_A_LIST.replace("nature.service", "nature.servise")
    assert ("attribut-inconnu", line_of(text, "selon:"), 12) in mistakes(city(text))
