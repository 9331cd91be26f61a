"""The language: YAML text in, a checked and frozen model out."""
