"""Web requests, of a state or of an agent's tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.flow.model.prompts import Prompt
    from flowrunner.flow.template import Template


REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""Methods that may be sent twice without harm (RFC 9110, section 9.2.2)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A web request. Outcomes: ``ok``, a status such as ``404``, ``timeout``, ``error``."""

    method: str
    url: Template
    headers: Mapping[str, Template] = field(default_factory=dict)
    body: Mapping[str, Template] | None = None
    timeout_s: float = 4.0
    retry: int = 0
    meanwhile: Prompt | None = None
    save: Mapping[str, str] = field(default_factory=dict)
    """Variable name -> path into the answer, such as ``body.amount``."""
