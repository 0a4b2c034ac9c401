"""The workflow of a Publik form becomes its steps."""

from tests.test_import_publik import convert, data_of, fates, field, when  # noqa: F401

MAIL = """<item type="sendmail"><to><item role_id="_submitter"/></to><subject>Votre demande {{ form_name }}</subject>
<body>Bonjour, votre demande {{ form_number }} est refusée.

{% if form_details %}Le détail : {{ form_details }}{% endif %}</body></item>"""


def status(id, name, *items, **more):
    parts = "".join(f"<{tag}>{text}</{tag}>" for tag, text in more.items())
    return f"<status><id>{id}</id><name>{name}</name>{parts}<items>{''.join(items)}</items></status>"


def button(label, target, who="_receiver", **more):
    parts = "".join(f"<{tag}>{text}</{tag}>" for tag, text in more.items())
    return f'<item type="choice"><label>{label}</label><by><item role_id="{who}"/></by><status>{target}</status>{parts}</item>'


def jump(target, **more):
    parts = "".join(f"<{tag}>{text}</{tag}>" for tag, text in more.items())
    return f'<item type="jump"><status>{target}</status>{parts}</item>'


def agent_form(*fields):
    inside = f"<formdef><name>-</name><fields>{''.join(fields)}</fields></formdef>"
    return f'<item type="form"><varname>refus</varname>{inside}</item><item type="jumponsubmit"><status>non</status></item>'


def workflow(*statuses):
    return f"<workflow><name>Suivi</name><possible_status>{''.join(statuses)}</possible_status></workflow>".encode()


def test_statuses_and_buttons_become_steps_and_actions(convert):  # noqa: F811
    done, mistakes = convert(
        field("string", "Nom", "nom"),
        beside={
            "w.wcs": workflow(
                status("a", "Juste envoyée", jump("b")),
                status(
                    "b", "Nouvelle", button("Accepter", "oui"), button("Refuser", "r"), jump("oui", timeout="2592000")
                ),
                status("r", "Raison", agent_form(field("text", "Pourquoi ?", "motif"))),
                status("oui", "Acceptée"),
                status("non", "Refusée", MAIL),
            )
        },
    )
    assert not mistakes
    steps = data_of(done)["etapes"]
    assert list(steps) == ["partout", "nouvelle", "acceptee", "refusee"]
    assert steps["nouvelle"]["actions"]["accepter"] == {"libelle": "Accepter", "vers": "acceptee"}
    refuse = steps["nouvelle"]["actions"]["refuser"]
    assert [one["question"] for one in refuse["demander"]] == ["Pourquoi ?"]
    assert refuse["vers"] == "refusee"
    assert refuse["message"][0]["texte"] == "Bonjour, votre demande {{ reference }} est refusée."
    assert steps["nouvelle"]["apres"] == [{"delai": "30 jours", "vers": "acceptee"}]
    assert (steps["acceptee"]["fin"], steps["refusee"]["fin"]) == ("accepte", "refuse")


def test_a_refusal_gives_its_reasons(convert):  # noqa: F811
    statuses = status("a", "Nouvelle", button("Rejeter", "b")), status("b", "Rejetée")
    done, mistakes = convert(field("string", "Nom", "nom"), beside={"w.wcs": workflow(*statuses)})
    assert not mistakes
    assert data_of(done)["etapes"]["nouvelle"]["actions"]["rejeter"]["texte"]


def test_what_happened_by_itself_in_a_way_we_cannot_say_is_a_button(convert):  # noqa: F811
    lost = jump("b", condition=when("webservice_x.err == 0"))
    statuses = status("a", "Nouvelle", lost), status("b", "Vérifiée", button("Fin", "c")), status("c", "Close")
    done, mistakes = convert(field("string", "Nom", "nom"), beside={"w.wcs": workflow(*statuses)})
    assert not mistakes
    assert data_of(done)["etapes"]["nouvelle"]["actions"]["vers_verifiee"]["vers"] == "verifiee"


def test_a_condition_on_an_answer_goes_with_its_jump(convert):  # noqa: F811
    choice = field("item", "Quoi ?", "quoi", items="<item>Un arbre</item><item>Un mur</item>")
    go = jump("b", condition=when('form_var_quoi == "Un mur"'))
    statuses = (
        status("a", "Nouvelle", go, button("Finir", "c")),
        status("b", "Visite", button("Fin", "c")),
        status("c", "Close"),
    )
    done, mistakes = convert(choice, beside={"w.wcs": workflow(*statuses)})
    assert not mistakes
    assert data_of(done)["etapes"]["nouvelle"]["apres"] == [{"si": {"quoi": "un_mur"}, "vers": "visite"}]


def test_a_workflow_that_goes_nowhere_leaves_the_steps_of_the_city(convert):  # noqa: F811
    done, mistakes = convert(field("string", "Nom", "nom"), beside={"w.wcs": workflow(status("a", "Seule"))})
    assert not mistakes
    assert "etapes" not in data_of(done)
    assert fates(done, "statut") == ["approché"]
