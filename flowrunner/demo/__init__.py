"""A whole telephone conversation on one machine: the host, the emulator, and a bank's web service between them."""
