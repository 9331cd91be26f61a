"""Codes of keys and values that do not fit where they are."""

from flowrunner.flow.lint.manual.entry import Entry

ENTRIES = (
    Entry(
        code="unknown-key",
        severity="error",
        summary="a key that the language does not have there",
        why="It is misspelled, or stands in the wrong place; nothing would ever look at it. A key of another verb"
        " is told as such: `length` belongs to `ask`, `ring` to `transfer`.",
        bad="""\
  menu:
    ask: Sales or support?
    choises:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
""",
        good="""\
  menu:
    ask: Sales or support?
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
""",
    ),
    Entry(
        code="missing-key",
        severity="error",
        summary="something that is needed is not there",
        why="A flow needs a name, a start and a fallback; a question needs answers; a choice needs a key or words.",
        bad="""\
  account:
    ask: What is your account number?
    save: account
    go: bye
""",
        good="""\
  account:
    ask: What is your account number?
    type: digits
    save: account
    go: bye
""",
    ),
    Entry(
        code="wrong-type",
        severity="error",
        summary="a value of another kind than its key takes",
        why="Durations are `500ms`, `5s` or `2m`, and counts are whole numbers. The message says what is expected.",
        bad="""\
  pause:
    wait: 2 seconds
    go: bye
""",
        good="""\
  pause:
    wait: 2s
    go: bye
""",
    ),
    Entry(
        code="bad-name",
        severity="error",
        summary="a name with signs that names do not have",
        why="Names of states, choices and variables are letters, digits and `_`, so that they can be written "
        "everywhere without quotes.",
        bad="""\
  say hello:
    say: Hello.
    go: hangup
""",
        good="""\
  say_hello:
    say: Hello.
    go: hangup
""",
    ),
    Entry(
        code="not-a-key",
        severity="error",
        summary="`press` with something that no telephone has",
        why="A telephone has the keys 0 to 9, star and hash, and each press is one of them.",
        bad="""\
  menu:
    ask: For sales, press 10.
    choices:
      sales: {press: 10, go: operator}
""",
        good="""\
  menu:
    ask: For sales, press 1.
    choices:
      sales: {press: 1, go: operator}
""",
    ),
    Entry(
        code="unfit-key",
        severity="error",
        summary="a key that does not go with another one of the same state",
        why="`length` is about digits, and `min` is about amounts; beside another type they would mean nothing.",
        bad="""\
  agree:
    ask: Is that right?
    type: yes_no
    length: 4
    go: {yes: bye, no: operator}
""",
        good="""\
  agree:
    ask: Is that right?
    type: yes_no
    go: {yes: bye, no: operator}
""",
    ),
    Entry(
        code="two-verbs",
        severity="error",
        summary="a state that does more than one thing",
        why="Each thing has outcomes of its own, and `go` could not tell them apart. Two states in a row do two "
        "things.",
        bad="""\
  connect:
    wait: 2s
    transfer: "+15550100001"
    go: {otherwise: bye}
""",
        good="""\
  pause:
    wait: 2s
    go: connect
  connect:
    transfer: "+15550100001"
    go: {otherwise: bye}
""",
    ),
    Entry(
        code="wrong-hours",
        severity="error",
        summary="opening hours that cannot be read",
        why="Days are written `mon`, `mon-fri` or `daily`, times `9:00-18:00`, dates `2026-12-25`; and hours mean"
        " nothing without a time zone.",
        bad="""\
hours:
  desk: {mon-fry: 9:00-18:00, timezone: Asia/Kolkata}
states:
  begin:
    go:
      - if: is_open('desk')
        to: operator
      - else: bye
""",
        good="""\
hours:
  desk: {mon-fri: 9:00-18:00, timezone: Asia/Kolkata}
states:
  begin:
    go:
      - if: is_open('desk')
        to: operator
      - else: bye
""",
    ),
)
