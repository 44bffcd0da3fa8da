"""python -m sanlib: the same commands as sanlib."""

import sys

from sanlib.cli import main

if __name__ == "__main__":
    sys.exit(main())
