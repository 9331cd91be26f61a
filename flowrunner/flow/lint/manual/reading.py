"""Codes of files that cannot be read as they were meant."""

from flowrunner.flow.lint.manual.entry import Entry

ENTRIES = (
    Entry(
        code="yaml-syntax",
        severity="error",
        summary="the file cannot be read as YAML",
        why="YAML gives some signs a meaning: a colon followed by a space, a leading `{{`, `*`, `&` or `%`, a "
        "tab. Text with one of them needs quotes. The rest of the file is read as it was probably meant, so "
        "that its other mistakes are told at the same time.",
        bad="""\
  greeting:
    say: Note: we close at six.
    go: hangup
""",
        good="""\
  greeting:
    say: "Note: we close at six."
    go: hangup
""",
    ),
    Entry(
        code="not-utf8",
        severity="error",
        summary="the file is not saved as UTF-8",
        why="Letters beyond English are stored differently by different editors. flowrunner reads UTF-8, which "
        "has room for all of them; look for an encoding in the save dialog of your editor.",
        bad="""\
  greeting:
    say: Welcome to the café.
    go: hangup
""",
        good="""\
  greeting:
    say: Welcome to the café.
    go: hangup
""",
        encoding="latin-1",
    ),
    Entry(
        code="duplicate-key",
        severity="error",
        summary="a key is there twice in one place",
        why="Only one of the two could count, and most readers of YAML silently take the last. The message names "
        "both lines.",
        bad="""\
  greeting:
    say: Welcome.
    go: hangup
    say: Good morning.
""",
        good="""\
  greeting:
    say: Welcome. Good morning.
    go: hangup
""",
    ),
    Entry(
        code="duplicate-flow",
        severity="error",
        summary="two files hold a flow of the same name",
        why="The name of a flow is its address, so calls could not tell the two apart. The first file is served.",
        bad="""\
flow: front_desk
start: greeting
fallback: greeting
states:
  greeting: {say: Good evening., go: hangup}
""",
        good="""\
flow: night_desk
start: greeting
fallback: greeting
states:
  greeting: {say: Good evening., go: hangup}
""",
        beside="""\
flow: front_desk
start: greeting
fallback: greeting
states:
  greeting: {say: Good morning., go: hangup}
""",
    ),
    Entry(
        code="text-lost",
        severity="warning",
        summary="the end of a text is taken for a comment",
        why="In YAML a space and `#` begin a comment, so the caller would never hear what follows. Write the word"
        " hash, or put quotes around the text.",
        bad="""\
  greeting:
    say: Press # to go back
    go: hangup
""",
        good="""\
  greeting:
    say: "Press # to go back"
    go: hangup
""",
    ),
    Entry(
        code="unused-ignore",
        severity="info",
        summary="a comment silences a finding that is not there",
        why="Once the reason is gone, the comment would hide the next mistake of its kind on that line. Errors "
        "cannot be silenced at all.",
        bad="""\
  greeting:
    say: Welcome.   # flowrunner: ignore[long-prompt]
    go: hangup
""",
        good="""\
  greeting:
    say: Welcome.
    go: hangup
""",
    ),
)
