"""Checked data in, the frozen model out. It runs only on a file without errors, so it asks no questions."""

from flowrunner.flow.build.flow import build

__all__ = ["build"]
