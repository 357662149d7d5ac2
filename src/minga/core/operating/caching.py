"""The cache that serving processes share on Redis; while Redis is away each process remembers for itself.

Signing in asks it for the limit on tries: with nobody to remember it, nobody could sign in, or everybody could try for
ever. So tries are counted in each process meanwhile, which is a looser limit and still one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds until Redis is asked again after it did not answer
_away_until = 0.0


def _either(name: str) -> Callable[..., Any]:
    """The method of this name: Redis's, or that of the process while Redis does not answer."""

    def ask(self: SharedCache, *args: Any, **named: Any) -> Any:
        global _away_until  # noqa: PLW0603 - one Redis for the whole process, whose threads have a cache each
        if time.monotonic() >= _away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **named)
            except RedisError as error:
                _away_until = time.monotonic() + PAUSE
                log.error("CACHE_URL: Redis does not answer, each process remembers for itself: %s", error)
        return getattr(self.meanwhile, name)(*args, **named)

    ask.__name__ = name
    return ask


class SharedCache(RedisCache):
    """Django's cache on Redis, without making a page fail when Redis is stopped."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.meanwhile = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    add = _either("add")
    get = _either("get")
    set = _either("set")
    touch = _either("touch")
    delete = _either("delete")
    get_many = _either("get_many")
    has_key = _either("has_key")
    incr = _either("incr")
    set_many = _either("set_many")
    delete_many = _either("delete_many")
    clear = _either("clear")
