"""What people type that YAML reads in its own way, turned into advice at that place.

A parser stops at its first difficulty. So that everything else in the file is still checked, each trap also proposes
the line as it was probably meant, and the file is read again with it; nothing that was repaired is ever served.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flowrunner.flow.repair import (
    Failure,
    Unreadable,
    in_braces,
    indent_of,
    lines_before,
    quoted,
    start_in_braces,
    value_end,
    value_of,
)

QUOTE_HINT = "put quotes around the text"

COMMA_HINT = "write `if:` and what follows on lines of their own, or put quotes around the condition"

_HASH_KEY = re.compile(r"\b(?:press|end|stop)\s*:\s*(#)")
_STAR_KEY = re.compile(r"\b(?:press|end|stop)\s*:\s*\Z")
KEYS_IN_BRACES = frozenset(
    {"press", "hear", "intent", "say", "go", "to", "if", "else", "chance", "listen", "audio", "text", "first", "again"}
)
_NO_SPACE = re.compile(r"(\s*(?:-\s+)*[A-Za-z_][\w-]*):(?=[^\s:/])")


def explain(failure: Failure) -> Unreadable:
    """Return advice for the place where a parser stopped."""
    found = next((advice for trap in _TRAPS if (advice := trap(failure)) is not None), None)
    return found or failure.at(failure.column, _plain(failure.problem), QUOTE_HINT)


def _plain(problem: str) -> str:
    words = problem or "this cannot be read"
    return "this is not YAML: " + words[0].lower() + words[1:]


def _tab(failure: Failure) -> Unreadable | None:
    lead = re.match(r"\s*", failure.text)
    if lead is None or "\t" not in lead[0]:
        return None
    above = next(lines_before(failure, failure.line - 1), (0, ""))[1]
    indent = indent_of(above) + 2 * above.rstrip().endswith(":")
    repaired = " " * indent + failure.text[lead.end() :]
    return failure.at(lead[0].index("\t"), "a tab cannot indent a line", "use spaces", repaired)


def _star(failure: Failure) -> Unreadable | None:
    if "alias" not in failure.context:
        return None
    line, column = failure.text, max(failure.text.rfind("*", 0, failure.column + 1), 0)
    if _STAR_KEY.search(line[:column]):
        return failure.at(
            column, "`*` has a meaning in YAML", "write `star`", f"{line[:column]}star{line[column + 1 :]}"
        )
    end = value_end(line, column, braces=in_braces(line, column))
    return failure.at(column, "text cannot begin with `*`", QUOTE_HINT, quoted(line, column, end))


def _hash(failure: Failure) -> Unreadable | None:
    for number, line in lines_before(failure):
        match = _HASH_KEY.search(line)
        if match and in_braces(line, match.start()):
            column = match.start(1)
            repaired = f"{line[:column]}hash{line[column + 1 :]}"
            return failure.at(column, "`#` begins a comment in YAML", "write `hash`", repaired, number)
    return None


def _lost_bracket(failure: Failure) -> Unreadable | None:
    """A comment swallowed the closing bracket."""
    if not failure.inside_braces:
        return None
    for number, line in lines_before(failure):
        match = re.search(r"\s#.*[}\]]", line)
        if match and in_braces(line, match.start()):
            column = match.start() + 1
            message = "everything after ` #` is a comment, also the closing bracket"
            return failure.at(column, message, QUOTE_HINT, f"{line[:column]}-{line[column + 1 :]}", number)
    return None


def _unknown_escape(failure: Failure) -> Unreadable | None:
    column = failure.text.find("\\", max(0, failure.column - 1))
    if "escape" not in failure.problem or column < 0:
        return None
    repaired = f"{failure.text[:column]}\\{failure.text[column:]}"
    return failure.at(column, "a backslash has a meaning inside double quotes", "use single quotes", repaired)


def _open_quote(failure: Failure) -> Unreadable | None:
    """A quote that is closed by the next one that comes, or never."""
    if "quoted scalar" not in failure.context and "expected" not in failure.problem:
        return None
    first = failure.context_line if "quoted scalar" in failure.context else failure.line - 1
    for number, line in lines_before(failure, first):
        _, start = value_of(line)
        sign = line[start : start + 1]
        if sign in ("'", '"') and line.count(sign) == 1:
            repaired = f"{line.rstrip()}{sign}"
            return failure.at(
                start, "this quote is never closed", f"add {sign} at the end of the text", repaired, number
            )
    return None


def _braces(failure: Failure) -> Unreadable | None:
    """Text that begins with ``{{``, or holds it inside braces, without quotes."""
    line = failure.text
    column = line.rfind("{{", 0, failure.column + 2)
    if column < 0:
        return None
    _, start = value_of(line)
    braces = start != column
    if braces:
        start = start_in_braces(line, column)
    end = value_end(line, start, braces=braces)
    message = "text with `{{` needs quotes" if start != column else "text that begins with `{{` needs quotes"
    return failure.at(start, message, QUOTE_HINT, quoted(line, start, end))


def _quote_inside(failure: Failure) -> Unreadable | None:
    """A quote that ends before its text does."""
    line = failure.text
    _, start = value_of(line)
    braces = line[start : start + 1] in ("{", "[")
    if braces:
        start = start_in_braces(line, failure.column)
    sign = line[start : start + 1]
    if sign not in ("'", '"') or line.count(sign, start, failure.column) < 2:
        return None
    end = value_end(line, start, braces=braces)
    inside = line[start + 1 : end - 1] if line[start:end].endswith(sign) and end > start + 1 else line[start:end]
    hint = "use double quotes around text with an apostrophe" if sign == "'" else "use single quotes around it"
    content = inside.replace("\\", "\\\\").replace('"', '\\"')
    return failure.at(
        failure.column, f"the text goes on after its closing {sign}", hint, f'{line[:start]}"{content}"{line[end:]}'
    )


def _colon_in_braces(failure: Failure) -> Unreadable | None:
    line, column = failure.text, failure.column
    if not failure.inside_braces or line[column : column + 1] != ":" or not in_braces(line, column):
        return None
    start = start_in_braces(line, column)
    word = re.search(r"([\w-]+)\s*\Z", line[:column])
    if word and word[1] in KEYS_IN_BRACES and word.start() > start:
        at = len(line[: word.start()].rstrip())
        return failure.at(at, f"a comma is missing before `{word[1]}`", None, f"{line[:at]},{line[at + 1 :]}")
    end = value_end(line, column, braces=True)
    return failure.at(column, "a colon inside text needs quotes", QUOTE_HINT, quoted(line, start, end))


def _colon_in_text(failure: Failure) -> Unreadable | None:
    line, column = failure.text, failure.column
    key, start = value_of(line)
    if "values are not allowed" not in failure.problem or key is None or not start <= column:
        return None
    word = line[start:column].strip()
    if word in KEYS_IN_BRACES:
        return _two_on_a_line(failure, start, word)
    hint = "put quotes around the text, or write it on the next line after `>`"
    end = value_end(line, start, braces=False)
    return failure.at(column, "a colon inside text needs quotes", hint, quoted(line, start, end))


def _two_on_a_line(failure: Failure, start: int, word: str) -> Unreadable:
    line = failure.text
    begin = failure.column + 1 + indent_of(line[failure.column + 1 :])
    end = value_end(line, begin, braces=False)
    repaired = f"{line[:start]}{{{word}: {quoted(line, begin, end)[begin:]}}}" if begin < end == len(line) else None
    hint = f"write `{word}:` on the next line, indented"
    return failure.at(start, f"`{word}:` cannot follow on the same line", hint, repaired)


def _colon_missing(failure: Failure) -> Unreadable | None:
    """The line before has no colon, or no space after it."""
    if "values are not allowed" not in failure.problem and "expected ':'" not in failure.problem:
        return None
    first = failure.line - 1 if "values" in failure.problem else failure.context_line
    number, line = next(lines_before(failure, first), (0, ""))
    if found := _NO_SPACE.match(line):
        column = found.end()
        repaired = f"{line[:column]} {line[column:]}"
        return failure.at(column, "a space is missing after the colon", None, repaired, number)
    match = re.match(r"(\s*(?:-\s+)*)([A-Za-z_][\w-]*)(\s+[^:]*)?\Z", line)
    if match is None or (number < failure.line and indent_of(line) > indent_of(failure.text)):
        return None
    rest = match[3] or ""
    message = f"a colon is missing after `{match[2]}`"
    return failure.at(
        match.end(2), message, f"write `{match[2]}:{rest.rstrip()}`", f"{line[: match.end(2)]}:{rest}", number
    )


def _too_deep(failure: Failure) -> Unreadable | None:
    """A line that stands deeper than the one above, which has its value already."""
    if "values are not allowed" not in failure.problem:
        return None
    _, above = next(lines_before(failure, failure.line - 1), (0, ""))
    key, _ = value_of(failure.text)
    start = indent_of(failure.text)
    if key is None and not re.match(r"\s*[\w-]+:\s*\Z", failure.text):
        return None
    if " " not in (key or "") and start > indent_of(above):
        repaired = " " * indent_of(above) + failure.text.lstrip()
        message = "this line is indented more than the one above"
        return failure.at(start, message, f"begin it at column {indent_of(above) + 1}", repaired)
    column = failure.column
    hint = "put quotes around the text, or write it on the next line after `>`"
    repaired = f"{failure.text[:column]};{failure.text[column + 1 :]}"
    return failure.at(column, "a colon inside text needs quotes", hint, repaired)


def _list_on_the_line(failure: Failure) -> Unreadable | None:
    if "sequence entries" not in failure.problem and "keys are not allowed" not in failure.problem:
        return None
    line, column = failure.text, failure.column
    end = value_end(line, column, braces=False)
    hint = QUOTE_HINT + ("; a list begins on the next line" if line[column] == "-" else "")
    return failure.at(column, f"text cannot begin with `{line[column]} `", hint, quoted(line, column, end))


def _bad_first_sign(failure: Failure) -> Unreadable | None:
    line, column = failure.text, failure.column
    known = ("cannot start any token", "expected node content", "while scanning an anchor", "while scanning a tag")
    if not any(each in failure.problem or each in failure.context for each in known):
        return None
    if "scanning a" in failure.context:
        column = max(line.rfind("&", 0, column + 1), line.rfind("!", 0, column + 1), 0)
    sign = line[column : column + 1]
    if not sign.strip():
        return None
    end = value_end(line, column + 1, braces=in_braces(line, column))
    shown = "a backtick" if sign == "`" else f"`{sign}`"
    return failure.at(column, f"text cannot begin with {shown}", QUOTE_HINT, quoted(line, column, end))


def _text_after_block_sign(failure: Failure) -> Unreadable | None:
    if "block scalar" not in failure.context or "comment or line break" not in failure.problem:
        return None
    line = failure.text
    _, start = value_of(line)
    end = value_end(line, start, braces=False)
    hint = "begin the text on the next line, indented"
    return failure.at(failure.column, f"nothing can follow `{line[start : start + 1]}`", hint, quoted(line, start, end))


def _condition_in_braces(failure: Failure) -> Unreadable | None:
    """A condition with a list or a call, inside braces."""
    line = failure.text
    match = re.search(r"\bif:\s+(?=[^\s\"'])", line[: failure.column])
    if not failure.inside_braces or match is None or failure.line != failure.context_line:
        return None
    after = re.compile(r"\s*,\s*(?:to|say|else)\s*:").search(line, match.end())
    end = after.start() if after else value_end(line, failure.column, braces=True)
    return failure.at(failure.column, "the condition is cut here", COMMA_HINT, quoted(line, match.end(), end))


def _open_bracket(failure: Failure) -> Unreadable | None:
    if not failure.inside_braces:
        return None
    number, line = next(lines_before(failure, failure.context_line), (failure.line, failure.text))
    if failure.line == number:
        return failure.at(failure.column, "a comma or a closing bracket is missing before this", QUOTE_HINT)
    column = max(line.rfind("{"), line.rfind("["), 0)
    sign = "}" if line[column : column + 1] == "{" else "]"
    return failure.at(column, "this bracket is never closed", f"add `{sign}`", f"{line.rstrip()}{sign}", number)


def _after_bracket(failure: Failure) -> Unreadable | None:
    line = failure.text
    _, start = value_of(line)
    if line[start : start + 1] not in ("{", "[") or failure.column <= start:
        return None
    end = value_end(line, start, braces=False)
    message = "there is something after the closing bracket"
    return failure.at(failure.column, message, f"remove it, or {QUOTE_HINT}", quoted(line, start, end))


def _indentation(failure: Failure) -> Unreadable | None:
    if (
        "expected key" not in failure.problem
        and "'-' indicator" not in failure.problem
        and "block end" not in failure.problem
    ):
        return None
    own = indent_of(failure.text)
    indents = list(dict.fromkeys(indent_of(line) for _, line in lines_before(failure, failure.line - 1)))
    if own in indents[:1] or not indents:
        return failure.at(own, "this does not continue what is above", "a list item begins with `- `, a key does not")
    near = min(indents, key=lambda each: (abs(each - own), -each))
    message = "the indentation of this line fits no line above"
    return failure.at(own, message, f"begin it at column {near + 1}", " " * near + failure.text.lstrip())


_TRAPS: tuple[Callable[[Failure], Unreadable | None], ...] = (
    _tab,
    _star,
    _hash,
    _lost_bracket,
    _unknown_escape,
    _braces,
    _quote_inside,
    _colon_in_braces,
    _colon_in_text,
    _colon_missing,
    _too_deep,
    _open_quote,
    _list_on_the_line,
    _bad_first_sign,
    _text_after_block_sign,
    _condition_in_braces,
    _open_bracket,
    _after_bracket,
    _indentation,
)
"""In the order in which they are tried: the particular before the general."""
