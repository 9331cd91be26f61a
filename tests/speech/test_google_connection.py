"""What Google's refusals are called."""

from __future__ import annotations

import grpc
import pytest
from grpc.aio import AioRpcError, Metadata

from flowrunner.errors import SpeechError
from flowrunner.speech.google.connection import answering


def refusal(status: grpc.StatusCode, details: str = "") -> SpeechError:
    """Return the error for what gRPC raises."""
    with pytest.raises(SpeechError) as refused, answering():
        raise AioRpcError(status, Metadata(), Metadata(), details)
    return refused.value


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, "refused"),
        (grpc.StatusCode.PERMISSION_DENIED, "refused"),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "busy"),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "timeout"),
        (grpc.StatusCode.INVALID_ARGUMENT, "unfit"),
        (grpc.StatusCode.UNAVAILABLE, "failed"),
    ],
)
def test_a_refusal_says_whose_fault_it_is(status: grpc.StatusCode, trouble: str) -> None:
    error = refusal(status)
    assert error.trouble == trouble
    assert str(error).startswith(f"google answered {status.name}: ")


def test_a_status_without_a_usual_meaning_stands_alone() -> None:
    assert str(refusal(grpc.StatusCode.DATA_LOSS)) == "google answered DATA_LOSS"


def test_credentials_that_were_revoked_are_no_disturbance_of_the_line() -> None:
    details = "Getting metadata from plugin failed with error: ('invalid_grant: Invalid JWT Signature.', {})"
    error = refusal(grpc.StatusCode.UNAVAILABLE, details)
    assert (str(error), error.trouble) == ("google's credentials bring no token, they may have been revoked", "refused")
