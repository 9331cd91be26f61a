"""Everything that says Plivo: stream messages, XML, the channel."""
