"""``flowrunner translate``: begin the translation of a flow, or add to it what is missing."""

from __future__ import annotations

import argparse
from pathlib import Path

from flowrunner.cli.reading import read_flow
from flowrunner.errors import UsageError
from flowrunner.flow.document import Document
from flowrunner.flow.library import Library
from flowrunner.flow.source import Source, read
from flowrunner.flow.spelling import did_you_mean
from flowrunner.flow.translation.skeleton import Skeleton, completed

EPILOG = """\
Examples:
  flowrunner translate flows/shop.yaml hi-IN     write flows/shop.hi-IN.yaml, or add to it what is missing

Each text is empty and stands under the words that are to be translated; what is empty is said in the language that the
flow is written in. What is there already stays as it is. `flowrunner check` counts what is left to translate.

Exit status: 0 the translation is there, 1 the flow has mistakes, 2 there is no such flow, or it lacks the language.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("flow", type=Path, metavar="FLOW", help="the file of a flow")
    parser.add_argument("language", metavar="LANGUAGE", help="one of the flow's languages, such as hi-IN")


def run(args: argparse.Namespace) -> int:
    """Write the translation and return 0 or 1; raises UsageError."""
    document = _document(args.flow)
    if document is None:
        read_flow(args.flow)  # says what is wrong with it
        return 1
    _check_language(document, args.language)
    path = args.flow.with_name(f"{args.flow.stem}.{args.language}{args.flow.suffix}")
    try:
        found = completed(document, _translation(path, args.flow.name))
        if found.added:
            path.write_text(found.text, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    print(_told(path, found))
    return 0


def _document(path: Path) -> Document | None:
    try:
        return Library.of_folder(path.parent).check(path.read_text("utf-8-sig"), str(path)).document
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        return None


def _check_language(document: Document, language: str) -> None:
    others = document.languages[1:]
    if language not in others:
        known = ", ".join(dict.fromkeys((*document.languages, language)))
        hint = did_you_mean(language, others) or f"add it to the flow: `languages: [{known}]`"
        raise UsageError(f"{Path(document.source.path).name} is not said in {language}: {hint}")


def _translation(path: Path, flow: str) -> Source:
    """Return the file as it is, or a new one that is empty."""
    text = path.read_text("utf-8-sig") if path.exists() else ""
    if not text.strip():
        head = f"# The texts of {flow}. What is empty is said in the language that it is written in."
        return Source(str(path), head, (head,), {}, {})
    source, found = read(text, str(path))
    if source is None:
        raise UsageError(f"cannot read {path}: {found[0].message}, on line {found[0].span.line}")
    return source


def _told(path: Path, found: Skeleton) -> str:
    count = f"{len(found.added)} text{'s' * (len(found.added) != 1)}"
    told = f"{path}: {count} to translate" if found.added else f"{path}: nothing to add"
    names = ", ".join(".".join(map(str, where)) for where in found.left)
    return f"{told}; add by hand, because braces and lists are left as they are: {names}" if names else told
