"""A language model that rests when it is ill: callers go on by ``error`` at once instead of waiting for nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING

from flowrunner.errors import LanguageModelError

if TYPE_CHECKING:
    from flowrunner.engine.dialogue import Briefing
    from flowrunner.models.ports import LanguageModel, Piece
    from flowrunner.policy.circuit import Asking, Circuit


class GuardedModel:
    """A ``LanguageModel``. The adapter has the deadlines and asks again; here it is only left alone."""

    def __init__(self, model: LanguageModel, circuit: Circuit) -> None:
        self._model = model
        self.circuit = circuit

    async def reply(self, briefing: Briefing) -> AsyncGenerator[Piece, None]:
        """Yield the reply as it is made; see the port."""
        if not self.circuit.admits():
            raise LanguageModelError("overloaded", "it failed too often and is left alone for a while")
        with self.circuit.ask() as asking, _telling(asking):
            async with aclosing(self._model.reply(briefing)) as pieces:
                async for piece in pieces:
                    yield piece


@contextmanager
def _telling(asking: Asking) -> Generator[None, None, None]:
    """Tell the circuit how it went, unless the request was at fault, or the key: that is said at once, and keeps nobody
    waiting.
    """
    try:
        yield
    except LanguageModelError as error:
        if error.kind != "refused":
            asking.failed(error.kind)
        raise
    asking.answered()
