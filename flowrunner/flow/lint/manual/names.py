"""Codes of names that lead nowhere."""

from flowrunner.flow.lint.manual.entry import Entry

_ASK_ACCOUNT = """\
flow: ask_account
start: ask
fallback: hangup
inputs: {digits_wanted: }
outputs: [account]
states:
  ask:
    ask: What is your account number? It has {{ digits_wanted }} digits.
    type: digits
    save: account
    go: done
  done: {return: known}
"""

ENTRIES = (
    Entry(
        code="unknown-target",
        severity="error",
        summary="a call is sent to a state that does not exist",
        why="The call would be stuck there. A choice without a `go` leads to the state of its own name, so that "
        "one has to exist as well. There is no falling through to the state below.",
        bad="""\
  greeting:
    say: Welcome.
    go: mneu
  menu: {say: Hello., go: hangup}
""",
        good="""\
  greeting:
    say: Welcome.
    go: menu
  menu: {say: Hello., go: hangup}
""",
    ),
    Entry(
        code="unknown-outcome",
        severity="error",
        summary="`go` names an outcome that the state cannot have",
        why="What follows it would never happen, while the outcome that was meant goes to the fallback. The hint "
        "lists the outcomes of the state.",
        bad="""\
  agree:
    ask: Is that right?
    type: yes_no
    go: {yes: bye, nope: operator}
""",
        good="""\
  agree:
    ask: Is that right?
    type: yes_no
    go: {yes: bye, no: operator}
""",
    ),
    Entry(
        code="unknown-variable",
        severity="error",
        summary="a text or a condition reads a name that nothing declares",
        why="It would always be empty. A variable is declared by `save`, `set` or `forget`; what every call has "
        "is `call`, `heard`, `confidence`, `today` and `now`.",
        bad="""\
  account:
    ask: What is your account number?
    type: digits
    save: account
    go: confirm
  confirm:
    say: I have {{ acount | spell }}.
    go: bye
""",
        good="""\
  account:
    ask: What is your account number?
    type: digits
    save: account
    go: confirm
  confirm:
    say: I have {{ account | spell }}.
    go: bye
""",
    ),
    Entry(
        code="unknown-filter",
        severity="error",
        summary="`|` is followed by something that is no filter",
        why="Filters say how a value is spoken, such as `spell`, `money` or `date`; there are no others than "
        "those of the language.",
        bad="""\
  greeting:
    say: You call from {{ call.from | fone }}.
    go: hangup
""",
        good="""\
  greeting:
    say: You call from {{ call.from | phone }}.
    go: hangup
""",
    ),
    Entry(
        code="unknown-function",
        severity="error",
        summary="something is called that is no function of the language",
        why="There are `visits('state')` and `is_open('hours')`. Heavier work is for a `request`.",
        bad="""\
  greeting:
    say: "{{ 'Welcome back.' if visit('greeting') > 1 else 'Welcome.' }}"
    go: hangup
""",
        good="""\
  greeting:
    say: "{{ 'Welcome back.' if visits('greeting') > 1 else 'Welcome.' }}"
    go: hangup
""",
    ),
    Entry(
        code="unknown-hours",
        severity="error",
        summary="`is_open` names hours that the file does not have",
        why="Whether they are open could not be answered.",
        bad="""\
hours:
  desk: {mon-fri: 9:00-18:00, timezone: Asia/Kolkata}
states:
  begin:
    go:
      - if: is_open('desc')
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
    Entry(
        code="reserved-name",
        severity="error",
        summary="a variable or a state has a name that means something already",
        why="A variable called `now` would hide the time; a state called `hangup` could never be reached, for "
        "every `go: hangup` ends the call.",
        bad="""\
  when:
    ask: At which hour shall we call?
    type: digits
    save: now
    go: bye
""",
        good="""\
  when:
    ask: At which hour shall we call?
    type: digits
    save: hour
    go: bye
""",
    ),
    Entry(
        code="template-syntax",
        severity="error",
        summary="what is inside `{{ }}`, or a condition, cannot be read",
        why="A typing error, or something that is not part of the language: there are no loops and no calls but "
        "of two functions. That keeps every text quick to say.",
        bad="""\
  greeting:
    say: You call from {{ call.from.
    go: hangup
""",
        good="""\
  greeting:
    say: You call from {{ call.from }}.
    go: hangup
""",
    ),
    Entry(
        code="unknown-intent",
        severity="error",
        summary="a choice names an intent that has no examples",
        why="A choice is understood by the example sentences of its intent, which stand under `intents:` at the top.",
        bad="""\
intents: {lost: [I lost my card, my card is gone]}
states:
  menu:
    ask: Say lost card.
    choices:
      lost_card: {hear: lost card, intent: lots, go: operator}
""",
        good="""\
intents: {lost: [I lost my card, my card is gone]}
states:
  menu:
    ask: Say lost card.
    choices:
      lost_card: {hear: lost card, intent: lost, go: operator}
""",
    ),
    Entry(
        code="unknown-subflow",
        severity="error",
        summary="`run` names a flow that is not in the folder",
        why="A flow runs others by their name, from files beside its own.",
        bad="""\
  verify:
    run: ask_acount
    inputs: {digits_wanted: 8}
    go: {known: bye}
""",
        good="""\
  verify:
    run: ask_account
    inputs: {digits_wanted: 8}
    go: {known: bye}
""",
        beside=_ASK_ACCOUNT,
    ),
    Entry(
        code="missing-input",
        severity="error",
        summary="`run` does not give what the other flow needs",
        why="An input without a value in `inputs:` of the other flow has no default, so whoever runs it has to "
        "give one.",
        bad="""\
  verify:
    run: ask_account
    go: {known: bye}
""",
        good="""\
  verify:
    run: ask_account
    inputs: {digits_wanted: 8}
    go: {known: bye}
""",
        beside=_ASK_ACCOUNT,
    ),
    Entry(
        code="unknown-input",
        severity="error",
        summary="`run` gives something that the other flow does not take",
        why="Nothing there would read it. The names are those under `inputs:` of the other flow.",
        bad="""\
  verify:
    run: ask_account
    inputs: {digits_wanted: 8, tries: 2}
    go: {known: bye}
""",
        good="""\
  verify:
    run: ask_account
    inputs: {digits_wanted: 8}
    go: {known: bye}
""",
        beside=_ASK_ACCOUNT,
    ),
    Entry(
        code="unknown-language",
        severity="error",
        summary="a state sets a language that the flow does not have",
        why="Nothing would be said in it, so the call would go on as before.",
        bad="""\
languages: [en-IN, hi-IN]
states:
  hindi:
    set: {language: ta-IN}
    go: bye
""",
        good="""\
languages: [en-IN, hi-IN]
states:
  hindi:
    set: {language: hi-IN}
    go: bye
""",
        beside="bye: {say: फिर मिलेंगे।}\n",
        beside_name="example.hi-IN.yaml",
    ),
    Entry(
        code="broken-subflow",
        severity="error",
        summary="a flow that this one runs has errors",
        why="A call would get stuck where it is run. Mend the other file, and both are served.",
        bad="""\
  verify:
    run: broken
    go: {otherwise: bye}
""",
        good="""\
  verify:
    say: We verify nothing today.
    go: bye
""",
        beside="""\
flow: broken
start: ask
fallback: hangup
states:
  ask: {say: Hello., go: nowhere}
""",
    ),
    Entry(
        code="provider-for-name",
        severity="warning",
        summary="`voice` or `recognizer` names who speaks or hears, instead of a voice or a model",
        why="Who speaks and hears is a setting of the host, in `flowrunner.toml`, and the same for all flows. A flow "
        "names one of its voices, or one of the models that it hears with; a name that nobody has is refused in the "
        "middle of a call.",
        bad="""\
recognizer: google
states:
  menu: {ask: How can I help?, type: text, save: wish, go: operator}
""",
        good="""\
recognizer: telephony
states:
  menu: {ask: How can I help?, type: text, save: wish, go: operator}
""",
    ),
)
