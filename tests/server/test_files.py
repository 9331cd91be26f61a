"""A host that may have many connections may open many files."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import pytest

from flowrunner.server.files import allow_files


@pytest.fixture
def few_files() -> Iterator[int]:
    """Let this process open few files for a while; what it could have is returned."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def now_allowed() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def test_what_is_wanted_is_allowed(few_files: int) -> None:
    assert allow_files(300) == now_allowed() == 300


def test_what_is_allowed_is_left_alone(few_files: int) -> None:
    assert allow_files(100) == 100
    assert now_allowed() == 256


def test_no_more_is_allowed_than_the_system_allows(few_files: int) -> None:
    if few_files == resource.RLIM_INFINITY:
        pytest.skip("this system allows any number")
    assert allow_files(few_files + 1) == now_allowed() == few_files
