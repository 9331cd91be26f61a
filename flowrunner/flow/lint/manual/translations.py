"""Codes of texts in other languages."""

from flowrunner.flow.lint.manual.entry import Entry

_SHOP = """\
flow: shop
languages: [en-IN, hi-IN]
start: hello
fallback: hello
states:
  hello:
    set: {name: Asha}
    say: Welcome, {{ name }}.
    go: bye
  bye: {say: Goodbye., go: hangup}
"""
_GOOD = """\
hello:
  say: नमस्ते, {{ name }}।
bye:
  say: फिर मिलेंगे।
"""

ENTRIES = (
    Entry(
        code="unknown-text",
        severity="error",
        summary="a translation has a text that its flow does not have",
        why="It would never be said. States, texts and choices have the names that they have in the flow.",
        bad="""\
helo:
  say: नमस्ते, {{ name }}।
""",
        good=_GOOD,
        name="shop.hi-IN.yaml",
        beside=_SHOP,
        beside_name="shop.yaml",
    ),
    Entry(
        code="untranslated",
        severity="warning",
        summary="texts of a flow that its translation does not have",
        why="A caller who has chosen the other language hears them in the language that the flow is written in. "
        "`flowrunner translate` adds them to the file, to be filled in; `check --info` shows each.",
        bad="""\
hello:
  say: नमस्ते, {{ name }}।
""",
        good=_GOOD,
        name="shop.hi-IN.yaml",
        beside=_SHOP,
        beside_name="shop.yaml",
    ),
    Entry(
        code="other-values",
        severity="warning",
        summary="a translated text that leaves a value out",
        why="The caller would not hear what the written text says, such as the name or the amount.",
        bad="""\
hello:
  say: नमस्ते।
bye:
  say: फिर मिलेंगे।
""",
        good=_GOOD,
        name="shop.hi-IN.yaml",
        beside=_SHOP,
        beside_name="shop.yaml",
    ),
    Entry(
        code="lone-translation",
        severity="error",
        summary="a translation without a flow that has its language",
        why="A translation is named like its flow, with the language between: `shop.hi-IN.yaml` is that of "
        "`shop.yaml`, which lists the language under `languages`.",
        bad=_SHOP.replace("[en-IN, hi-IN]", "[en-IN]"),
        good=_SHOP,
        name="shop.yaml",
        beside=_GOOD,
        beside_name="shop.hi-IN.yaml",
    ),
    Entry(
        code="no-translation",
        severity="warning",
        summary="a language of a flow that nothing is translated into",
        why="Who chooses it hears everything in the language that the flow is written in. `flowrunner translate` "
        "begins the file.",
        bad=_SHOP,
        good=_SHOP.replace("[en-IN, hi-IN]", "[en-IN]"),
        name="shop.yaml",
    ),
    Entry(
        code="broken-translation",
        severity="error",
        summary="a translation of a flow has errors",
        why="The flow is served with its translations or not at all. Mend the other file, and both are served.",
        bad=_SHOP.replace("bye", "end"),
        good=_SHOP,
        name="shop.yaml",
        beside=_GOOD,
        beside_name="shop.hi-IN.yaml",
    ),
)
