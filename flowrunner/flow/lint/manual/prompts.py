"""Codes of what the caller hears."""

from flowrunner.flow.lint.manual.entry import Entry

_LONG_SENTENCE = "This call may be recorded, and what you say is kept for as long as the law asks us to keep it."

ENTRIES = (
    Entry(
        code="bad-ssml",
        severity="error",
        summary="marks for the voice that are not well-formed",
        why="A voice that cannot read its text says nothing at all. Every tag is closed, `&` is written `&amp;`;"
        " `<speak>` around it may be left out, and values in `{{ }}` are escaped by themselves.",
        bad="""\
  notice:
    say: {ssml: Please hold<break time='1s'> the line.}
    go: bye
""",
        good="""\
  notice:
    say: {ssml: Please hold<break time='1s'/> the line.}
    go: bye
""",
    ),
    Entry(
        code="made-late",
        severity="info",
        summary="a prompt that varies is made while the caller waits",
        why="Prompts that never vary are made before anybody calls, and begin at once. One with a value in it is made "
        "when its turn comes, which takes a moment with most voices. Sentences are made one by one, so those "
        "without a value are ready; `flowrunner build` lists what is left.",
        bad="""\
  welcome:
    say: "Welcome to Acme Bank. You are calling from {{ call.from | phone }}. How nice of you."
    go: bye
""",
        good="""\
  welcome:
    say: Welcome to Acme Bank. How nice of you to call.
    go: bye
""",
    ),
    Entry(
        code="missing-audio",
        severity="warning",
        summary="a recording is not there, or is no sound",
        why="Where a recording cannot be played its `text` is spoken instead; where there is none, the call goes to "
        "the fallback. A path counts from the folder of the flow. WAV, AIFF, FLAC, MP3 and Ogg (Vorbis, Opus) can be "
        "played; `flowrunner build` also tells whether a file can be decoded to its end.",
        bad="""\
  welcome:
    say: {audio: welcom.wav, text: Welcome to Acme Bank.}
    go: bye
""",
        good="""\
  welcome:
    say: {audio: welcome.wav, text: Welcome to Acme Bank.}
    go: bye
""",
        recording="welcome.wav",
    ),
    Entry(
        code="long-menu",
        severity="warning",
        summary="a menu longer than 20 seconds, or of more than five options",
        why="Whoever hears the sixth option has forgotten the first. Time is counted as 150 words a minute, with "
        "pauses, a value in `{{ }}` as two words and long numbers digit by digit. Options are the choices "
        "with a key, and those that the question names.",
        bad="""\
  menu:
    ask: Red, blue, green, black, white or grey?
    choices:
      red: {press: 1, hear: red, go: bye}
      blue: {press: 2, hear: blue, go: bye}
      green: {press: 3, hear: green, go: bye}
      black: {press: 4, hear: black, go: bye}
      white: {press: 5, hear: white, go: bye}
      grey: {press: 6, hear: grey, go: bye}
""",
        good="""\
  menu:
    ask: Red, blue or green? Or another colour?
    choices:
      red: {press: 1, hear: red, go: bye}
      blue: {press: 2, hear: blue, go: bye}
      green: {press: 3, hear: green, go: bye}
      others: {press: 4, hear: another colour, go: bye}
""",
    ),
    Entry(
        code="long-prompt",
        severity="warning",
        summary="a prompt longer than a minute",
        why="Nobody listens to a voice for a minute: callers press something, or hang up. After each shorter part they"
        " can be asked whether they want to hear more. Time is counted as for a menu: 150 words a minute.",
        bad=f"""\
  notice:
    say: >
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
      {_LONG_SENTENCE}
    go: bye
""",
        good=f"""\
  notice:
    say: >
      {_LONG_SENTENCE}
    go: bye
""",
    ),
)
