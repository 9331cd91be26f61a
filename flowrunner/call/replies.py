"""One reply of a language model: from the briefing to sentences, as they stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import aclosing
from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.dialogue import ToolUse
from flowrunner.engine.events import Event, ModelFailed, ModelFinished, ModelSaid, ModelUsed
from flowrunner.errors import LanguageModelError
from flowrunner.models.ports import Words
from flowrunner.models.sentences import SentenceSplitter

if TYPE_CHECKING:
    from flowrunner.engine.actions import AskModel
    from flowrunner.models.ports import LanguageModel

REPLY_LIMIT_S = 45.0
"""How long a whole reply may take, while what there is of it is being said."""


class Reply:
    """Has a language model reply to one briefing, and tells what comes of it as events."""

    def __init__(self, action: AskModel, feed: Callable[[Event], None], clock: Callable[[], float]) -> None:
        self._action = action
        self._feed = feed
        self._clock = clock

    async def run(self, model: LanguageModel | None) -> None:
        """Listen to the model until its reply is complete; its faults are events too."""
        if model is None:
            self._fail("no language model is configured")
            return
        try:
            async with asyncio.timeout(REPLY_LIMIT_S):
                await self._listen(model)
        except TimeoutError:
            self._fail(f"the reply was not complete after {REPLY_LIMIT_S:g} s")
        except LanguageModelError as error:
            self._fail(str(error))
        else:
            self._feed(ModelFinished(self._action.reply_id, at=self._clock()))

    async def _listen(self, model: LanguageModel) -> None:
        splitter = SentenceSplitter()
        async with aclosing(model.reply(self._action.briefing)) as pieces:
            async for piece in pieces:
                match piece:
                    case Words(text):
                        self._say(splitter.write(text))
                    case ToolUse():
                        self._say(splitter.flush())
                        self._feed(ModelUsed(self._action.reply_id, piece, at=self._clock()))
                    case _:
                        assert_never(piece)
        self._say(splitter.flush())

    def _say(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self._feed(ModelSaid(self._action.reply_id, sentence, at=self._clock()))

    def _fail(self, reason: str) -> None:
        self._feed(ModelFailed(self._action.reply_id, reason, at=self._clock()))
