"""A system's address and texts in; what it found, its CPU-seconds and its peak memory out, from a process of its own.

The process is `benchmarks.child`. It runs in whichever environment has the system, on one thread.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypedDict, cast

from benchmarks.score import Said

Found = tuple[Said, ...]
System = Callable[[tuple[str, ...]], Iterator[Found]]
"""Makes itself ready, then finds the quotations of one text at a time."""

BARE = "benchmarks.child:nothing"

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class NotInstalled(Exception):
    """What a system needs, in plain words, and is not installed in this environment."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a system found in each text, how long that took (CPU-seconds, the best of the rounds), its peak in bytes."""

    found: tuple[Found, ...]
    seconds: tuple[float, ...]
    peak: int


class Answer(TypedDict):
    """What the process says: a system's measures, or what is missing for it."""

    missing: str | None
    found: list[list[tuple[int, int, str | None, str | None]]]
    seconds: list[float]
    peak: int


def measured(address: str, texts: tuple[str, ...], python: str = sys.executable) -> Measured:
    """What the system at `module:function` does with the texts; NotInstalled where this Python cannot run it."""
    answer = cast(Answer, answered(python, "benchmarks.child", address, texts, _ONE_THREAD))
    return Measured(
        tuple(tuple(Said(*fields) for fields in found) for found in answer["found"]),
        tuple(answer["seconds"]),
        answer["peak"],
    )


def answered(
    python: str, module: str, name: str, given: Sequence[object], environment: Mapping[str, str]
) -> Mapping[str, object]:
    """What a module of the benchmarks says of what it is given, both as JSON, in a process of its own.

    NotInstalled where this Python cannot run it, or where the answer names what is missing.
    """
    try:
        ran = subprocess.run(
            [python, "-m", module, name],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parent.parent,
            env={**os.environ, **environment},
        )
    except OSError as missing:
        raise NotInstalled(f"{python} does not start ({missing.strerror})") from None
    if ran.returncode:
        raise NotInstalled((ran.stderr.strip().splitlines() or [f"{python} does not start"])[-1])
    answer = cast(dict[str, object], json.loads(ran.stdout))
    if answer["missing"]:
        raise NotInstalled(str(answer["missing"]))
    return answer


def installed(module: str) -> ModuleType:
    """A module of a peer, which this project itself does not need; NotInstalled where it is not there."""
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        raise NotInstalled(f"{missing.name or module} is not installed") from None
