"""The page in a real browser: somebody writes a flow, sees it, calls it, breaks it and mends it."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from flowrunner.audio.codec import decode_mulaw, encode_mulaw
from tests.dev.browser import PATIENCE_MS, Shop, both_sides, chromium, heard, page_of, shop
from tests.dev.install import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

expect.set_options(timeout=PATIENCE_MS)
DESK = """
flow: desk
about: The desk of a bank.
start: menu
fallback: bye
states:
  menu:
    ask: Say balance, or press 2 for a person.
    after: 2s
    choices:
      balance: {press: 1, hear: balance}
      person: {press: 2}
  balance: {say: Your balance is twelve rupees., go: menu}
  person:
    transfer: "+15550100001"
    brief: A caller from the desk.
    go: {busy: busy, otherwise: bye}
  busy: {say: They are busy., go: code}
  code: {ask: Four digits please., type: digits, length: 4, save: code, confirm: never, go: bye}
  bye: {say: Goodbye., go: hangup}
"""
BROKEN = DESK.replace("go: code}", "go: cod}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shop, None, None]:
    folder = tmp_path_factory.mktemp("flows")
    (folder / "desk.yaml").write_text(DESK)
    with shop(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(desk: Shop, tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser, None, None]:
    says_balance = tmp_path_factory.mktemp("sound") / "balance.wav"
    desk.speak("Balance.", says_balance)
    with chromium(says_balance) as running:
        yield running


def card(page: Page, state: str) -> Locator:
    return page.locator(f".card[data-state={state}]")


def turn(page: Page, who: str, words: str) -> Locator:
    return page.locator(f".turn.{who}").filter(has_text=words).last


def call(page: Page) -> None:
    page.get_by_role("button", name="Call", exact=True).click()


def hang_up(page: Page) -> None:
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#call-state")).to_have_text("ready")


def test_a_caller_is_heard_and_answered_and_the_picture_moves(browser: Browser, desk: Shop, tmp_path: Path) -> None:
    with page_of(browser, desk, microphone=True) as page:
        call(page)
        expect(card(page, "menu")).to_contain_class("current")

        said = turn(page, "caller", "alance")
        expect(said).to_contain_text("balance word for word")
        expect(turn(page, "bot", "Your balance is twelve rupees.")).to_contain_text("after the caller")
        expect(card(page, "balance")).to_contain_class("visited")
        expect(page.locator(".edge[data-from=menu][data-to=balance]")).to_contain_class("taken")
        expect(card(page, "menu")).to_contain_class("current")

        page.keyboard.press("2")
        expect(page.locator("#transfer")).to_contain_text("+15550100001 rings")
        expect(page.locator("#transfer")).to_contain_text("A caller from the desk.")
        page.locator("#transfer").get_by_role("button", name="Busy").click()
        expect(turn(page, "bot", "They are busy.")).to_be_visible()

        expect(card(page, "code")).to_contain_class("current")
        page.get_by_role("button", name="7", exact=True).click()
        page.keyboard.type("890")
        expect(page.locator(".value", has_text="code = 7890")).to_be_visible()
        expect(page.locator("#call-state")).to_have_text("ready")
        expect(page.locator("#transcript")).to_contain_text("the call is over")

        with page.expect_download() as download:
            page.get_by_role("link", name="Save").click()
        download.value.save_as(tmp_path / "call.wav")
        caller, bot, rate = both_sides((tmp_path / "call.wav").read_bytes())
        assert "balance" in heard(caller, rate)
        assert "twelve rupees" in heard(bot, rate).replace("12", "twelve")


def test_typed_words_are_said_and_silence_is_kept(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk) as page:
        call(page)
        expect(turn(page, "bot", "Say balance")).to_be_visible()
        page.get_by_label("What the caller says").fill("balance")
        page.keyboard.press("Enter")
        expect(turn(page, "bot", "Your balance is twelve rupees.")).to_be_visible()

        silent = page.get_by_role("button", name="Stay silent")
        silent.click()
        expect(silent).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#transcript")).to_contain_text("silence, mistake 1")
        expect(silent).to_have_attribute("aria-pressed", "false")
        hang_up(page)
        moment = turn(page, "bot", "Your balance").get_by_role("button")
        expect(moment).to_be_enabled()
        moment.click()
        expect(page.locator("#tape")).to_have_js_property("paused", False)


def test_who_has_no_microphone_is_told_what_else_can_be_done(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk, microphone=True) as page:
        refusal = "Promise.reject(new DOMException('no', 'NotAllowedError'))"
        page.evaluate(f"void (navigator.mediaDevices.getUserMedia = () => {refusal})")
        call(page)
        expect(page.locator("#transcript")).to_contain_text("the microphone is not allowed: type what you want to say")
        hang_up(page)


def test_a_state_leads_to_its_line_by_keyboard_alone(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk) as page:
        card(page, "busy").focus()
        page.keyboard.press("Enter")
        link = page.locator("#state-place a")
        expect(link).to_be_focused()
        expect(link).to_have_attribute("href", f"vscode://file{desk.folder}/desk.yaml:18")
        expect(link).to_contain_text("desk.yaml:18")
        page.keyboard.press("Escape")
        expect(page.locator("#state-card")).to_be_hidden()


def test_a_broken_file_tells_and_takes_calls_as_before_until_it_is_mended(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk) as page:
        desk.save(BROKEN)
        problem = page.locator(".problem")
        expect(problem).to_contain_text("did you mean `code`?")
        expect(problem.locator(".caret")).to_have_text("^~~")
        expect(page.locator("#stale")).to_be_visible()
        expect(page.locator("#call-note")).to_contain_text("1 mistake in the file: a call goes to the last version")
        problem.locator("summary").click()
        expect(problem).to_contain_text("But so:")
        call(page)
        expect(turn(page, "bot", "Say balance")).to_be_visible()

        desk.save(DESK.replace("Say balance", "Please say balance"))
        expect(page.locator("#problems")).to_have_text("no mistakes")
        expect(page.locator("#transcript")).to_contain_text("this call goes on as it began")
        expect(card(page, "menu")).to_contain_text("Please say balance")
        hang_up(page)
        call(page)
        expect(turn(page, "bot", "Please say balance")).to_be_visible()
        hang_up(page)


def test_an_earlier_call_is_shown_again_to_a_page_that_was_not_there(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk) as page:
        for words in ("balance", ""):
            call(page)
            expect(turn(page, "bot", "ay balance")).to_be_visible()
            if words:
                page.get_by_label("What the caller says").fill(words)
                page.keyboard.press("Enter")
                expect(turn(page, "bot", "Your balance")).to_be_visible()
            hang_up(page)
    with page_of(browser, desk) as page:
        expect(page.locator("#transcript")).to_contain_text("the call is over")
        expect(turn(page, "bot", "Your balance")).to_have_count(0)
        page.get_by_label("Which call").select_option(index=1)
        expect(turn(page, "bot", "Your balance")).to_be_visible()
        expect(card(page, "balance")).to_contain_class("visited")


def test_a_file_that_never_worked_cannot_be_called_and_one_that_is_gone_is_not_shown(
    browser: Browser, desk: Shop
) -> None:
    with page_of(browser, desk) as page:
        desk.save(BROKEN.replace("flow: desk", "flow: annex"), "annex.yaml")
        page.get_by_role("button", name=re.compile("annex.*has mistakes, and takes no calls")).click()
        expect(page.locator("#call-note")).to_have_text("This flow takes no calls: 1 mistake in its file.")
        expect(page.locator("#call-button")).to_be_disabled()
        expect(page.locator("#picture")).to_contain_text("There is no picture")
        (desk.folder / "annex.yaml").unlink()
        expect(page.locator(".flow")).to_have_count(1)
        expect(page.locator("#call-button")).to_be_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hinders_people_who_cannot_see_well_or_use_no_mouse(browser: Browser, desk: Shop, scheme: str) -> None:
    with page_of(browser, desk, color_scheme=scheme, bypass_csp=True) as page:
        page.add_script_tag(content=axe())
        call(page)
        expect(turn(page, "bot", "ay balance")).to_be_visible()
        assert hindrances(page) == []
        hang_up(page)
        desk.save(BROKEN)
        expect(page.locator(".problem")).to_be_visible()
        page.set_viewport_size({"width": 390, "height": 800})
        page.get_by_role("tab", name="Problems").click()
        assert hindrances(page) == []
        desk.save(DESK)
        expect(page.locator("#problems")).to_have_text("no mistakes")


def hindrances(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.1 AA, and good practice."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found: list[str] = page.evaluate(
        """async (rules) => (await axe.run(document, { runOnly: rules })).violations.flatMap(
            (each) => each.nodes.map((node) => `${each.help}: ${node.target.join(" ")}`))""",
        rules,
    )
    return found


def test_a_telephone_shows_one_part_at_a_time(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk, viewport={"width": 390, "height": 800}, has_touch=True) as page:
        expect(page.locator("#call-button")).to_be_in_viewport()
        expect(page.locator("#picture")).to_be_hidden()
        page.get_by_role("tab", name="Picture").tap()
        expect(card(page, "menu")).to_be_in_viewport()
        expect(page.locator("#call-button")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_codes_sound_as_the_host_does(browser: Browser, desk: Shop) -> None:
    with page_of(browser, desk) as page:
        mulaw = "(await import('/dev/codecs.js')).CODECS.mulaw"
        decoded = page.evaluate(f"async (codes) => [...{mulaw}.decode(codes)]", list(range(256)))
        assert decoded == [each / 32768 for each in decode_mulaw(bytes(range(256))).tolist()]
        encoded = page.evaluate(
            f"async (pcm) => [...{mulaw}.encode(pcm.map((each) => each / 32767))]", list(range(-32767, 32768, 7))
        )
        assert bytes(encoded) == encode_mulaw(np.arange(-32767, 32768, 7, dtype=np.int16))


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_page_brings_a_tone_to_the_rate_of_the_line_and_back(browser: Browser, desk: Shop, rate: int) -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    with page_of(browser, desk) as page:
        back = np.array(
            page.evaluate(
                """async ([tone, rate]) => {
                    const { Resampler } = await import('/dev/resampler.js');
                    const [up, down] = [new Resampler(8000, rate), new Resampler(rate, 8000)];
                    const made = [];
                    for (let n = 0; n < tone.length; n += 160) made.push(...down.push(up.push(tone.slice(n, n + 160))));
                    return made;
                }""",
                [tone.tolist(), rate],
            )
        )
    assert 7900 < len(back) <= 8000
    whole = back[200:7400]
    wave = np.exp(2j * np.pi * 1000 * np.arange(len(whole)) / 8000)
    fitted = np.real(2 * np.mean(whole * np.conj(wave)) * wave)
    assert np.std(whole - fitted) < 0.003 * np.std(whole)
    assert 0.98 < np.std(whole) / np.std(tone) < 1.02
