"""The command line in a process that is for it alone: `yusuan` and `python -m yusuan`."""

from . import forks
from .cli import main


def command() -> None:
    """Run the command line; workers may be forked from this process, which holds nothing else."""
    forks.here = True
    main(prog_name="yusuan")


if __name__ == "__main__":
    command()
