"""Text messages of a flow: sent once, and what has been sent is never sent again.

A call that loses its connection in the middle cannot know whether the message went out. So it goes on with ``failed``,
as a web request does that must not be made twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import SendText
from flowrunner.engine.call import Phase
from flowrunner.engine.replacing import replace
from flowrunner.engine.transitions import leave

if TYPE_CHECKING:
    from flowrunner.engine.events import TextSent
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Sms


def send_text(turn: Turn, sms: Sms) -> None:
    """Send a message, unless there is nobody to send it to or nothing to say; raises TemplateError."""
    to, message = turn.render(sms.to).strip(), turn.render(sms.message).strip()
    sender = turn.render(sms.sender).strip() if sms.sender else ""
    if not to or not message:
        leave(turn, "failed")
        return
    issued = replace(turn.call.issued, texts=turn.call.issued.texts + 1)
    turn.call = replace(turn.call, phase=Phase.TEXTING, issued=issued)
    turn.emit(SendText(issued.texts, to, message, sender or None))


def text_sent(turn: Turn, event: TextSent) -> None:
    """The message is on its way, or cannot be."""
    leave(turn, event.outcome)
