"""A link may propose an answer: seen, corrected, never taken for given, never personal."""

from engine.records import Draft

ROAD = "/demarches/signaler-un-probleme-dans-la-rue"


async def test_the_answer_of_a_link_is_proposed_and_may_be_changed(robot):
    await robot.open(f"{ROAD}?nature=depot")
    await robot.press("Commencer")
    (checked,) = robot.tree.cssselect("input[name=nature][checked]")
    assert checked.get("value") == "depot"
    assert "nature" not in (await Draft.get()).answers  # proposed, not given
    robot.fill("Que voulez-vous signaler ?", "Une rue sale")
    robot.fill("Est-ce dangereux en ce moment ?", "Non")
    await robot.press("Continuer")
    assert (await Draft.get()).answers["nature"] == "sale"


async def test_what_a_link_may_not_propose_is_ignored(robot):
    await robot.open(f"{ROAD}?nature=lune&danger_immediat=oui&nom=Diop&_vu=x")
    await robot.press("Commencer")
    assert robot.tree.cssselect("main input[checked]:not([name=taille])") == []
    assert (await Draft.get()).answers == {}


async def test_the_address_of_the_form_itself_proposes_nothing_without_the_start_page(robot):
    await robot.open(ROAD)
    await robot.press("Commencer")
    await robot.open(f"{ROAD}/page/le-probleme?nature=depot")
    assert robot.tree.cssselect("main input[checked]:not([name=taille])") == []
