"""Codes of the ways that calls take."""

from flowrunner.flow.lint.manual.entry import Entry

ENTRIES = (
    Entry(
        code="needs-caller",
        severity="error",
        summary="`on_hangup` leads to a state that needs a caller",
        why="When the caller has left there is nobody to ask, to wait for or to connect. What can be done then is to "
        "`set`, to decide, to run another flow that only does so, and to send a `request` or an `sms`.",
        bad="""\
on_hangup: after
states:
  menu: {say: Hello., go: hangup}
  after:
    ask: Did you mean to hang up?
    type: yes_no
    go: {otherwise: hangup}
""",
        good="""\
on_hangup: after
states:
  menu: {say: Hello., go: hangup}
  after:
    request: POST https://api.example/abandoned
    body: {caller: "{{ call.from }}"}
    go: {otherwise: hangup}
""",
    ),
    Entry(
        code="unreachable-state",
        severity="warning",
        summary="a state that no call ever reaches",
        why="Nothing leads there from the start, the fallback or `anytime`. A `go` was forgotten, or the state is"
        " left over.",
        bad="""\
  greeting:
    say: Welcome.
    go: bye
  news:
    say: We have moved.
    go: bye
""",
        good="""\
  greeting:
    say: Welcome.
    go: news
  news:
    say: We have moved.
    go: bye
""",
    ),
    Entry(
        code="endless-loop",
        severity="warning",
        summary="states that lead to each other and nowhere else",
        why="The call goes round until the caller hangs up or the limit of 500 states is reached; each minute is "
        "paid for. A command of `anytime` counts as a way out, if there is something during which it can be "
        "given.",
        bad="""\
  busy:
    say: All lines are busy.
    go: pause
  pause:
    wait: 10s
    go: busy
""",
        good="""\
  busy:
    say: All lines are busy.
    go: pause
  pause:
    wait: 10s
    go:
      - if: visits('pause') > 5
        to: operator
      - else: busy
""",
    ),
    Entry(
        code="left-to-fallback",
        severity="info",
        summary="an outcome that the flow says nothing about goes to the fallback",
        why="That is what the fallback is for, and often meant. It is told because most flows forget what happens"
        " when a web request fails or a line is busy. `otherwise:` says that it is meant.",
        bad="""\
  balance:
    request: GET https://api.example/balance
    save: {balance: body.amount}
    go: {ok: tell}
  tell:
    say: You have {{ balance }} rupees.
    go: bye
""",
        good="""\
  balance:
    request: GET https://api.example/balance
    save: {balance: body.amount}
    go: {ok: tell, otherwise: operator}
  tell:
    say: You have {{ balance }} rupees.
    go: bye
""",
    ),
    Entry(
        code="named-twice",
        severity="warning",
        summary="an outcome or a condition is named twice, and one of them never counts",
        why="A `go` inside a choice goes before the `go` of its state, and of a list the first condition that "
        "holds wins. Somebody who changes the other one changes nothing.",
        bad="""\
  menu:
    ask: Sales or support?
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
    go: {sales: bye, give_up: operator}
""",
        good="""\
  menu:
    ask: Sales or support?
    choices:
      sales: {press: 1, hear: sales, go: operator}
      support: {press: 2, hear: support, go: operator}
    go: {give_up: operator}
""",
    ),
    Entry(
        code="never-set",
        severity="warning",
        summary="a variable is read where nothing can have set it",
        why="It is always empty there: spoken as nothing, false in a condition. The ways of a call are followed "
        "through all states, with `anytime`, `back` and the fallback; a `save` counts only where the answer "
        "was given, and `forget` empties. A `set` that begins with its own variable, as a counter does, is "
        "well.",
        bad="""\
  tell:
    say: You have {{ balance }} rupees.
    go: balance
  balance:
    request: GET https://api.example/balance
    save: {balance: body.amount}
    go: {otherwise: bye}
""",
        good="""\
  balance:
    request: GET https://api.example/balance
    save: {balance: body.amount}
    go: {ok: tell, otherwise: bye}
  tell:
    say: You have {{ balance }} rupees.
    go: bye
""",
    ),
)
