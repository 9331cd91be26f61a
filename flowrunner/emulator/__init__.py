"""The other end of the line: a pretend Plivo and a scripted caller. It shares no code with the host."""
