"""The glossary has a row for every word that the registers and tables know."""

import pytest

from app.evaluation.criteria import PRESET
from app.incidents.conduct import INSTRUMENTS
from app.people.permissions import ROLES
from app.settings import ROOT
from app.tasks.clarity import CLARITY_SETS
from app.tasks.flags import FLAGS
from migrations.piccolo_app import TABLES

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()

WORDS = [
    *(table._meta.tablename for table in TABLES),
    *(flag.code for flag in FLAGS),
    *(role.code for role in ROLES),
    *(each.code for each in CLARITY_SETS),
    *(criterion.code for group in PRESET.groups for criterion in group.criteria),
    *(instrument.code for instrument in INSTRUMENTS),
]


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_has_a_row_for(word):
    assert f"| `{word}` |" in GLOSSARY


def test_every_table_says_its_vietnamese_name():
    nameless = [table._meta.tablename for table in TABLES if not table.__doc__]
    assert not nameless
