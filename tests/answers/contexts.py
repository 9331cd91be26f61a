"""The moments in which the answers of these tests are given: a Tuesday morning in November."""

from __future__ import annotations

from datetime import datetime

from flowrunner.answers.answer import AnswerContext

NOW = datetime(2026, 11, 24, 10, 12)
US = AnswerContext(NOW, "en-US")
INDIA = AnswerContext(NOW, "en-IN")
HINDI = AnswerContext(NOW, "hi-IN")
BRITAIN = AnswerContext(NOW, "en-GB")
