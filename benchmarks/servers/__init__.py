"""One module a subject: a stream server started as ``python -m benchmarks.servers.NAME --port N``."""
