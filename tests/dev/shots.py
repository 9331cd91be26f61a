"""Pictures of the page, to be looked at, and the one of the documentation.

python -m tests.dev.shots FOLDER      writes dev.png (docs/dev.png is a copy of it) and others into a folder
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.dev.browser import PATIENCE_MS, Shop, chromium, page_of, shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLOWS = Path(__file__).parents[2] / "flows"
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DARK: dict[str, Any] = {"color_scheme": "dark"}


def main(folder: Path) -> None:
    """Take all pictures."""
    expect.set_options(timeout=PATIENCE_MS)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as copy:
        flows = Path(copy) / "flows"
        shutil.copytree(FLOWS, flows)
        with shop(flows) as opened, chromium(Path("/dev/null")) as browser:
            take_calls(browser, opened, folder)
            take_mistakes(browser, opened, folder)


def take_calls(browser: Browser, opened: Shop, folder: Path) -> None:
    """Show a call on a laptop, light and dark, and on a telephone."""
    for name, look in (("dev", LAPTOP), ("dark", LAPTOP | DARK), ("phone", PHONE)):
        with page_of(browser, opened, **look) as page:
            hold_call(page)
            page.screenshot(path=folder / f"{name}.png")
            if look is PHONE:
                for tab in ("Picture", "Flows"):
                    page.get_by_role("tab", name=tab).click()
                    page.screenshot(path=folder / f"phone-{tab.lower()}.png")


def take_mistakes(browser: Browser, opened: Shop, folder: Path) -> None:
    """Show a file that was broken after it worked."""
    bank = (opened.folder / "bank.yaml").read_text("utf-8")
    broken = bank.replace("go: menu\n", "go: mneu\n", 1).replace("press: 9,", "press: 10,")
    with page_of(browser, opened, **LAPTOP) as page:
        opened.save(broken, "bank.yaml")
        expect(page.locator(".problem").first).to_be_visible()
        page.screenshot(path=folder / "mistakes.png")
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=folder / "mistakes-dark.png")


def hold_call(page: Page) -> None:
    """Call the bank, and block a card."""
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator(".turn.bot").filter(has_text="For your balance")).to_be_visible()
    page.get_by_label("What the caller says").fill("block my card")
    page.keyboard.press("Enter")
    expect(page.locator(".card[data-state=block_card]")).to_contain_class("current")
    page.locator("#say").blur()
    page.keyboard.type("4321")
    expect(page.locator(".turn.bot").filter(has_text="You want to block")).to_contain_text("after the caller")
    expect(page.locator(".value", has_text="card = 4321")).to_be_visible()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
