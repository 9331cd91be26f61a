"""What a call costs, measured against others in the same run: ``make bench``."""
