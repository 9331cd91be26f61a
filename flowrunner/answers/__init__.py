"""Typed answers, one file a type: keypad form, spoken form, read-back. Pure."""
