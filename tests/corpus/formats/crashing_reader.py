"""A reader of PDFs that comes to page 2 and is ended by the system, as PDFium is by a file that crashes it."""

import os
import signal
import sys


def main() -> None:
    """Say which page was reached, and end as a crash does."""
    sys.stderr.write("1\n2\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGSEGV)
