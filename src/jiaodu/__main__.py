"""`python -m jiaodu` is the command line."""

import sys

from jiaodu.cli.main import main

sys.exit(main())
