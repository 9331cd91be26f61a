"""From an utterance to a choice: exact, then close. Pure; knows nothing of flows or calls."""
