"""flowrunner answers telephone calls from YAML.

Where to go: ``flow`` is the language, ``engine`` the machine, ``call`` one running call, ``server`` the host,
``emulator`` the other end of the line. ``docs/architecture.md`` has the map.
"""

__version__ = "0.1.0"
