"""The workshop: a page beside the host that shows flows, and calls them. For whoever writes them, on their machine."""
