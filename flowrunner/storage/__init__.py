"""What outlives a process: adapters of the ports that the layers above define. What says SQL is in here."""
