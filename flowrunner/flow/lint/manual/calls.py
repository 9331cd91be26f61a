"""Codes of secrets, and of what leaves the house."""

from flowrunner.flow.lint.manual.entry import Entry

ENTRIES = (
    Entry(
        code="secret-outside-request",
        severity="error",
        summary="a secret is used in something else than a web request",
        why="What is spoken can be recorded, and what is compared shows in a trace. Secrets go to the computers "
        "that ask for them, and nowhere else.",
        bad="""\
  greeting:
    say: The password is {{ secrets.API_TOKEN }}.
    go: bye
""",
        good="""\
  greeting:
    request: GET https://api.example/greeting
    headers: {Authorization: "Bearer {{ secrets.API_TOKEN }}"}
    go: {otherwise: bye}
""",
    ),
    Entry(
        code="secret-outside-body",
        severity="error",
        summary="a secret answer is used in something else than the body of a web request",
        why="What a caller types in confidence is masked from the first key on. Said, compared, put into an "
        "address or kept under a name that holds other things too, it would show.",
        bad="""\
  pin:
    ask: Please enter your PIN.
    type: digits
    secret: true
    save: pin
    go: check
  check:
    request: POST https://api.example/verify?pin={{ pin }}
    go: {ok: bye, otherwise: operator}
""",
        good="""\
  pin:
    ask: Please enter your PIN.
    type: digits
    secret: true
    save: pin
    go: check
  check:
    request: POST https://api.example/verify
    body: {pin: "{{ pin }}"}
    go: {ok: bye, otherwise: operator}
""",
    ),
    Entry(
        code="plain-http",
        severity="warning",
        summary="a request sends a secret over plain http",
        why="Everybody on the way can read it: a key of the project, or what a caller typed in confidence. With "
        "https they cannot.",
        bad="""\
  greeting:
    request: GET http://api.example/greeting
    headers: {Authorization: "Bearer {{ secrets.API_TOKEN }}"}
    go: {otherwise: bye}
""",
        good="""\
  greeting:
    request: GET https://api.example/greeting
    headers: {Authorization: "Bearer {{ secrets.API_TOKEN }}"}
    go: {otherwise: bye}
""",
    ),
    Entry(
        code="sent-once",
        severity="warning",
        summary="a request with effects is to be tried again",
        why="When no answer comes, nobody knows whether the service has done what it was asked for. Asking again might "
        "book a second visit, or pay twice. So `retry` is for GET, PUT and DELETE; a POST or PATCH is sent once.",
        bad="""\
  book:
    request: POST https://api.example/visits
    body: {caller: "{{ call.from }}"}
    retry: 2
    go: {otherwise: bye}
""",
        good="""\
  book:
    request: POST https://api.example/visits
    body: {caller: "{{ call.from }}"}
    go: {otherwise: bye}
""",
    ),
    Entry(
        code="one-track",
        severity="error",
        summary="both ends are to be heard, and no state only listens",
        why="The stream on which a flow speaks and listens carries the caller alone; Plivo refuses it otherwise. "
        "What the caller hears comes only on the streams of `transcribe`.",
        bad="""\
stream: {audio_track: both}
states:
  begin:
    say: Hello.
    go: operator
""",
        good="""\
stream: {audio_track: both}
states:
  begin:
    say: This call is written down.
    transcribe: {with: "+15550100001"}
    go: {ended: bye, failed: operator}
""",
    ),
    Entry(
        code="one-way",
        severity="error",
        summary="the stream is to go one way, or the call is not to wait for it, and a state cannot do with that",
        why="Whoever says or asks something needs a stream both ways, and a call that waits until it has ended. So it "
        "follows from the states, and the two attributes need not be written.",
        bad="""\
stream: {bidirectional: false}
states:
  begin:
    say: Hello.
    go: bye
""",
        good="""\
stream: {bidirectional: true, keep_call_alive: true}
states:
  begin:
    say: Hello.
    go: bye
""",
    ),
    Entry(
        code="long-headers",
        severity="error",
        summary="there are more extra headers than Plivo takes",
        why="Plivo takes 512 bytes of them, names and signs between them included. What is longer belongs into a "
        "request, by a number that fits.",
        bad=f"""\
stream: {{extra_headers: {{story: {"once" * 130}}}}}
states:
  begin:
    say: Hello.
    go: bye
""",
        good="""\
stream: {extra_headers: {story: A17}}
states:
  begin:
    say: Hello.
    go: bye
""",
    ),
    Entry(
        code="nobody-told",
        severity="warning",
        summary="a method is named for a status callback that goes nowhere",
        why="Without an address of yours the host is told of its streams, in the way that it wants. The method has no "
        "effect.",
        bad="""\
stream: {status_callback_method: GET}
states:
  begin:
    say: Hello.
    go: bye
""",
        good="""\
stream: {status_callback_url: "https://example.com/status", status_callback_method: GET}
states:
  begin:
    say: Hello.
    go: bye
""",
    ),
)
