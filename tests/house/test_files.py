"""What the repository's own files promise."""

import re

import pytest

from app.settings import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
OWN_NAMES = ("Xuyên Suốt", "Tiếng Việt")
#: Forms prescribed by decree exist in Vietnamese only.
VIETNAMESE_ONLY = ("layouts/print.html", "print.html")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_pins_every_version_with_hashes_and_names_no_host(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links|/simple", text)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_templates_speak_both_languages_and_carry_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text), path
    if path.name.endswith(VIETNAMESE_ONLY):
        return
    words = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
    for own in OWN_NAMES:
        words = words.replace(own, "")
    stray = [line.strip() for line in words.splitlines() if VIETNAMESE.search(line)]
    assert not stray, f"{path}: words outside t(): {stray[:5]}"


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    wrong = []
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT).parts
        if not path.is_file() or inside[0] in (".git", ".venv", "var") or "__pycache__" in inside:
            continue
        if (
            path.suffix not in (".py", ".md", ".html", ".toml", ".lock", ".sh", ".css", ".js", "")
            or path.name == "test_files.py"
        ):
            continue
        text = path.read_text(errors="ignore")
        if re.search(r"pypi\.org|registry\.npmjs|deb\.debian\.org|/home/\w+/|/root/", text):
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong, wrong
