"""For developers only; people who run the system use the `congvu` command."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
