"""Messages that nobody asked for: of Plivo's own code, of other clients of the protocol, and broken ones."""

NOISE_EVERY = 10
"""Frames from one to the next."""

NOISE: tuple[str | bytes, ...] = (
    '{"event":"muteStream","sequenceNumber":7}',
    '{"event":"unmuteStream","sequenceNumber":8}',
    '{"event":"connected","protocol":"Call","version":"1.0.0"}',
    '{"event":"transcription","data":{"text":null}}',
    '{"Event":"media"}',
    '{"event":"Media","media":{"payload":"AAAA"}}',
    '{"event":"media"}',
    '{"event":"media","media":{"payload":"%%%"}}',
    '{"event":"media","media":{"track":"sideways","payload":"////"}}',
    '{"event":"dtmf","dtmf":{"digit":"55"}}',
    '{"event":"dtmf","dtmf":{"digit":""}}',
    '{"event":"playedStream"}',
    '{"event":"playedStream","name":"nobody said this"}',
    '{"event":"clearedAudio"}',
    '{"event":7}',
    "{",
    "[]",
    "null",
    "",
    "[" * 20_000,
    '"start"',
    b"\x00\xff\x00\xff",
    b"{}",
)
