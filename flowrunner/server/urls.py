"""The addresses of a flow, as Plivo is given them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class FlowUrls:
    """Where one flow is reached; ``base`` is ``http(s)://host`` without a slash at its end."""

    base: str
    flow: str

    @property
    def answer(self) -> str:
        return self._http("answer")

    @property
    def page(self) -> str:
        """Where anybody may ask whether the flow is served."""
        return f"{self.base}/flows/{quote(self.flow, safe='')}"

    @property
    def machine(self) -> str:
        """Told whether a machine has answered a call of ours."""
        return self._http("machine")

    @property
    def hangup(self) -> str:
        return self._http("hangup")

    @property
    def status(self) -> str:
        return self._http("status")

    def stream(self, ticket: str) -> str:
        """Return the WebSocket's address."""
        scheme, _, rest = self.base.partition("://")
        return f"{'wss' if scheme == 'https' else 'ws'}://{rest}/flows/{quote(self.flow, safe='')}/stream/{ticket}"

    def continuing(self, ticket: str) -> str:
        """Return where a call goes when its stream or its dial has ended."""
        return self._http(f"continue/{ticket}")

    def brief(self, ticket: str) -> str:
        """Return where the document lies that is said to a person before connecting."""
        return self._http(f"brief/{ticket}")

    def _http(self, rest: str) -> str:
        return f"{self.page}/{rest}"
