"""What PDF/UA asks of a file, read from the file itself: structure, language, title, alternatives of images, fonts."""

import io
import shutil
import subprocess

import pypdf


def opened(content):
    return pypdf.PdfReader(io.BytesIO(content))


def read(content):
    """The words of a file as a screen reader gets them; by poppler when it is there."""
    if shutil.which("pdftotext"):
        return subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True
        ).stdout.decode()
    return "\n".join(page.extract_text() for page in opened(content).pages)


def elements(content):
    """Every element of the structure tree, in reading order."""
    root = opened(content).trailer["/Root"].get("/StructTreeRoot")
    waiting = [root["/K"]] if root else []
    while waiting:
        one = waiting.pop(0).get_object()
        if isinstance(one, list):
            waiting = [*one, *waiting]
        elif isinstance(one, dict) and "/S" in one:
            yield one
            waiting = [one["/K"], *waiting] if "/K" in one else waiting
    return


def tags(content):
    return [one["/S"].removeprefix("/") for one in elements(content)]


def images(content):
    """What stands for each image for who cannot see it."""
    return [one.get("/Alt", "") for one in elements(content) if one["/S"] == "/Figure"]


def faults(content):
    """What is missing, in words; nothing when the file is as it should be."""
    file = opened(content)
    root, found = file.trailer["/Root"], []
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        found.append("not tagged")
    if not root.get("/Lang"):
        found.append("no language")
    if not (file.metadata and (file.metadata.title or "").strip()):
        found.append("no title")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        found.append("the title is not shown")
    if b"pdfuaid" not in root["/Metadata"].get_object().get_data():
        found.append("it does not say that it is PDF/UA")
    if "H1" not in tags(content):
        found.append("no heading")
    if not all(images(content)):
        found.append("an image has no alternative")
    if any("/FontFile2" not in one and "/FontFile3" not in one and "/FontFile" not in one for one in fonts(file)):
        found.append("a font is not in the file")
    return found


def fonts(file):
    for page in file.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            inside = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            if "/FontDescriptor" in inside:
                yield inside["/FontDescriptor"].get_object()
