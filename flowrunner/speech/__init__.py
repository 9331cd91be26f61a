"""Speech: the ports in the call's words, and their adapters."""
