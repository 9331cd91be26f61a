"""Pictures of flows, and what changed between two of them. Pure: a checked flow in, text out."""
