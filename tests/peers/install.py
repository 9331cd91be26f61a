"""An environment of its own for the hosts that others wrote, from PyPI.

    python -m tests.peers.install

``make test`` does this; a test that finds none does it too. Of pipecat only one module is wanted, so what the rest
needs (language models, numba) is left out.
"""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

_ALONE = ("pipecat-ai==1.14.0", "plivo-stream-sdk==0.1.1")
_NEEDED = (
    *("aiofiles==25.1.0", "aiohttp==3.14.5", "docstring_parser==0.18.0", "fastapi==0.165.0", "loguru==0.7.3"),
    *("loudness==0.2.0", "numpy==2.4.6", "opentelemetry-api==1.45.2", "pillow==13.0.0", "plivo==4.63.0"),
    *("pydantic==2.14.3", "sentencex==1.0.32", "soxr==1.0.0", "websockets==17.4"),
    'wait_for2==0.4.1; python_version < "3.12"',
    'audioop-lts==0.2.2; python_version >= "3.13"',
)
_DIGEST = sha256(repr((_ALONE, _NEEDED)).encode()).hexdigest()[:12]
FOLDER = Path(sys.prefix) / "peers" / _DIGEST
PYTHON = FOLDER / "bin" / "python"
_DEADLINE_S = 300


def installed() -> Path:
    """Return the peers' Python, after making it if it is not here; raises CalledProcessError, TimeoutExpired."""
    done = FOLDER / ".installed"
    if not done.exists():
        _run(sys.executable, "-m", "venv", str(FOLDER))
        pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _run(*pip, *_NEEDED)
        _run(*pip, "--no-deps", *_ALONE)
        done.touch()
    return PYTHON


def _run(*words: str) -> None:
    subprocess.run(words, check=True, timeout=_DEADLINE_S)


if __name__ == "__main__":
    print(installed())
