"""``python -m api.cli`` is ``counterpart``."""

from api.cli import main

if __name__ == "__main__":
    main()
