"""The command line in a process that is for it alone: `yusuan` and `python -m yusuan`."""

import signal

from . import forks
from .cli import main


def command() -> None:
    """Run the command line; workers may be forked from this process, which holds nothing else."""
    forks.alone()
    for number in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        if signal.getsignal(number) is signal.SIG_DFL:  # not where nohup has it ignored
            signal.signal(number, signal.default_int_handler)
    main(prog_name="yusuan")


if __name__ == "__main__":
    command()
