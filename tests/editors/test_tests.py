"""What an author sees while typing a test: asked of the real yaml-language-server."""

from __future__ import annotations

import pytest

from tests.editors.lsp import Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")

START = "- test: a silent caller\n"


async def test_the_keys_of_a_test_are_offered(editor: Editor) -> None:
    assert {"flow", "at", "from", "answers", "call"} <= set(await editor.labels("a.test.yaml", START + "  |"))


async def test_the_steps_of_a_call_are_offered(editor: Editor) -> None:
    items = await editor.items("a.test.yaml", START + "  call:\n    - |")
    written = {item["label"]: item["insertText"] for item in items}
    assert {"bot", "caller", "press", "silence", "hangup", "ended", "at_state", "transferred", "wait"} <= set(written)
    assert [written[step] for step in ("silence", "hangup", "ended")] == ["silence", "hangup", "ended"]


async def test_what_may_come_back_from_outside_is_offered(editor: Editor) -> None:
    offered = await editor.labels("a.test.yaml", START + "  answers:\n    fetch: |")
    assert {"ok", "ok, and what came with it", "timeout", "no_answer"} <= set(offered)


async def test_a_step_is_explained(editor: Editor) -> None:
    text = START + "  call:\n    - at_st|ate: menu"
    assert "The call is in this state, or comes to it by itself." in await editor.hover("a.test.yaml", text)


async def test_a_mistake_is_marked_on_its_line(editor: Editor) -> None:
    text = START + "  call:\n    - bot: Hello.\n    - silent\n    - at_stat: menu\n- call: [silence]\n"
    assert await editor.mistakes("a.test.yaml", text) == [
        (4, "a step such as `bot: Welcome*` or `silence`"),
        (5, "a step such as `bot: Welcome*` or `silence`"),
        (6, "a test, with `test:` and `call:`"),
    ]
