"""How functions are compiled: those called from Python, and those that only other compiled functions call.

numba makes two wrappers for each function, one for Python and one for C, that take every array of a Net or State apart;
for a function that only compiled code calls they are a fifth of the time of compiling, and nobody uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

    AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


_njit: Any = numba.njit  # its stubs do not know the options below


def compiled(function: AnyFunction) -> AnyFunction:
    """Compile for calls from Python and from compiled code; keeps the result on disk, lets other threads run."""
    made: AnyFunction = _njit(cache=True, nogil=True, no_cfunc_wrapper=True)(function)
    return made


def compiled_inside(function: AnyFunction) -> AnyFunction:
    """Compile for calls from compiled code only: a call from Python ends the process (a test looks for such calls)."""
    made: AnyFunction = _njit(cache=True, nogil=True, no_cfunc_wrapper=True, no_cpython_wrapper=True)(function)
    return made
