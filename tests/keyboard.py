"""A person who has only a keyboard: moves with Tab, chooses with arrows and Space, sends with Enter.

Fills what is in front of it from the answers of a scenario; knows nothing of the page's code but what has the focus.
"""

from __future__ import annotations

from pathlib import Path

from tests.robot import BYTES

FOCUSED = """() => {
  const e = document.activeElement, form = e.form;
  return {
    tag: e.tagName.toLowerCase(), type: e.type || "", name: e.name || "", value: e.value || "",
    checked: !!e.checked, text: (e.innerText || "").trim(), id: e.id || "",
    action: form ? form.getAttribute("action") || "" : "", inside: !!e.closest("main"),
    options: e.tagName === "SELECT" ? [...e.options].map(o => o.value) : [],
  };
}"""
SEEN = """() => {
  const e = document.activeElement, found = [], last = window.parvisLast;
  window.parvisLast = e;
  if (e === document.body) return found;
  const told = e.outerHTML.slice(0, 110), one = e.closest(".choice, .card") ?? e;
  const ring = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  if (!ring(getComputedStyle(e)) && !ring(getComputedStyle(one))) found.push(`on ne voit pas où est le clavier : ${told}`);
  e.scrollIntoView({block: "nearest"});  // a question that appears above may just have pushed it away
  const box = e.getBoundingClientRect(), from = Math.max(box.top, 0), to = Math.min(box.bottom, innerHeight);
  const top = document.elementFromPoint(box.x + box.width / 2, (from + to) / 2);
  if (!top) found.push(`hors de l’écran : ${told}`);
  else if (!one.contains(top) && !top.contains(one)) found.push(`caché par ${top.outerHTML.slice(0, 60)} : ${told}`);
  if (last && last !== document.body && last.isConnected && last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING)
    found.push(`le clavier remonte vers ${told}`);
  return found;
}"""
"""What is wrong with where Tab has just gone: no ring, something above it, backwards."""
IDLE = """async () => {
  while (document.querySelector(".htmx-request")) await new Promise(done => setTimeout(done, 10));
}"""
"""A person sees the question that an answer calls for before going on; the robot waits for it."""
PATIENCE = 150
"""Tab presses on one page before giving up: a page that needs more is a defect."""


class Keyboard:
    def __init__(self, page, folder: Path):
        self.page = page
        self.folder = folder
        self.lost: list[str] = []
        """Where Tab went without being seen, or out of order."""

    def focused(self):
        return self.page.evaluate(FOCUSED)

    def tab(self):
        """Press Tab once; what has the focus."""
        self.page.evaluate(IDLE)
        self.page.keyboard.press("Tab")
        self.lost += self.page.evaluate(SEEN)
        return self.focused()

    def tour(self):
        """Through the whole page and out of it."""
        self.page.evaluate("document.activeElement.blur()")
        for _ in range(PATIENCE):
            if self.tab()["tag"] == "body":
                return
        raise AssertionError("the keyboard never leaves the page")

    def tab_to(self, wanted):
        """Press Tab until what has the focus satisfies `wanted`."""
        for _ in range(PATIENCE):
            here = self.tab()
            if wanted(here):
                return here
        raise AssertionError("the keyboard never reached it")

    def press(self, words):
        """Reach the button of the page’s content that says these words, and press it."""
        self.tab_to(lambda e: e["inside"] and e["tag"] == "button" and words.lower() in e["text"].lower())
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def follow(self, words):
        """Reach the link of the page’s content that says these words, and follow it."""
        self.tab_to(lambda e: e["inside"] and e["tag"] == "a" and words.lower() in " ".join(e["text"].split()).lower())
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def fill_page(self, plan):
        """Fill every control met, in the order of Tab, then send the form. `plan` maps input names to values."""
        seen = set()
        for _ in range(PATIENCE):
            here = self.tab()
            if not here["inside"]:
                continue
            if here["tag"] == "button" and here["type"] == "submit" and self.sends(here):
                with self.page.expect_event("load"):
                    self.page.keyboard.press("Enter")
                return
            if here["name"] in plan and (here["name"], here["value"] if here["type"] == "checkbox" else "") not in seen:
                seen.add((here["name"], here["value"] if here["type"] == "checkbox" else ""))
                self.answer(here, plan[here["name"]])
        raise AssertionError(f"no button to go on, on {self.page.url}")

    def sends(self, button):
        return not button["name"] and "retirer" not in button["text"].lower()

    def answer(self, here, value):
        if here["type"] == "radio":
            self.choose_radio(value)
        elif here["type"] == "checkbox":
            wanted = here["value"] in value if isinstance(value, list) else here["value"] == value
            if wanted != here["checked"]:
                self.page.keyboard.press("Space")
        elif here["type"] == "file":
            self.page.locator(f"input[type=file][name='{here['name']}']").set_input_files(self.files(value))
        elif here["tag"] == "select":
            self.page.keyboard.press("Home")
            for _ in range(here["options"].index(value)):
                self.page.keyboard.press("ArrowDown")
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(value) if value else self.page.keyboard.press("Delete")

    def choose_radio(self, value):
        for _ in range(40):
            here = self.focused()
            if here["value"] == value:
                if not here["checked"]:
                    self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reached {value}")

    def files(self, names):
        paths = [self.folder / name for name in names]
        for path in paths:
            if not path.exists():
                path.write_bytes(BYTES.get(path.suffix[1:], BYTES["pdf"]))
        return [str(path) for path in paths]
