"""`importer` and `python -m importer`."""

from __future__ import annotations

import signal


def main() -> None:
    # Until a run listens itself, being asked to stop is like Ctrl-C: nothing has been done yet.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from importer.cli.main import run

    run()


if __name__ == "__main__":
    main()
