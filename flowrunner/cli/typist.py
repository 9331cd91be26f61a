"""Who types a call: reads lines, shows what comes of them, and takes up the flow again when its file has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flowrunner.cli.reading import read_flow
from flowrunner.engine.actions import Entered
from flowrunner.flow.duration import seconds
from flowrunner.flow.model import Flow
from flowrunner.flow.spelling import did_you_mean
from flowrunner.script.model import Action, Answer, Caller, Hangup, Person, Press, Reply, Silence, Wait
from flowrunner.script.reader import NO_ANSWER, read_answer
from flowrunner.script.trace import Moment
from flowrunner.script.transcript import told
from flowrunner.script.typed import Held, Need, TypedCall

HELP = "Type 1 to press 1, words to say them, nothing for silence, /help for more, bye to hang up."
LONG_HELP = """\
What to type:
  1234#              presses these keys
  my balance         says these words (`say 1` says one, `they: hello` is the person on the other end)
  (nothing)          stays silent until the bot loses its patience
  bye                hangs up
  /wait 30s          lets time pass
  /undo              takes the last step back
  /again             begins anew
  /vars              shows what the flow knows
  /answer STATE ...  says what the next request of a state is answered: ok {amount: 1200}, 404, timeout, error
  /quit              ends"""

LEAVING = ("bye", "hangup")
"""What a caller types to hang up."""
_FILES = ("*.yaml", "*.yml", "*.md", "*.txt")
"""What a flow is made of."""


class Typist:
    """One call being typed."""

    def __init__(self, path: Path, call: TypedCall, console: Console) -> None:
        self._path = path
        self._call = call
        self._console = console
        self._stamp = _stamp(path)
        self._shown = 0
        self._held = self._hold()

    def hold(self, lines: Iterator[str], *, echo: bool) -> None:
        """Take lines until there are no more; ``echo`` shows them, for who does not see themselves type."""
        for line in lines:
            if echo:
                self._console.print(Text.assemble(("you", "bold"), f"   {line}"))
            if line.strip() == "/quit":
                return
            self._reload()
            self._take(line.strip())

    def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word.startswith("/"):
            self._command(word[1:], rest.strip())
        elif self._held.need is not None and line not in LEAVING:
            self._answer(self._held.need, line)
        else:
            self._act(_understood(line))

    def _act(self, act: Action) -> None:
        self._call = self._call.then(act)
        self._held = self._hold()

    def _hold(self) -> Held:
        """Hold the call, and show what is new of it."""
        held = self._call.held()
        self._show(held, since=self._shown)
        self._shown = len(held.line.trace)
        if held.fault is not None:
            self._note(held.fault.message + (f": {held.fault.instead}" if held.fault.instead else ""), "yellow")
            self._call = self._call.first(held.steps)
        elif held.need is not None:
            self._note(_question(held.need), "yellow")
        elif held.line.ended:
            self._note("the call is over: /again begins anew, /undo takes the last step back")
        return held

    def _answer(self, need: Need, line: str) -> None:
        answer = _reply(line) if need.by_model and line not in need.outcomes else read_answer(line or need.outcomes[0])
        if answer is None or not (need.by_model or _is_possible(answer, need)):
            near = did_you_mean(line.split()[0] if line else "", need.outcomes)
            self._note(near or f"`{line}` is no answer; possible here: {', '.join(need.outcomes)}", "red")
            return
        self._call = self._call.answered(need.name, answer, self._held.line.calls.get(need.name, 0))
        self._held = self._hold()

    def _command(self, name: str, rest: str) -> None:
        commands: Mapping[str, Callable[[str], None]] = {
            "help": lambda _: self._note(LONG_HELP),
            "wait": self._wait,
            "undo": lambda _: self._back(max(0, len(self._call.acts) - 1)),
            "again": lambda _: self._back(0),
            "vars": lambda _: self._variables(),
            "answer": self._prepare,
        }
        if name in commands:
            commands[name](rest)
        else:
            self._note(f"there is no /{name}; {did_you_mean(name, commands) or '/help lists what there is'}", "red")

    def _wait(self, text: str) -> None:
        time_s = seconds(text or "10s")
        if time_s is None:
            self._note(f"`{text}` is no time: write 10s or 2m", "red")
        else:
            self._act(Wait(time_s))

    def _back(self, steps: int) -> None:
        """Take steps back; the call is shown again from the last thing that is said in it."""
        self._call = self._call.first(steps)
        trace = self._call.first(max(0, steps - 1)).held().line.trace if steps else ()
        self._note("from the beginning" if steps == 0 else f"back to {steps} of your steps")
        self._shown = len(trace)
        self._held = self._hold()

    def _variables(self) -> None:
        call = self._held.line.call
        known = {**call.variables, **dict.fromkeys(call.sealed, "••••")}
        self._note("\n".join(f"{name} = {value!r}" for name, value in known.items()) or "nothing yet")

    def _prepare(self, text: str) -> None:
        name, _, rest = text.partition(" ")
        answer = read_answer(rest) if rest else None
        if answer is None:
            self._note("write a state and its answer, such as `/answer fetch_balance ok {amount: 1200}`", "red")
            return
        self._call = self._call.answered(name, answer, self._held.line.calls.get(name, 0))
        self._note(f"{name} is answered so the next time")

    def _reload(self) -> None:
        """Take up a flow that was saved meanwhile, and show where the same call goes another way."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        flow = read_flow(self._path)
        if flow is None:
            self._note("the call goes on with the last version that was right", "yellow")
            return
        before = [_essence(moment) for moment in self._held.line.trace]
        self._call = self._call.through(flow)
        after = [_essence(moment) for moment in self._call.held().line.trace]
        self._shown = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
        self._shown = self._shown or min(len(before), len(after))
        self._note("the flow has changed; " + ("the same call goes on so:" if before != after else "not for this call"))
        self._held = self._hold()

    def _show(self, held: Held, since: int) -> None:
        flows = {self._call.flow.name: self._call.flow, **self._call.flow.subflows}
        for is_move, moments in groupby(held.line.trace[since:], key=lambda each: isinstance(each.item, Entered)):
            if is_move:
                for moment in moments:
                    self._note(_place(moment, flows))
            else:
                self._tell(list(moments))

    def _tell(self, moments: Sequence[Moment]) -> None:
        for line in told(moments):
            if line.who == "bot":
                self._console.print(Text.assemble(("bot   ", "bold cyan"), line.text))
            elif line.who != "caller":  # what the caller does stands there already, typed
                self._note(line.text)

    def _note(self, text: str, style: str = "dim") -> None:
        self._console.print(Text("\n".join(f"      {line}" for line in text.splitlines()), style))


def _understood(line: str) -> Action:
    word, _, rest = line.partition(" ")
    if not line:
        return Silence()
    if line.lower() in LEAVING:
        return Hangup()
    if re.fullmatch(r"[0-9*#][0-9*# ]*", line):
        return Press(line.replace(" ", ""))
    if word == "press" and re.fullmatch(r"[0-9*# ]+", rest):
        return Press(rest.replace(" ", ""))
    if word == "they:" and rest:
        return Person(rest)
    return Caller(rest if word == "say" and rest else line)


def _reply(line: str) -> Answer:
    """Return what a language model does: a test's form of it, or words that it says."""
    written = read_answer(line) if line.startswith("{") else None
    return written or Answer("says", reply=Reply(says=line))


def _question(need: Need) -> str:
    if need.by_model:
        return f"{need.name}: what does the language model say? (words, or an outcome: {', '.join(need.outcomes)})"
    usual = "404, " if "timeout" in need.outcomes else ""
    first, *others = need.outcomes
    body = f"{first} {{name: value}}" if usual else first
    return f"{need.name}: how does it end? ({body}, {usual}{', '.join(others)}; nothing: {first})"


def _is_possible(answer: Answer, need: Need) -> bool:
    return answer.outcome in need.outcomes or (answer.outcome.isdecimal() and set(need.outcomes) >= NO_ANSWER)


def _place(moment: Moment, flows: Mapping[str, Flow]) -> str:
    """Return the state that was entered, and where it stands."""
    assert isinstance(moment.item, Entered)
    flow = flows.get(moment.flow)
    state = flow.states.get(moment.item.state) if flow else None
    where = f"  {flow.path}:{state.span.line}" if flow and state and flow.path else ""
    return f"-> {moment.item.state}{where}"


def _essence(moment: Moment) -> tuple[str, str, object]:
    return moment.flow, moment.state, moment.item


def _stamp(path: Path) -> tuple[tuple[str, int], ...]:
    """Return what changes when a flow or what belongs to it is saved."""
    files = {each for pattern in _FILES for each in path.parent.glob(pattern)}
    return tuple(sorted((str(each), each.stat().st_mtime_ns) for each in files if each.exists()))
