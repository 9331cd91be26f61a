"""Whisper tiny.en in numpy, with a decoder that can be held to a grammar."""
