"""`importer` and `python -m importer`."""

from __future__ import annotations


def main() -> None:
    from importer.cli.main import run

    run()


if __name__ == "__main__":
    main()
