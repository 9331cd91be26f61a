"""Codes of keys and phrases: what callers may press and say."""

from flowrunner.flow.lint.manual.entry import Entry

ENTRIES = (
    Entry(
        code="asked-later",
        severity="warning",
        summary="a question of a form depends on an answer that comes after it",
        why="`only_if` is looked at when the question has its turn, in the order of the file. What is asked later is "
        "still empty then.",
        bad="""\
  booking:
    form:
      pickup:
        only_if: car == 'broken'
        ask: Should we fetch it?
        type: yes_no
      car:
        ask: Is it broken, or due for a service?
        choices:
          broken: {hear: broken}
          service: {hear: service}
    go: bye
""",
        good="""\
  booking:
    form:
      car:
        ask: Is it broken, or due for a service?
        choices:
          broken: {hear: broken}
          service: {hear: service}
      pickup:
        only_if: car == 'broken'
        ask: Should we fetch it?
        type: yes_no
    go: bye
""",
    ),
    Entry(
        code="never-asked",
        severity="warning",
        summary="a question of a form whose answer is set before it begins",
        why="A form asks only for what it does not know yet, and the `set` of its own state comes first. To begin anew "
        "with an empty answer, use `forget`.",
        bad="""\
  booking:
    set: {guests: 2}
    form:
      guests: {ask: How many guests?, type: number}
    go: bye
""",
        good="""\
  booking:
    forget: guests
    form:
      guests: {ask: How many guests?, type: number}
    go: bye
""",
    ),
    Entry(
        code="duplicate-choice",
        severity="error",
        summary="two choices of one menu have the same key or phrase",
        why="The call could not tell which one is meant. A choice of a state may have a key of `anytime`: the "
        "state wins.",
        bad="""\
  menu:
    ask: For sales, press 1. For support, press 2.
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 1, hear: support, go: operator}
""",
        good="""\
  menu:
    ask: For sales, press 1. For support, press 2.
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
""",
    ),
    Entry(
        code="sounds-alike",
        severity="warning",
        summary="two phrases of different choices sound alike",
        why="On the telephone people and machines mistake them for each other. Compared are the phrases of a menu"
        " and those of `anytime`, by a rough spelling of their sound in which b and p, m and n, f and th are "
        "the same; from six sounds on, one sound may differ.",
        bad="""\
  menu:
    ask: Billing, or filling in a form?
    choices:
      billing: {press: 1, hear: billing, go: operator}
      forms: {press: 2, hear: filling, go: operator}
""",
        good="""\
  menu:
    ask: Billing, or help with a form?
    choices:
      billing: {press: 1, hear: billing, go: operator}
      forms: {press: 2, hear: help with a form, go: operator}
""",
    ),
    Entry(
        code="unoffered-key",
        severity="warning",
        summary="a prompt names a key that nothing takes",
        why="Callers do as they are told, and hear that they were not understood. Either the key moved, or the "
        "prompt was not changed with it.",
        bad="""\
  menu:
    ask: For sales, press 1. For support, press 3.
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
""",
        good="""\
  menu:
    ask: For sales, press 1. For support, press 2.
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
""",
    ),
    Entry(
        code="unmentioned-choice",
        severity="warning",
        summary="a choice that no prompt mentions",
        why="Callers choose what they have heard of: by its key, its name or one of its phrases. An open "
        "question, which mentions none of its choices, is left alone; so are `anything`, and yes and no.",
        bad="""\
  menu:
    ask: Would you like sales or support?
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
      billing: {press: 3, hear: billing, go: operator}
""",
        good="""\
  menu:
    ask: Would you like sales, support or billing?
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
      billing: {press: 3, hear: billing, go: operator}
""",
    ),
    Entry(
        code="global-key",
        severity="warning",
        summary="a key of `anytime` may be part of an answer",
        why="While digits are typed, a 0 is a digit and does not lead to the operator; only star and spoken words"
        " work everywhere. It is a note where callers can still say the command, and a warning where they "
        "cannot do that either.",
        bad="""\
anytime:
  help: {press: 0, go: operator}
states:
  account:
    ask: Please enter your account number.
    type: digits
    save: account
    go: bye
""",
        good="""\
anytime:
  help: {press: star, hear: help, go: operator}
states:
  account:
    ask: Please enter your account number.
    type: digits
    save: account
    go: bye
""",
    ),
    Entry(
        code="empty-range",
        severity="error",
        summary="the least answer is greater than the greatest",
        why="Whatever the caller says would be refused. `min` is the least and `max` the greatest answer: of days "
        "the first and the last, of times of day the earliest and the latest.",
        bad="""\
  guests:
    ask: How many people are you?
    type: number
    min: 8
    max: 1
    save: guests
    go: bye
""",
        good="""\
  guests:
    ask: How many people are you?
    type: number
    min: 1
    max: 8
    save: guests
    go: bye
""",
    ),
    Entry(
        code="no-timezone",
        severity="warning",
        summary="a day is asked for, and nothing says where",
        why="When a caller in Delhi says tomorrow at two in the morning, it is still today in London. A `timezone` at "
        "the top of the file, or one among the opening hours, says whose clock counts; without one it is UTC.",
        bad="""\
  day:
    ask: Which day would you like?
    type: date
    save: day
    go: bye
""",
        good="""\
timezone: Asia/Kolkata
states:
  day:
    ask: Which day would you like?
    type: date
    save: day
    go: bye
""",
    ),
)
