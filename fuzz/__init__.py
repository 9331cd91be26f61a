"""What the host and the emulator read from others, to be fed with anything: ``make fuzz``."""
