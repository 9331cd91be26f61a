"""What the checker found, for programs: one file a format, each a function from the loaded files to a text."""
