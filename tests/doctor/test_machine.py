from __future__ import annotations

import socket

import pytest

from flowrunner.config import Limits, Settings
from flowrunner.doctor.finding import Patient
from flowrunner.doctor.machine import clock, extras_of, open_files, packages, port, python, variables
from tests.doctor.patients import found, verdict


@pytest.mark.parametrize("check", [python, packages, clock, open_files])
async def test_what_runs_the_tests_is_well(check: object) -> None:
    settings = Settings(limits=Limits(connections=10))
    [finding] = await found(check, settings)  # type: ignore[arg-type]
    assert (finding.verdict, finding.mend) == ("well", "")


async def test_more_connections_than_the_system_allows_are_told() -> None:
    said, mend = await verdict(open_files, Settings(limits=Limits(connections=10**9)))
    assert said.startswith("warning: ")
    assert said.endswith("too few for 1000000000 connections")
    assert "ulimit -Hn" in mend


def test_what_the_settings_ask_for_must_be_installed() -> None:
    def extras(settings: Settings) -> set[str]:
        return extras_of(Patient(settings, None, {}, home=None))  # type: ignore[arg-type]

    assert extras(Settings()) == set()
    assert extras(Settings(voice=("offline", "google"))) == {"google"}
    assert extras(Settings(database="postgresql://db/flows")) == {"postgresql"}


async def test_variables_that_were_meant_to_be_settings_are_told() -> None:
    environment = {"FLOWRUNNER_PROT": "1", "FLOWRUNNER_PORT": "1", "FLOWRUNNER_SECRET_X": "x", "PATH": ""}
    [finding] = await found(variables, environment=environment)
    assert finding.text == "FLOWRUNNER_PROT is no setting"
    assert finding.mend == "did you mean `FLOWRUNNER_PORT`?"


async def test_a_free_port_is_well_and_one_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        said, mend = await verdict(port, Settings(port=number))
        assert said == f"warning: 127.0.0.1:{number} is in use"
        assert "stop what listens there" in mend
    assert await verdict(port, Settings(port=number)) == (f"well: 127.0.0.1:{number} is free", "")
    assert await verdict(port, Settings(port=0)) == ("well: any, on 127.0.0.1", "")


async def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    said, mend = await verdict(port, Settings(host="192.0.2.1", port=0))
    assert said.startswith("ill: 192.0.2.1:0: ")
    assert "set `host` to an address of this machine" in mend
