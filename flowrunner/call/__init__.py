"""One call, running: the only layer that owns tasks and time. It knows ports, never an adapter."""
