"""The routes of the page, asked as the page asks them."""

from __future__ import annotations

import re

import pytest
from yarl import URL

from flowrunner.audio.codec import Codec
from flowrunner.server.dev.workshop import STATIC
from tests.dev.bench import DESK, bench, joined, open_page
from tests.fake_voices import FakeVoice

BROKEN = DESK.replace("go: bye}", "go: byee}")
PICTURE = re.compile(r'data-state="(\w+)"')


async def test_the_page_is_served_with_all_its_parts() -> None:
    async with bench() as desk:
        async with desk.client.get(f"{desk.url}/dev") as answer:
            assert answer.url.path == "/dev/"
            page = await answer.text()
        parts = re.findall(r'(?:src|href)="([a-z.]+\.[a-z]+)"', page)
        assert "main.js" in parts
        for part in (*parts, *(file.name for file in STATIC.iterdir())):
            async with desk.client.get(f"{desk.url}/dev/{part}") as answer:
                assert answer.status == 200, part


def test_the_page_needs_nothing_from_elsewhere_and_has_nothing_inline() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    for file in STATIC.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text), file.name
        assert "innerHTML" not in text


async def test_only_parts_of_the_page_have_an_address() -> None:
    async with bench() as desk:
        for name in ("..%2Fworkshop.py", "%2e%2e%2fworkshop.py", "workshop.py", "nothing.js", "%00"):
            async with desk.client.get(URL(f"{desk.url}/dev/{name}", encoded=True)) as answer:
                assert answer.status == 404, name


async def test_a_new_page_is_told_all_flows_and_an_open_one_what_changes() -> None:
    async with open_page() as (desk, page):
        [flow] = await page.flows()
        assert (flow["name"], flow["health"], flow["problems"]) == ("desk", "good", [])
        assert flow["states"] == {"menu": 7, "sales": 12, "bye": 13}
        assert flow["absolute"] == str(desk.folder / "desk.yaml")

        await desk.save(BROKEN)
        [flow] = await page.flows()
        assert flow["health"] == "stale"
        [problem] = flow["problems"]
        assert (problem["code"], problem["line"]) == ("unknown-target", 12)
        assert problem["hint"] == "did you mean `bye`?"
        assert problem["excerpt"][1].endswith("^~~~")

        await desk.save(DESK.replace("Sales.", "Sales here."))
        [flow] = await page.flows()
        assert flow["health"] == "good"


async def test_a_file_that_never_worked_has_its_name_and_its_mistakes() -> None:
    async with open_page(BROKEN) as (_, page):
        [flow] = await page.flows()
    assert (flow["name"], flow["health"]) == ("desk", "broken")
    assert "states" not in flow


async def test_a_page_is_told_what_happens_to_calls_and_one_that_comes_later_what_happened() -> None:
    async with open_page() as (desk, page):
        form = {"CallUUID": "one", "From": "15550107788", "To": "15550100000"}
        async with desk.client.post(f"{desk.url}/flows/desk/answer", data=form):
            began = await page.item("began")
        assert (began["call"], began["flow"]) == ("one", "desk")
        async with joined(desk) as later:
            assert await later.item("began") == began


async def test_the_picture_is_that_of_a_version_that_takes_calls() -> None:
    async with open_page() as (desk, page):
        [flow] = await page.flows()
        async with desk.client.get(f"{desk.url}/dev/pictures/desk/{flow['version']}") as answer:
            assert answer.content_type == "image/svg+xml"
            assert set(PICTURE.findall(await answer.text())) == {"menu", "sales", "bye"}
        async with desk.client.get(f"{desk.url}/dev/pictures/desk/other") as answer:
            assert answer.status == 404


async def test_a_code_of_the_checker_is_explained() -> None:
    async with bench() as desk:
        async with desk.client.get(f"{desk.url}/dev/explain/unknown-target") as answer:
            assert {"why", "bad", "good"} <= (await answer.json()).keys()
        async with desk.client.get(f"{desk.url}/dev/explain/nothing") as answer:
            assert answer.status == 404


@pytest.mark.parametrize("codec", Codec)
async def test_typed_words_come_back_as_sound_of_the_stream(codec: Codec) -> None:
    voice = FakeVoice()
    asked = {"words": "balance", "encoding": codec.encoding, "rate": codec.sample_rate}
    async with bench(voice=voice) as desk, desk.client.post(f"{desk.url}/dev/say", json=asked) as answer:
        sound = await answer.read()
    assert voice.said == [("balance", "caller")]
    assert len(sound) == round(0.05 * len("balance") * codec.bytes_per_second)


async def test_a_wish_that_cannot_be_read_is_refused() -> None:
    async with bench() as desk:
        for body in (b"", b"[]", b'{"words": "hello"}', b'{"words": "x", "encoding": "mp3", "rate": 8000}', b"\xff"):
            async with desk.client.post(f"{desk.url}/dev/say", data=body, headers=desk.own) as answer:
                assert answer.status == 400, body


async def test_words_that_cannot_be_said_are_answered_with_the_reason() -> None:
    async with bench(voice=FakeVoice(fails=True)) as desk:
        for words, reason in (("hello", "the voice is hoarse"), ("a" * 301, "at most 300")):
            asked = {"words": words, "encoding": "mulaw", "rate": 8000}
            async with desk.client.post(f"{desk.url}/dev/say", json=asked, headers=desk.own) as answer:
                assert answer.status == 422
                assert reason in await answer.text()
