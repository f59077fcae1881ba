"""A system's address as the argument and texts as JSON on standard input; what it found and used, as JSON, out.

`python -m benchmarks.child MODULE:FUNCTION`
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import cast

from benchmarks.measure import Answer, Found, NotInstalled, System

ROUNDS = 3
ENOUGH_SECONDS = 10.0


def nothing(texts: tuple[str, ...]) -> Iterator[Found]:
    """No quotations at all: what is left is the interpreter."""
    return (() for _ in texts)


def answer(address: str, texts: tuple[str, ...]) -> Answer:
    """What the system at `module:function` does with the texts, in the best of a few rounds."""
    module, _, function = address.partition(":")
    try:
        system = cast(System, getattr(importlib.import_module(module), function))
        found, seconds = _round(system, texts)
        for _ in range(ROUNDS - 1):
            if sum(seconds) > ENOUGH_SECONDS:
                break
            again = _round(system, texts)[1]
            seconds = [min(pair) for pair in zip(seconds, again, strict=True)]
    except NotInstalled as missing:
        return Answer(missing=str(missing), found=[], seconds=[], peak=0)
    return Answer(missing=None, found=[[astuple(said) for said in one] for one in found], seconds=seconds, peak=peak())


def _round(system: System, texts: tuple[str, ...]) -> tuple[list[Found], list[float]]:
    found, seconds = [], []
    work = system(texts)
    for _ in texts:
        begun = time.process_time()
        found.append(next(work))
        seconds.append(time.process_time() - begun)
    return found, seconds


def peak() -> int:
    """The most memory that this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage's peak on Linux begins with that of the process that started this one.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    json.dump(answer(sys.argv[1], tuple(json.load(sys.stdin))), sys.stdout)
