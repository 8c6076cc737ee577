"""The program ``uplift``, as it stands in the wheel."""

import signal
import sys

from . import _native


def main():
    """Runs the program with the arguments of this process, and ends as it does."""
    # The program ends at once when it is interrupted, and must not wait for the interpreter.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.run(["uplift", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
