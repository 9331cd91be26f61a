"""What an author sees while typing a flow: asked of the real yaml-language-server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flowrunner.flow.schema import VERBS, flow_schema
from tests.editors.lsp import Editor
from tests.flow.golden import OK

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROPERTY = 10
"""The kind of a completion that is a key, in the protocol."""
FLOWS = Path(__file__).resolve().parents[2] / "flows"
TOP = "flow: clinic\nstart: a\nfallback: a\nstates:\n"
# the server takes the keys 1 and 01 for one; to flowrunner each is the text that was typed
SILENT = [file for file in (*FLOWS.glob("*.yaml"), *OK) if file.stem != "text_as_typed"]


def state(*lines: str) -> str:
    """Return a flow whose last state has these lines."""
    return TOP + "  a:\n" + "\n".join(f"    {line}" for line in lines)


def chosen(insert: str) -> str:
    """Return what a snippet writes when each of its places is left as it is."""
    return re.sub(r"\$\{\d+:([^}]*)\}", r"\1", insert)


async def test_an_empty_file_is_offered_what_a_flow_needs(editor: Editor) -> None:
    assert {"flow", "start", "fallback", "states", "anytime", "hours"} <= set(await editor.labels("a.yaml", "|"))


async def test_a_state_without_a_verb_is_offered_every_verb(editor: Editor) -> None:
    assert {"say", "set", "go", *VERBS} <= set(await editor.labels("a.yaml", state("|")))
    assert set(VERBS) <= set(await editor.labels("a.yaml", state("say: Hello.", "|")))


VERB_LINES = {
    "ask": ["ask: Which day?", "|"],
    "form": ["form: {day: {ask: Which day?, type: date}}", "|"],
    "request": ["request: GET https://api.example/x", "|"],
    "run": ["run: verify_caller", "|"],
    "agent": ["agent: Be kind.", "|"],
    "transfer": ["transfer: '+15550100000'", "|"],
    "record": ["record: {max: 2m}", "|"],
    "sms": ["sms: {to: '+15550100000', message: Hello.}", "|"],
    "wait": ["wait: 2s", "|"],
    "transcribe": ["transcribe: true", "|"],
}


@pytest.mark.parametrize("verb", VERBS)
async def test_a_state_with_a_verb_is_offered_its_fields_and_no_other_verb(editor: Editor, verb: str) -> None:
    items = await editor.items("a.yaml", state(*VERB_LINES[verb]))
    assert {item["label"] for item in items if item["kind"] == PROPERTY} == set(
        flow_schema()["$defs"][f"state_{verb}"]["properties"]
    ) - {verb}


async def test_every_field_is_written_with_its_colon(editor: Editor) -> None:
    for lines in (["|"], *VERB_LINES.values()):
        for item in await editor.items("a.yaml", state(*lines)):
            assert ":" in item["insertText"], item["label"]


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["ask: Which day?", "type: |"], {"yes_no", "digits", "date", "time", "phone", "code", "money"}),
        (["ask: Which day?", "listen: |"], {"both", "keys", "voice"}),
        (["ask: Which PIN?", "secret: |"], {"true", "false"}),
        (["wait: |"], {"500ms", "5s", "2m"}),
        (["ask: Yes?", "choices:", "  sales:", "    press: |"], {"1", "star", "hash"}),
        (["say: Good bye.", "go: |"], {"hangup", "repeat", "back", "return", "by outcome", "by condition"}),
        (["ask: Yes?", "silence: |"], {"text", "list"}),
    ],
)
async def test_the_values_of_a_field_are_offered(editor: Editor, lines: list[str], values: set[str]) -> None:
    assert values <= set(await editor.labels("a.yaml", state(*lines)))


@pytest.mark.parametrize(
    ("verb", "outcomes"),
    [
        ("request", {"ok", "timeout", "error", "otherwise"}),
        ("transfer", {"ended", "busy", "no_answer", "failed", "otherwise"}),
        ("record", {"done", "nothing"}),
        ("form", {"done", "cancel", "give_up"}),
    ],
)
async def test_the_outcomes_of_a_verb_are_offered(editor: Editor, verb: str, outcomes: set[str]) -> None:
    assert outcomes <= set(await editor.labels("a.yaml", state(VERB_LINES[verb][0], "go:", "  |")))


async def test_the_fields_of_a_choice_are_offered(editor: Editor) -> None:
    offered = await editor.labels("a.yaml", state("ask: Yes?", "choices:", "  sales:", "    |"))
    assert {"press", "hear", "intent", "say", "go", "key and words"} == set(offered)


async def test_whole_states_are_offered_and_each_is_right_as_it_is(editor: Editor) -> None:
    items = await editor.items("a.yaml", state("|"))
    whole = {item["label"]: chosen(item["insertText"]) for item in items if item["label"].startswith(("a ", "another"))}
    assert len(whole) == 12
    for label, text in whole.items():
        assert await editor.mistakes("a.yaml", state(*text.splitlines())) == [], label


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("st|ates: {}", "The states of the flow, by name."),
        ("fall|back: a", "Where a call goes instead of getting stuck."),
        (TOP + "  a|: {say: Hello., go: a}", "Says something, then does one thing, then goes somewhere."),
        (state("as|k: Which day?", "type: date"), "The question, followed by choices, or by a type of answer."),
        (state("ask: Which day?", "ty|pe: date"), "What kind of answer is wanted."),
        (state("ask: Which day?", "type: da|te"), "`date`: A day, such as next Friday;"),
        (state("ask: Which day?", "tri|es: 2"), "How many mistakes, silent and unclear ones together"),
        (state("ask: Yes?", "choices: {sales: {pr|ess: 1}}"), "The key of this choice: 0 to 9, star or hash."),
        (state("wait: 2s", "pa|ce: eager"), "How soon the bot takes its turn"),
        (state("wait: 2s", "pace: ea|ger"), "Answers at once: for short questions"),
        (state("wait: 2s", "g|o: a"), "Where the call goes: a state; outcomes and states; or a list of conditions"),
        (state("transfer: '+15550100000'", "go: {bu|sy: a}"), "The line is busy."),
        (state("record: {st|op: star}"), "The key that ends the message; also silence does. Default hash."),
        (state("record: {max: 2m}", "sa|ve: message"), "The variable that keeps where the recording is."),
        (state("sms: {t|o: '+15550100000', message: Hello.}"), "The number that the message goes to."),
        (state("transcribe: {wi|th: '+15550100000'}"), "Whom the caller is connected to; both are written down."),
        (
            state("transcribe: {max: 30m}", "sa|ve: words"),
            "The variable that keeps what was said, a line an utterance.",
        ),
        (
            state("agent: Help.", "leave|_when: {solved: All is answered.}"),
            "The names are the outcomes; each says when.",
        ),
        (state("agent: Help.", "limits: {tu|rns: 10}"), "How often the caller may speak. Default 20."),
        (state("form: {day: {ask: Which day?, type: date, only|_if: x}}"), "the question is asked only when it holds."),
    ],
)
async def test_what_the_pointer_rests_on_is_explained(editor: Editor, text: str, words: str) -> None:
    assert words in await editor.hover("a.yaml", text)


@pytest.mark.parametrize("verb", VERBS)
async def test_every_verb_is_explained(editor: Editor, verb: str) -> None:
    line = VERB_LINES[verb][0]
    assert len((await editor.hover("a.yaml", state(line[0] + "|" + line[1:]))).split()) > 5


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("flow: clinic\n", [(1, "a flow, which has `flow:`, `start:`, `fallback:` and `states:`")]),
        (state("sya: Hello.", "go: a"), [(6, "Property sya is not allowed.")]),
        (state("ask: Which day?"), [(5, "a question has `choices:`, or a `type:` such as digits")]),
        (state("ask: Which day?", "type: day"), [(7, "one of yes_no, digits, number, money, date")]),
        (state("ask: Which day?", "type: date", "after: 5 seconds"), [(8, "a duration such as 500ms, 5s or 2m")]),
        (state("ask: Yes?", "choices: {sales: {press: pound}}"), [(7, "a key of the telephone: 0 to 9, star or hash")]),
        (state("say: Hello.", "choices: {a: {press: 1}}"), [(7, "Property choices is not allowed.")]),
        (state("ask: Yes?", "type: yes_no", "transfer: '1'"), [(8, "Property transfer is not allowed.")]),
        (state("request: api.example/x"), [(6, "a method and an address, such as GET https://api.example/balance")]),
        (TOP + "  the end: {go: hangup}", [(5, "a name of letters, digits, _ and -")]),
    ],
)
async def test_a_mistake_is_marked_on_its_line_and_nothing_beside_it(
    editor: Editor, text: str, mistakes: list[tuple[int, str]]
) -> None:
    found = await editor.mistakes("a.yaml", text)
    assert [line for line, _ in found] == [line for line, _ in mistakes]
    assert all(words in message for (_, words), (_, message) in zip(mistakes, found, strict=True)), found


@pytest.mark.parametrize(("name", "text"), [(file.name, file.read_text("utf-8")) for file in SILENT])
async def test_nothing_is_marked_in_a_good_file(editor: Editor, name: str, text: str) -> None:
    assert await editor.mistakes(name, text) == []
