"""The table of answer types in ``docs/language.md`` says what is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flowrunner.answers.answer import Value
from flowrunner.answers.registry import ANSWER_TYPES
from tests.answers.contexts import HINDI, US

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| `(?!type`)(\w+)` \|" + r" (.*?) \|" * 2 + r" ?(.*?) \|" + r" (.*?) \|" * 2 + "$", PAGE, re.MULTILINE
)


def plain(cell: str) -> str:
    return cell.strip(" `")


def kept(name: str, cell: str) -> Value:
    value: Value = json.loads(plain(cell)) if name in ("yes_no", "number", "money") else plain(cell)
    return value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_says_what_is_so(row: tuple[str, ...]) -> None:
    name, said, in_hindi, typed, value, heard = row
    kind = ANSWER_TYPES[name]
    assert kind.from_words(said, US) == kept(name, value)
    assert kind.from_words(in_hindi, HINDI) == kept(name, value)
    assert not plain(typed) or kind.from_keys(plain(typed), US) == kept(name, value)
    assert kind.read_back(kept(name, value), US) == heard


def test_the_table_has_every_type() -> None:
    assert [row[0] for row in ROWS] == list(ANSWER_TYPES)
