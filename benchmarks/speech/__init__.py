"""What speech understands, how it sounds and what it costs: one module a table, ``docs/speech.md`` is their page."""
