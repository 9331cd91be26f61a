"""The one catch-all of the runtime."""

from __future__ import annotations

from collections.abc import Callable


class Edge:
    """The edge of a call: no fault of ours gets past it, to the host or to another call. Used for every frame."""

    __slots__ = ("_tell",)

    def __init__(self, tell: Callable[[Exception], None]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        self._tell(error)
        return True
