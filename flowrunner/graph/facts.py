"""What is true of a state, as sentences without a subject: two flows differ where their sentences do."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from flowrunner.flow.model import (
    Agent,
    Answer,
    Ask,
    Digits,
    Flow,
    Form,
    FreeText,
    Listen,
    Menu,
    Pace,
    Record,
    Request,
    Return,
    Run,
    Slot,
    Sms,
    State,
    Transcribe,
    Transfer,
    Typed,
    Verb,
    Wait,
    YesNo,
)
from flowrunner.flow.template import Template
from flowrunner.graph.changes import Change, Weight
from flowrunner.graph.words import TYPES, digits, duration, lengths, limit_words

_CONFIRMING = {
    "auto": "confirms an answer that is unsure",
    "always": "confirms every answer",
    "never": "confirms no answer",
}
_HEARING = {Listen.BOTH: "keys and voice", Listen.KEYS: "keys only", Listen.VOICE: "the voice only"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence; ``value`` tells apart two facts with the same words."""

    weight: Weight
    words: str
    value: Hashable = None


Facts = Mapping[str, Fact]
"""By what they are about."""


def differences(subject: str, old: Facts, new: Facts) -> Iterator[Change]:
    """Yield how the facts of one subject changed."""
    for about in dict.fromkeys((*old, *new)):
        before, after = old.get(about), new.get(about)
        if before == after:
            continue
        if after is None:
            assert before is not None
            yield Change(before.weight, f"{subject}: no longer {before.words}")
        elif before is None:
            yield Change(after.weight, f"{subject}: now {after.words}")
        elif before.words == after.words:
            yield Change(after.weight, f"{subject}: now {after.words} differently")
        else:
            yield Change(after.weight, f"{subject}: now {after.words} (before: {_other(before.words, after.words)})")


def _other(before: str, after: str) -> str:
    """Return the old words from where they begin to differ."""
    old, new = before.split(), after.split()
    same = next((place for place, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    return " ".join(old[same:])


def line_facts(flow: Flow) -> dict[str, Fact]:
    """Return what is true of the whole line."""
    start = flow.start
    stream = flow.stream
    facts = {
        "name": Fact(Weight.LINE, f"has the name {flow.name}"),
        "inbound": Fact(Weight.LINE, f"begins incoming calls at {start.inbound}"),
        "outbound": Fact(Weight.LINE, f"begins outgoing calls at {start.outbound}"),
        "machine": Fact(Weight.LINE, f"meets answering machines at {start.machine}"),
        "fallback": Fact(Weight.LINE, f"sends calls that are stuck to {flow.fallback}"),
        "languages": Fact(Weight.LINE, f"speaks {', '.join(flow.languages)}"),
        "stream": Fact(Weight.DATA, f"carries sound as {stream.encoding} at {stream.sample_rate} Hz"),
        "about": Fact(Weight.WORDS, f"has the description “{flow.about}”"),
    }
    if start.inbound == start.outbound == start.machine:
        facts["inbound"] = Fact(Weight.LINE, f"begins calls at {start.inbound}", start.inbound)
        del facts["outbound"], facts["machine"]
    facts |= dict(_named_facts(flow))
    if flow.on_hangup:
        facts["on_hangup"] = Fact(Weight.LINE, f"goes on at {flow.on_hangup} when the caller has left")
    if flow.hours or flow.timezone != "UTC":
        facts["timezone"] = Fact(Weight.LINE, f"keeps the time of {flow.timezone}")
    if flow.pace is not Pace.NORMAL:
        facts["pace"] = Fact(Weight.PATIENCE, f"takes its turns at a pace that is {flow.pace}")
    if flow.voice:
        facts["voice"] = Fact(Weight.WORDS, f"has the voice {flow.voice}")
    if flow.recognizer:
        facts["recognizer"] = Fact(Weight.ANSWERS, f"hears with the model {flow.recognizer}")
    if stream.timeout_s is not None:
        facts["stream_timeout"] = Fact(Weight.DATA, f"ends calls after {duration(stream.timeout_s)}")
    return facts


def _named_facts(flow: Flow) -> Iterator[tuple[str, Fact]]:
    """Yield what the line has by name."""
    for name, each in flow.hours.items():
        yield f"hours {name}", Fact(Weight.LINE, f"keeps the hours {name}", repr(each))
    for name, value in flow.inputs.items():
        yield f"input {name}", Fact(Weight.DATA, f"takes the input {name}", repr(value))
    for name, tool in flow.tools.items():
        yield f"tool {name}", Fact(Weight.DATA, f"has the tool {name}", repr(tool))
    yield from ((f"output {name}", Fact(Weight.DATA, f"gives back {name}")) for name in flow.outputs)
    for language, other in flow.translations.items():
        yield f"translation {language}", Fact(Weight.WORDS, f"is translated into {language}", other.version)
    yield from ((f"remember {name}", Fact(Weight.DATA, f"remembers {name}")) for name in flow.remember)


def state_facts(state: State) -> dict[str, Fact]:
    """Return what is true of a state, but for its prompts and where it leads."""
    facts = _verb(state.verb)
    if not state.interrupt:
        facts["interrupt"] = Fact(Weight.PATIENCE, "cannot be interrupted")
    if state.pace is not None:
        facts["pace"] = Fact(Weight.PATIENCE, f"takes its turn at a pace that is {state.pace}")
    if state.recognizer:
        facts["recognizer"] = Fact(Weight.ANSWERS, f"hears with the model {state.recognizer}")
    for name, value in state.set.items():
        facts[f"set {name}"] = Fact(Weight.DATA, f"sets {name} to “{value.source}”", repr(value.constant))
    for name in state.forget:
        facts[f"forget {name}"] = Fact(Weight.DATA, f"forgets {name}")
    return facts


def _verb(verb: Verb | None) -> dict[str, Fact]:
    match verb:
        case None:
            return {"verb": Fact(Weight.DOING, "only speaks")}
        case Ask():
            return _ask(verb)
        case Form():
            return _form(verb)
        case Request():
            return _request(verb)
        case Transfer():
            return _transfer(verb)
        case Record():
            return _record(verb)
        case Sms():
            return _sms(verb)
        case Transcribe():
            return _transcribe(verb)
        case Wait(seconds):
            return {"verb": Fact(Weight.DOING, "waits"), "wait": _patience(f"waits {duration(seconds)}")}
        case Run():
            return _run(verb)
        case Agent():
            return _agent(verb)
        case Return(outcome):
            return {"verb": Fact(Weight.DOING, "ends the flow"), "outcome": Fact(Weight.DOING, f"returns {outcome}")}
        case _:
            assert_never(verb)


def _form(form: Form) -> dict[str, Fact]:
    names = ", ".join(slot.name for slot in form.slots)
    facts = {"verb": Fact(Weight.DOING, "fills in a form"), "slots": Fact(Weight.DOING, f"asks for {names}")}
    for slot in form.slots:
        own = _ask(slot.ask)
        facts |= {f"{slot.name} {about}": _of_slot(slot, fact) for about, fact in own.items() if about != "save"}
        if slot.only_if is not None:
            facts[f"{slot.name} only_if"] = Fact(Weight.ANSWERS, f"asks for {slot.name} if {slot.only_if.source}")
    if form.confirm is not None:
        facts["confirm"] = Fact(Weight.ANSWERS, "reads the answers back")
    return facts


def _of_slot(slot: Slot, fact: Fact) -> Fact:
    return replace(fact, words=f"for {slot.name} {fact.words}")


def _run(run: Run) -> dict[str, Fact]:
    given = {f"input {name}": _sent("the input", name, value) for name, value in run.inputs.items()}
    return {
        "verb": Fact(Weight.DOING, "runs another flow"),
        "flow": Fact(Weight.DOING, f"runs the flow {run.flow}"),
        **given,
    }


def _agent(agent: Agent) -> dict[str, Fact]:
    opening = agent.opening.source if agent.opening else ""
    facts = {
        "verb": Fact(Weight.DOING, "lets a language model talk"),
        "instructions": Fact(Weight.DOING, "instructs the model", agent.instructions.source),
        "opening": Fact(
            Weight.WORDS, f"opens the talk with “{opening}”" if opening else "lets the model open the talk"
        ),
        "knowledge": Fact(Weight.DATA, "tells the model what it knows", agent.knowledge),
        "limits": _patience(f"ends the talk after {agent.turns} turns or {duration(agent.time_s)}"),
        "patience": _patience(f"ends the talk after {agent.tries} silences of {duration(agent.after_s)}"),
    }
    for name, when in agent.leave_when.items():
        facts[f"exit {name}"] = Fact(Weight.DOING, f"has the exit {name}", when.source)
    for name in agent.tools:
        facts[f"tool {name}"] = Fact(Weight.DOING, f"may use {name}")
    for name, wanted in agent.collect.items():
        facts[f"collect {name}"] = Fact(
            Weight.DATA, f"finds out {name} ({wanted.type})", wanted.about and wanted.about.source
        )
    if agent.save:
        facts["save"] = Fact(Weight.DATA, f"keeps the summary as {agent.save}")
    return facts


def _patience(words: str) -> Fact:
    return Fact(Weight.PATIENCE, words)


def _ask(ask: Ask) -> dict[str, Fact]:
    facts = _answer(ask.answer) | {
        "tries": _patience(f"gives up after {ask.tries} {'try' if ask.tries == 1 else 'tries'}"),
        "after": _patience(f"waits {duration(ask.after_s)} for an answer"),
        "listen": _patience(f"listens to {_HEARING[ask.listen]}"),
    }
    for name, ladder in (("silence", ask.silence), ("unclear", ask.unclear)):
        for count, step in enumerate(ladder, 1):
            if step.listen is not None:
                words = f"listens to {_HEARING[step.listen]} after mistake {count} ({name})"
                facts[f"{name} {count}"] = _patience(words)
    facts |= _doubts(ask)
    if ask.secret:
        facts["secret"] = Fact(Weight.ANSWERS, "keeps the answer secret")
    if ask.save:
        facts["save"] = Fact(Weight.DATA, f"keeps the answer as {ask.save}")
    return facts


def _doubts(ask: Ask) -> dict[str, Fact]:
    facts = {"confirm": Fact(Weight.ANSWERS, _CONFIRMING[ask.confirm])}
    if ask.confirm == "auto":
        facts["sure"] = Fact(Weight.ANSWERS, f"is sure from a confidence of {ask.sure:g}")
    for each in ask.reject:
        facts[f"reject {each.condition.source}"] = Fact(
            Weight.ANSWERS, f"refuses the answer if {each.condition.source}"
        )
    return facts


def _answer(answer: Answer) -> dict[str, Fact]:
    match answer:
        case Menu():
            return {"verb": Fact(Weight.DOING, "offers choices")}
        case YesNo():
            return {"verb": Fact(Weight.DOING, "asks yes or no")}
        case FreeText():
            return {"verb": Fact(Weight.DOING, "listens to any words")}
        case Digits():
            return _digits(answer)
        case Typed():
            return _typed(answer)
        case _:
            assert_never(answer)


def _digits(answer: Digits) -> dict[str, Fact]:
    return {
        "verb": Fact(Weight.DOING, "asks for digits"),
        "length": Fact(Weight.ANSWERS, f"takes {digits(answer)}", (answer.min_digits, answer.max_digits)),
        **_keys(answer),
    }


def _typed(answer: Typed) -> dict[str, Fact]:
    facts = {"verb": Fact(Weight.DOING, f"asks for {TYPES[answer.type]}"), **_keys(answer)}
    if answer.max_length:
        letters = lengths(answer.min_length, answer.max_length, "letter")
        facts["length"] = Fact(Weight.ANSWERS, f"takes {letters}")
    for about, limit in (("least", answer.least), ("most", answer.most)):
        if limit is not None:
            facts[about] = Fact(Weight.ANSWERS, f"takes at {about} {limit_words(limit)}")
    return facts


def _keys(answer: Digits | Typed) -> dict[str, Fact]:
    ending = f"ends the answer at key {answer.finish_on}" if answer.finish_on else "ends the answer at no key"
    return {
        "end": Fact(Weight.ANSWERS, ending),
        "between": _patience(f"waits {duration(answer.inter_digit_timeout_s)} between keys"),
    }


def _request(request: Request) -> dict[str, Fact]:
    facts = {
        "verb": Fact(Weight.DOING, "makes a web request"),
        "url": Fact(Weight.DOING, f"asks {request.method} {request.url.source}"),
        "timeout": _patience(f"waits {duration(request.timeout_s)} for the web"),
        "retry": _patience(f"asks the web again {request.retry} times after a failure"),
    }
    facts |= {f"header {name}": _sent("the header", name, value) for name, value in request.headers.items()}
    facts |= {f"body {name}": _sent("the field", name, value) for name, value in (request.body or {}).items()}
    if request.body == {}:
        facts["body"] = Fact(Weight.DATA, "sends an empty body")
    for name, path in request.save.items():
        facts[f"save {name}"] = Fact(Weight.DATA, f"keeps {path} as {name}")
    return facts


def _sent(kind: str, name: str, value: Template) -> Fact:
    """Values stay out of the words: somebody may have written a secret there."""
    return Fact(Weight.DATA, f"sends {kind} {name}", (value.source, repr(value.constant)))


def _transfer(transfer: Transfer) -> dict[str, Fact]:
    facts = {
        "verb": Fact(Weight.DOING, "connects to a person"),
        "numbers": Fact(Weight.DOING, f"calls {', then '.join(number.source for number in transfer.numbers)}"),
        "ring": _patience(f"lets it ring for {duration(transfer.ring_s)}"),
    }
    if transfer.caller_id:
        facts["caller_id"] = Fact(Weight.DOING, f"shows the number {transfer.caller_id.source}")
    if transfer.brief:
        facts["brief"] = Fact(Weight.WORDS, f"tells the person “{transfer.brief.text.source}”")
    return facts


def _record(record: Record) -> dict[str, Fact]:
    facts = {
        "verb": Fact(Weight.DOING, "records a message"),
        "max": _patience(f"records for {duration(record.max_s)} at most"),
        "stop": Fact(
            Weight.ANSWERS,
            f"ends the recording at key {record.stop}" if record.stop else "ends the recording at no key",
        ),
        "beep": _patience("beeps before it records" if record.beep else "records without a beep"),
    }
    if record.transcribe:
        facts["transcribe"] = Fact(Weight.DATA, "writes down what is recorded")
    if record.save:
        facts["save"] = Fact(Weight.DATA, f"keeps the recording as {record.save}")
    return facts


def _sms(sms: Sms) -> dict[str, Fact]:
    facts = {
        "verb": Fact(Weight.DOING, "sends a text message"),
        "to": Fact(Weight.DOING, f"texts {sms.to.source}"),
        "message": Fact(Weight.WORDS, f"texts “{sms.message.source}”"),
    }
    if sms.sender:
        facts["sender"] = Fact(Weight.DOING, f"texts from the number {sms.sender.source}")
    return facts


def _transcribe(verb: Transcribe) -> dict[str, Fact]:
    facts = {
        "verb": Fact(Weight.DOING, "writes down what is said"),
        "max": _patience(f"writes down for {duration(verb.max_s)} at most"),
    }
    if verb.numbers:
        facts["numbers"] = Fact(Weight.DOING, f"calls {', then '.join(number.source for number in verb.numbers)}")
        facts["ring"] = _patience(f"lets it ring for {duration(verb.ring_s)}")
    if verb.language:
        facts["language"] = Fact(Weight.ANSWERS, f"hears {verb.language}")
    if verb.save:
        facts["save"] = Fact(Weight.DATA, f"keeps the transcript as {verb.save}")
    return facts
