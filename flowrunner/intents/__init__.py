"""Utterance to choice: exact, close, and later a classifier. Pure."""
