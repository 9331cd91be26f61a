"""The aiohttp host."""
