"""Build src/minga/places/static/places/world.svg: the outline of land, without any border between countries.

    python tools/reference/make_map.py ne_110m_countries.geojson

All countries are dissolved into one land mass (this needs shapely), simplified, and projected with the Equal Earth
projection of minga.places.projection, so that the product itself needs neither. No border is drawn anywhere.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from shapely.geometry import Polygon, box, shape
from shapely.ops import unary_union

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "src"))
from minga.places.projection import WINDOW, project  # noqa: E402

TOLERANCE = 0.04
SMALLEST = 0.12
SOUTHERNMOST = -58.0


def main() -> None:
    features = json.loads(Path(sys.argv[1]).read_text())["features"]
    land = unary_union([shape(feature["geometry"]).buffer(0.02) for feature in features]).buffer(-0.02)
    land = land.intersection(box(-180, SOUTHERNMOST, 180, 84)).simplify(TOLERANCE)
    parts = [part for part in getattr(land, "geoms", [land]) if isinstance(part, Polygon) and part.area > SMALLEST]
    parts.sort(key=lambda part: -part.area)
    path = "".join(ring(part.exterior.coords) + "".join(ring(hole.coords) for hole in part.interiors) for part in parts)
    out = ROOT / "src/minga/places/static/places/world.svg"
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{WINDOW.view_box}">'
    out.write_text(f'{frame}<path d="{path}"/></svg>\n')
    print(len(parts), "pieces of land,", len(path), "characters")


def ring(points: object) -> str:
    steps, before = [], None
    for longitude, latitude, *_ in points:  # type: ignore[attr-defined]
        x, y = project(longitude, latitude)
        here = (round(x, 1), round(y, 1))
        if before is None:
            steps.append(f"M{here[0]:g} {here[1]:g}")
        elif here != before:
            steps.append(f"l{here[0] - before[0]:.1f} {here[1] - before[1]:.1f}".replace(".0", "").replace(" -", "-"))
        before = here
    return "".join(steps) + "z"


if __name__ == "__main__":
    main()
