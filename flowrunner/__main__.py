"""``python -m flowrunner`` is the command ``flowrunner``."""

import sys

from flowrunner.cli import main

if __name__ == "__main__":
    sys.exit(main())
