"""The tests of the flows in ``flows/`` pass and come by every state, choice and outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.flow.files import flow_files, is_flow_file
from flowrunner.script import suite as suites
from flowrunner.script.case import Case
from flowrunner.script.player import play
from flowrunner.script.results import Result, SuiteResult, coverages
from flowrunner.script.suite import Shelf, open_suite

FLOWS = Path(__file__).parents[2] / "flows"
SUITES = [open_suite(file, Shelf()) for file in suites.test_files([FLOWS])]
CASES = [case for suite in SUITES for case in suite.cases]


def test_every_flow_has_tests() -> None:
    assert {case.flow.path for case in CASES} == {str(file) for file in flow_files([FLOWS]) if is_flow_file(file)}
    assert [suite.findings for suite in SUITES] == [()] * len(SUITES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.flow.name}: {case.conversation.name}")
def test_a_conversation_goes_as_written(case: Case) -> None:
    assert play(case).failure is None


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.path)
def test_everything_in_a_flow_is_walked(suite: suites.Suite) -> None:
    run = SuiteResult(suite, tuple(Result(case, play(case)) for case in suite.cases))
    assert [each.missed for each in coverages([run])] == [()]
