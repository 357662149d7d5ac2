"""The Equal Earth projection, and the window of the map.

Projection: B. Šavrič, T. Patterson, B. Jenny (2018), "The Equal Earth map projection", Int. J. of Geographical
Information Science 33(3). Coordinates are in degrees, WGS 84; results in units of a map 1,000 wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
WIDTH = 1000.0
# Half the width of the unit projection: x at longitude 180 on the equator.
HALF = 2 * sqrt(3) * radians(180) / (3 * A1)
SCALE = WIDTH / (2 * HALF)
NORTH = 84.0


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """The point on the map: x from 0 (180° west on the equator) to 1,000, y downwards from 84° north."""
    x, y = _equal_earth(longitude, latitude)
    return (x + HALF) * SCALE, (_TOP - y) * SCALE


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


_TOP = _equal_earth(0.0, NORTH)[1]


@dataclass(frozen=True)
class Window:
    """A part of the map, in map units."""

    left: float
    top: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        return f"{self.left:.0f} {self.top:.0f} {self.width:.0f} {self.height:.0f}"

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height


WINDOW = Window(-8, -8, WIDTH + 16, project(0, -58)[1] + 8)
"""The whole map with a margin; land further south is left out."""
