"""A bar that shows how far the making of prompts is, where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


class PromptBar:
    """One line a flow. Made by ``preparing``."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def of(self, flow: str) -> Callable[[int, int], None]:
        """Begin the line of a flow; return what is to be told how many prompts are done, of how many."""
        task = self._progress.add_task(flow, total=None)
        return lambda done, total: self._progress.update(task, completed=done, total=total)


@contextmanager
def preparing(console: Console) -> Generator[PromptBar, None, None]:
    """Show a bar on a terminal, and nothing elsewhere; it is gone at the end."""
    columns = (TextColumn("prompts of {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield PromptBar(progress)
