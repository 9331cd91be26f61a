"""Tests of flows: a telephone call written down, held with the machine on a simulated clock."""
