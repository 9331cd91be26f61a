"""Orders to Plivo, over its REST API: place calls and change them, begin and end streams, send texts.

``async with open_rest(Credentials(...)) as rest: fired = await rest.calls.create(NewCall(...))``. Nothing here is
needed to answer calls. What fails raises RestError, which says whether the order may have been carried out all the
same; only questions are ever asked twice.
"""

from flowrunner.plivo.rest.accounts import Accounts
from flowrunner.plivo.rest.answers import (
    AccountState,
    CallFired,
    CallState,
    MessageQueued,
    RecordingStarted,
    StreamStarted,
    StreamState,
)
from flowrunner.plivo.rest.calls import Calls
from flowrunner.plivo.rest.client import PlivoRest, open_rest
from flowrunner.plivo.rest.following import follow
from flowrunner.plivo.rest.messages import Messages
from flowrunner.plivo.rest.orders import (
    Detection,
    NewCall,
    NewMessage,
    NewPlaying,
    NewRecording,
    NewSpeaking,
    NewStream,
    SendDigits,
    Transfer,
)
from flowrunner.plivo.rest.streams import Streams
from flowrunner.plivo.rest.transport import API_URL, Credentials

__all__ = [
    "API_URL",
    "AccountState",
    "Accounts",
    "CallFired",
    "CallState",
    "Calls",
    "Credentials",
    "Detection",
    "MessageQueued",
    "Messages",
    "NewCall",
    "NewMessage",
    "NewPlaying",
    "NewRecording",
    "NewSpeaking",
    "NewStream",
    "PlivoRest",
    "RecordingStarted",
    "SendDigits",
    "StreamStarted",
    "StreamState",
    "Streams",
    "Transfer",
    "follow",
    "open_rest",
]
