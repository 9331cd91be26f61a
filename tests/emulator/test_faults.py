import pytest

from flowrunner.emulator import Fault, FaultKind, parse_fault
from flowrunner.emulator.faults import Faults
from flowrunner.errors import UsageError


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lost-first-ack", Fault(FaultKind.LOST_FIRST_ACK)),
        ("abrupt-close", Fault(FaultKind.ABRUPT_CLOSE)),
        ("abrupt-close@3.5", Fault(FaultKind.ABRUPT_CLOSE, at_s=3.5)),
        ("abrupt-close@0x4", Fault(FaultKind.ABRUPT_CLOSE, at_s=0, number=4)),
        ("extra-headersx5", Fault(FaultKind.EXTRA_HEADERS, number=5)),
        (" missing-mediax1 ", Fault(FaultKind.MISSING_MEDIA, number=1)),
    ],
)
def test_a_fault_is_read_as_it_is_written(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault
    assert str(fault) == text.strip()


def test_a_fault_has_the_moment_and_number_of_the_menu_unless_told_otherwise() -> None:
    assert (parse_fault("stall").begins_s, parse_fault("stall").count) == (1.5, 10)
    assert (parse_fault("stall@0x3").begins_s, parse_fault("stall@0x3").count) == (0, 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("lost-first-akc", "did you mean lost-first-ack?"),
        ("extra-heaters@2x3", "did you mean extra-headers?"),
        ("weather", "`flowrunner call --faults` lists them"),
        ("lost-first-ack@2", "has no moment, so no @2"),
        ("noisex3", "has no number, so no x3"),
        ("", "there is no fault ''"),
        ("stall@", "there is no fault 'stall@'"),
    ],
)
def test_what_is_no_fault_is_told_with_what_it_may_mean(text: str, reason: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_fault(text)
    assert reason in str(error.value)


def test_a_fault_that_counts_streams_befalls_the_first_ones() -> None:
    faults = Faults([parse_fault("abrupt-closex2")])
    assert [faults.befalls(FaultKind.ABRUPT_CLOSE, stream) for stream in (1, 2, 3)] == [True, True, False]
    assert not faults.befalls(FaultKind.STREAM_TIMEOUT, 1)


def test_so_many_attempts_to_connect_are_refused() -> None:
    faults = Faults([parse_fault("refused-connectsx2")])
    assert [faults.refuses_connect() for _ in range(4)] == [True, True, False, False]
