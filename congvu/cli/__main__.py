"""`python -m congvu.cli`: the same command where the script is not on the path."""

import sys

from congvu.cli import main

sys.exit(main())
