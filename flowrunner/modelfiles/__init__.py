"""Files that models are made of: those that come with flowrunner, and those that are added by a command."""
