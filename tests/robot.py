"""A robot that knows only HTML: it reads labels, fills controls, presses buttons and follows links. No JavaScript."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import httpx
from lxml import html

from engine.acts.demo.paper import pdf
from tests.files import photo
from tests.page_check import mistakes, text

BYTES = {
    "pdf": pdf("papier"),
    "jpg": photo("JPEG"),
    "png": photo("PNG"),
}
"""Real small files, by extension."""


class Robot:
    """One browser window. `visited` keeps every address and title seen, to be looked at by tests."""

    def __init__(self, client: httpx.AsyncClient, city: str = ""):
        self.client = client
        self.city = city
        self.files: dict[str, list[tuple[str, bytes]]] = {}
        self.visited: list[tuple[str, str]] = []

    # --- moving

    async def open(self, address: str) -> None:
        await self._send("GET", address)

    async def follow(self, words: str) -> None:
        """Follow the link of the content that says these words."""
        await self.open(self._one("main a[href]", words).get("href"))

    async def press(self, words: str, where: str = "main") -> None:
        """Press the button that says these words: its form leaves with everything that was filled in."""
        button = self._one(f"{where} button", words)
        await self.submit(next(button.iterancestors("form")), button)

    async def _send(self, method: str, address: str, **content) -> None:
        url = urljoin(str(self.response.url), address) if hasattr(self, "response") else address
        headers = {"Sec-Fetch-Site": "same-origin"} if method == "POST" else {}
        self.response = await self.client.request(method, url, headers=headers, **content)
        self.files = {}
        if "text/html" in self.response.headers["content-type"]:
            self.tree = html.document_fromstring(self.response.text)
            self.visited += [(str(step.url), self.title) for step in (*self.response.history, self.response)]
            found = mistakes(self.response.text, self.city)
            assert not found, f"{self.response.url}: {found}"

    # --- reading

    @property
    def title(self) -> str:
        return self.tree.findtext("head/title") or ""

    @property
    def heading(self) -> str:
        return text(self.tree.cssselect("h1")[0])

    @property
    def words(self) -> str:
        return text(self.tree.cssselect("main")[0])

    @property
    def errors(self) -> list[str]:
        return [text(link) for link in self.tree.cssselect(".error-summary a")]

    def asked(self) -> list[str]:
        """The questions of the page, as they are read."""
        return [label_of(frame) for frame in self.tree.cssselect("main form .field")]

    def fact(self, name: str) -> str:
        """What stands beside a word in a list of facts."""
        return next(text(dt.getnext()) for dt in self.tree.cssselect("main dt") if text(dt) == name)

    # --- filling in

    def fill(self, label: str, typed: object) -> None:
        """Answer the question read as `label`, as its controls want: words, choices, parts, files."""
        frame = next(frame for frame in self.tree.cssselect("main form .field") if label_of(frame) == label)
        if isinstance(typed, dict):
            for part, value in typed.items():
                if value:
                    self._put(self._part(frame, part), value)
        elif isinstance(typed, list):
            for choice in typed:
                self._put(self._control(frame, choice), True)
        elif frame.tag == "fieldset":
            self._put(self._control(frame, str(typed)), True)
        else:
            self._put(self._control(frame, label), typed)

    def tick(self, label: str) -> None:
        """Tick the only box of a question."""
        frame = next(frame for frame in self.tree.cssselect("main form .field") if label_of(frame) == label)
        frame.cssselect("input[type=checkbox]")[0].set("checked", "checked")

    def attach(self, label: str, *names: str, content: bytes = b"") -> None:
        """Choose files for a question; their bytes are those their names promise, unless given."""
        frame = next(frame for frame in self.tree.cssselect("main form .field") if label_of(frame) == label)
        control = frame.cssselect("input[type=file]")[0]
        files = [(name, content or BYTES[name.rsplit(".", 1)[-1]] + name.encode()) for name in names]
        self.files.setdefault(control.get("name"), []).extend(files)

    def _control(self, frame, label: str):
        labels = [one for one in frame.cssselect("label[for]") if plain(text(one)) == plain(label)]
        labels = labels or [one for one in frame.cssselect("label[for]") if bare(text(one)) == plain(label)]
        assert labels, f"no control is labelled « {label} » among {[text(one) for one in frame.cssselect('label')]}"
        return self.tree.get_element_by_id(labels[0].get("for"))

    def _part(self, frame, part: str):
        """One input of an answer made of several: it must be labelled."""
        [control] = frame.cssselect(f'[name$="-{part}"]')
        assert frame.xpath(".//label[@for=$id]", id=control.get("id")), f"nothing labels {control.get('name')}"
        return control

    def _put(self, control, value) -> None:
        kind = control.get("type")
        if kind in ("radio", "checkbox"):
            if kind == "radio":
                for other in self.tree.xpath("//input[@type='radio'][@name=$name]", name=control.get("name")):
                    other.attrib.pop("checked", None)
            control.set("checked", "checked")
        elif control.tag == "textarea":
            control.text = str(value)
        elif control.tag == "select":
            wanted = next(option for option in control.cssselect("option") if plain(text(option)) == plain(value))
            control.value = wanted.get("value")
        else:
            control.set("value", str(value))

    async def submit(self, form, button=None, **more) -> None:
        """Send a form as a browser does; `more` is what a tampered form would add."""
        fields = successful(form)
        if button is not None and button.get("name"):
            fields.append((button.get("name"), button.get("value", "")))
        data: dict[str, list[str]] = {}
        for name, value in [*fields, *more.items()]:
            data.setdefault(name, []).append(value)
        elsewhere = button.get("formaction") if button is not None else None
        method, address = form.get("method", "get").upper(), elsewhere or form.get("action") or str(self.response.url)
        if method == "GET":
            await self._send("GET", f"{address}?{httpx.QueryParams(data)}")
        elif form.get("enctype") == "multipart/form-data":
            await self._send("POST", address, data=data, files=self._chosen(form))
        else:
            await self._send("POST", address, data=data)

    def _chosen(self, form):
        """A file input left alone sends a file without a name."""
        names = [control.get("name") for control in form.cssselect("input[type=file]")]
        return [
            (name, (file, content, "application/octet-stream"))
            for name in names
            for file, content in self.files.get(name, [("", b"")])
        ]

    def _one(self, selector: str, words: str):
        found = [one for one in self.tree.cssselect(selector) if plain(text(one)).startswith(plain(words))]
        assert found, f"nothing says « {words} » on {self.response.url}: {self.words[:400]}"
        return found[0]


def successful(form) -> list[tuple[str, str]]:
    """The controls a browser would send, in order."""
    fields = []
    for control in form.cssselect("input[name], textarea[name], select[name]"):
        kind = control.get("type", "text")
        if kind in ("radio", "checkbox") and control.get("checked") is None:
            continue
        if kind in ("file", "submit", "button"):
            continue
        fields.append((control.get("name"), control_value(control)))
    return fields


def control_value(control) -> str:
    if control.tag == "textarea":
        return (control.text or "").removeprefix("\n")
    if control.tag == "select":
        return control.value or ""
    return control.get("value", "on" if control.get("type") == "checkbox" else "")


MARKS = ("facultatif", "obligatoire", "optional", "required", "اختياري", "إجباري", "opcional", "obligatorio")


def label_of(frame) -> str:
    """The question of a frame, without « (facultatif) »."""
    label = frame.cssselect("legend") or frame.cssselect("label")
    return bare(text(label[0]))


def bare(words: str) -> str:
    return re.sub(rf" \(({'|'.join(MARKS)})\)$", "", plain(words))


def plain(words: object) -> str:
    """With ordinary spaces."""
    return " ".join(str(words).split())
