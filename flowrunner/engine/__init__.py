"""The machine: events in, actions out. It knows no clock, no loop, no network and no chance."""
