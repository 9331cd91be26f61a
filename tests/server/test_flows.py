"""Finding and loading flows: a broken one does not stop the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import ConnectTo
from flowrunner.errors import UsageError
from flowrunner.server.flows import load_flows, serve_flow
from tests.server.raw_plivo import flow_of

GOOD = """
flow: {name}
start: hello
fallback: hello
states:
  hello: {{say: Hello., go: hangup}}
"""


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_a_broken_flow_is_reported_and_the_others_serve(tmp_path: Path) -> None:
    write(tmp_path, good=GOOD.format(name="good"), broken="flow: broken\nstart: nowhere\n")

    found = load_flows([tmp_path])

    assert list(found.flows) == ["good"]
    by_name = {Path(each.path).name: each for each in found.loaded}
    assert by_name["broken.yaml"].flow is None
    assert by_name["broken.yaml"].diagnostics
    assert not by_name["good.yaml"].diagnostics


def test_two_flows_of_one_name_cannot_both_serve(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD.format(name="same"), b=GOOD.format(name="same"))

    found = load_flows([tmp_path])

    assert [Path(flow.path).name for flow in found.flows.values()] == ["a.yaml"]
    assert [each.code for each in found.loaded[1].diagnostics] == ["duplicate-flow"]


def test_what_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no flow"):
        load_flows([tmp_path])
    with pytest.raises(UsageError, match=r"there is no file or folder .*none\.yaml"):
        load_flows([tmp_path / "none.yaml"])


def test_a_flow_asks_for_the_codec_of_its_stream() -> None:
    flow = flow_of(GOOD.format(name="good") + "stream: {content_type: audio/x-l16;rate=16000}\n")

    assert serve_flow(flow, {}).codec is Codec.L16_16K
    assert serve_flow(flow_of(GOOD.format(name="good")), {}).codec is Codec.MULAW_8K


def test_a_fallback_that_is_a_person_is_known_beforehand() -> None:
    flow = flow_of("""
flow: rescued
start: hello
fallback: person
states:
  hello: {say: Hello., go: hangup}
  person: {say: One moment., transfer: ["+1 555 010 0001", "{{ call.from }}"], ring: 10s, go: {otherwise: hangup}}
""")

    assert serve_flow(flow, {}).rescue == ConnectTo(("+15550100001",), 10.0)
    assert serve_flow(flow_of(GOOD.format(name="good")), {}).rescue is None


def test_a_fallback_that_only_hangs_up_connects_to_nobody() -> None:
    flow = flow_of(GOOD.format(name="good").replace("fallback: hello", "fallback: hangup"))
    assert serve_flow(flow, {}).rescue is None
