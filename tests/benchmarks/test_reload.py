"""The benchmark of reloading saves what can be served, and notices when it is."""

from __future__ import annotations

from pathlib import Path

from benchmarks.reload import Editor, flows_in
from tests.server.edited_flows import edited_host


async def test_an_edition_is_live_when_its_save_has_been_timed(tmp_path: Path) -> None:
    large = flows_in(tmp_path)
    async with edited_host(tmp_path, watch=True) as host:
        before = host.flows.current("bank")
        assert before is not None
        assert 290 <= len(before.flow.states) <= 330
        assert await Editor(host, large).save(1) > 0
        after = host.flows.current("bank")
        assert after is not None
        assert after.flow.about.startswith("Edition 1. ")
