"""From an utterance to a choice: exact, then close, then learned. Pure; knows nothing of flows or calls."""
