"""Looks at every part that a host needs, tries it, and says what to mend. ``examination.py`` lists the parts."""
