"""How functions are compiled: those called from Python, and those that only other compiled functions call.

None of them makes an array: what they work on comes from Python. So they need no counting of references (numba's run
time), and without it compiling takes a third less, since each function that is handed a Net or State would count every
array of it. numba makes two wrappers for each function besides, one for Python and one for C, that take every array
apart; for a function that only compiled code calls, nobody uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

    AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


_njit: Any = numba.njit  # its stubs do not know the options below
_OPTIONS = {"cache": True, "nogil": True, "no_cfunc_wrapper": True, "_nrt": False}


def compiled(function: AnyFunction) -> AnyFunction:
    """Compile for calls from Python and from compiled code; keeps the result on disk, lets other threads run."""
    made: AnyFunction = _njit(**_OPTIONS)(function)
    return made


def compiled_inside(function: AnyFunction) -> AnyFunction:
    """Compile for calls from compiled code only: a call from Python ends the process (a test looks for such calls)."""
    made: AnyFunction = _njit(**_OPTIONS, no_cpython_wrapper=True)(function)
    return made


def inlined(function: AnyFunction) -> AnyFunction:
    """Set into the compiled functions that call it, before types are known: it is never compiled by itself."""
    made: AnyFunction = _njit(**_OPTIONS, inline="always")(function)
    return made
