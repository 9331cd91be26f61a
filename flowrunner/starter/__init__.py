"""What a new author begins with: a flow, its tests, and an editor that knows the language."""
