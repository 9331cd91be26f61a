from __future__ import annotations

from pathlib import Path

from flowrunner.config import Settings
from flowrunner.doctor.flows import flows
from flowrunner.models.settings import ModelSettings
from flowrunner.server.flows import load_flows
from tests.doctor.patients import found

GOOD = "flow: good\nstart: hello\nfallback: hello\nstates:\n  hello: {say: Hello., go: hangup}\n"
TALKS = """
flow: talks
languages: [en-IN, hi-IN]
start: talk
fallback: sorry
states:
  talk:
    agent: You help.
    leave_when: {solved: The caller has no more questions.}
    go: {solved: hangup}
  sorry: {say: Sorry., set: {language: hi-IN}, go: hangup}
"""


async def told(folder: Path, settings: Settings | None = None, **files: str) -> list[tuple[str, str]]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    findings = await found(flows, settings, load_flows([folder]))
    return [(finding.verdict, finding.text) for finding in findings]


async def test_flows_that_serve_are_counted(tmp_path: Path) -> None:
    assert await told(tmp_path, good=GOOD) == [("well", "1 flow can be served")]


async def test_without_flows_nothing_is_looked_at() -> None:
    [finding] = await found(flows)
    assert finding.verdict == "unused"


async def test_a_flow_with_a_mistake_is_told_with_the_command_that_shows_it(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(GOOD.replace("go: hangup", "go: nowhere"))
    [finding] = await found(flows, None, load_flows([tmp_path]))
    assert finding.verdict == "ill"
    assert finding.text.endswith("bad.yaml: 1 mistake")
    assert finding.mend == f"run: flowrunner check {tmp_path / 'bad.yaml'}"


async def test_a_secret_that_nobody_has_set_is_told(tmp_path: Path) -> None:
    asks = GOOD.replace(
        "{say: Hello., go: hangup}", "\n    request: GET https://h.example/\n    headers: {Key: K}\n    go: x"
    )
    asks = asks.replace("K}", '"{{ secrets.TOKEN }}"}').replace("go: x", "go: {otherwise: hangup}")
    findings = await told(tmp_path, asks=asks)
    assert ("warning", "good uses secrets.TOKEN, and nobody has set it") in findings
    assert not any("TOKEN" in text for _, text in await told(tmp_path, Settings(secrets={"TOKEN": "t"})))


async def test_what_a_flow_needs_and_nobody_has_is_told(tmp_path: Path) -> None:
    findings = await told(tmp_path, talks=TALKS)
    assert [text for verdict, text in findings if verdict == "warning" and "warning" not in text] == [
        "talks speaks hi-IN, which no voice here knows",
        "talks speaks hi-IN, which no recognizer here knows",
        "talks has an agent (talk), and there is no language model",
    ]


async def test_a_language_in_which_nobody_stands_in_is_told(tmp_path: Path) -> None:
    settings = Settings(
        voice=("google", "offline"), recognizer=("google",), model=ModelSettings("http://127.0.0.1:1/v1", "m")
    )
    findings = await told(tmp_path, settings, talks=TALKS)
    assert [text for verdict, text in findings if verdict == "warning" and "warning" not in text] == [
        "talks speaks hi-IN, where nobody stands in for the voice that knows it"
    ]
