"""The ordered record of a call: its items, how they are written, and what they must never tell. Pure."""
