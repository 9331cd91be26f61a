"""Sentences as vectors that say what they mean: the models behind ``intents/embedding.py``, by their names."""
