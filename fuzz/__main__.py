"""``python -m fuzz [TARGET] [SECONDS]``: feed a target, or each in turn, with what atheris finds worth trying."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

NAMES = ("message", "stream", "callback", "rest_answer", "emulator")
SECONDS = 60
FOUND = Path("build") / "fuzz"
"""Where an input goes that breaks something."""
SEEDS: dict[str, tuple[bytes, ...]] = {
    "message": (
        b'{"event":"start","start":{"callId":"c","streamId":"s","mediaFormat":{"encoding":"audio/x-l16","sampleRate":8000}}}',
        b'{"event":"media","sequenceNumber":2,"media":{"track":"inbound","payload":"AAAA"}}',
        b'{"event":"dtmf","dtmf":{"digit":"1"}}',
        b'{"event":"playedStream","name":"x"}',
    ),
    "stream": (
        b'{"event":"media","media":{"payload":"AAAA"}}\n{"event":"dtmf","dtmf":{"digit":"#"}}\n{"event":"stop"}',
        b'\0\0\n{"event":"clearedAudio"}\n{"event":"error","reason":"x"}',
    ),
    "callback": (
        b"CallUUID=c1&Event=StartApp&From=15550100&To=15550199&Direction=inbound",
        b"DialStatus=busy&X-PH-a=b",
    ),
    "rest_answer": (b'{"api_id":"a","meta":{"total_count":1},"objects":[{"stream_id":"s"}]}', b'{"error":"no"}'),
    "emulator": (
        b'<Response><Stream bidirectional="true">wss://h/s</Stream><Hangup/></Response>',
        b'{"event":"playAudio","media":{"contentType":"audio/x-mulaw","sampleRate":8000,"payload":"AAAA"}}',
    ),
}


def main(words: Sequence[str]) -> int:
    """Run the target that is named, for so many seconds; without a name all of them, each in a process of its own."""
    if find_spec("atheris") is None:
        print("atheris has no wheel for this machine: nothing was fuzzed")
        return 0
    if words and words[0] == "--inside":
        _fuzz(words[1], int(words[2]))
        return 0
    names = [word for word in words if word in NAMES] or list(NAMES)
    seconds = next((word for word in words if word.isdecimal()), str(SECONDS))
    return max(subprocess.run([sys.executable, "-m", "fuzz", "--inside", name, seconds]).returncode for name in names)


def _fuzz(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["flowrunner.plivo", "flowrunner.emulator"]):
        from fuzz.targets import TARGETS
    FOUND.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS[name]):
            (Path(folder) / str(number)).write_bytes(seed)
        print(f"{name}, {seconds} s", flush=True)
        options = [
            f"-max_total_time={seconds}",
            "-max_len=4096",
            "-timeout=10",
            "-verbosity=0",
            f"-artifact_prefix={FOUND}/",
        ]
        atheris.Setup([sys.argv[0], *options, folder], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
