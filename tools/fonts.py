"""Make the two faces of rare Han signs in `core/documents/data/fonts` from what Debian packs; only to do it anew.

    apt-get download fonts-noto-cjk fonts-hanazono, each unpacked with dpkg-deb -x into FOLDER; pip install fonttools
    python tools/fonts.py FOLDER

NotoSansCJKSC holds what Noto Sans SC and KR beside it lack (signs of Hong Kong and Japan, two weights). MingaRareHan
holds the rest of CJK Extensions B to F, from HanaMinB: half its grid, without the points that lie within 1/640 of the
em of the line between their neighbours (a twentieth of a point at 34 points), and 19 MB instead of 31. Takes minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).resolve().parents[1] / "src/minga/core/documents/data/fonts"
BESIDE = ("NotoSansSC_400Regular.ttf", "NotoSansKR_400Regular.ttf")
WEIGHTS = {"Regular": "400Regular", "Bold": "700Bold"}
SIMPLIFIED = 2
"""The number of the Chinese (simplified) face in the collection."""
EM, SCALE, NEAR = 512, 0.5, 0.8
Point = tuple[float, float]


def main() -> int:
    """Write the faces; returns the exit status."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    from fontTools.ttLib import TTFont  # type: ignore[import-not-found,unused-ignore]

    folder = Path(sys.argv[1])
    have = {point for name in BESIDE for point in TTFont(SHIPPED / name).getBestCmap()}
    for weight, name in WEIGHTS.items():
        font = TTFont(_one(folder, f"NotoSansCJK-{weight}.ttc"), fontNumber=SIMPLIFIED)
        wanted = sorted(point for point in set(font.getBestCmap()) - have if point > 0x2E80)
        _keep_only(font, wanted)
        font.save(SHIPPED / f"NotoSansCJKSC_{name}.otf")
    _rare(TTFont(_one(folder, "HanaMinB.ttf")), without=have | set(wanted))
    return 0


def _one(folder: Path, name: str) -> Path:
    return next(iter(sorted(folder.rglob(name))))


def _keep_only(font: Any, points: list[int]) -> None:
    from fontTools import subset  # type: ignore[import-not-found,unused-ignore]

    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs, options.notdef_outline = [], False, ["*"], True
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def _rare(source: Any, *, without: set[int]) -> None:
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-not-found,unused-ignore]
    from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-not-found,unused-ignore]

    cmap, glyphs = source.getBestCmap(), source.getGlyphSet()
    points = [
        point for point in sorted(cmap) if point not in without and (point >= 0x20000 or 0x3400 <= point < 0xA000)
    ]
    names = {point: f"u{point:X}" for point in points}
    drawn, widths = {".notdef": _charstring([])}, {".notdef": (EM, 0)}
    for point in points:
        pen = RecordingPen()
        glyphs[cmap[point]].draw(pen)
        rings = _rings(pen.value)
        drawn[names[point]] = _charstring(rings)
        widths[names[point]] = (EM, min((x for ring in rings for x, _y in ring), default=0))
    font = FontBuilder(EM, isTTF=False)
    font.setupGlyphOrder([".notdef", *names.values()])
    font.setupCharacterMap(names)
    font.setupCFF("MingaRareHan-Regular", {"FullName": "Minga Rare Han Regular"}, drawn, {})
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=450, descent=-62)
    font.setupNameTable(
        {
            "familyName": "Minga Rare Han",
            "styleName": "Regular",
            "fullName": "Minga Rare Han Regular",
            "psName": "MingaRareHan-Regular",
            "version": "Version 1.0; outlines of HanaMinB 2017-09-04, made simpler",
            "copyright": "Created by GlyphWiki (glyphwiki.org)",
        }
    )
    font.setupOS2(sTypoAscender=450, sTypoDescender=-62, usWinAscent=450, usWinDescent=62)
    font.setupPost(keepGlyphNames=False)
    font.save(SHIPPED / "MingaRareHan_400Regular.otf")


def _charstring(rings: list[list[tuple[int, int]]]) -> Any:
    from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-not-found,unused-ignore]

    pen = T2CharStringPen(EM, None)
    for first, *rest in rings:
        pen.moveTo(first)
        for point in rest:
            pen.lineTo(point)
        pen.closePath()
    return pen.getCharString()


def _rings(steps: list[tuple[str, tuple[Point, ...]]]) -> list[list[tuple[int, int]]]:
    """The outlines (HanaMinB has straight lines only) on the smaller grid, with fewer points."""
    rings: list[list[tuple[int, int]]] = []
    ring: list[Point] = []
    for verb, points in steps:
        if verb == "moveTo":
            ring = [points[0]]
        elif verb == "closePath":
            fewer = [(round(x), round(y)) for x, y in _fewer([(x * SCALE, y * SCALE) for x, y in ring])]
            rings += [fewer] if len(fewer) > 2 else []
        else:
            ring += points
    return rings


def _fewer(ring: list[Point]) -> list[Point]:
    """A closed outline without what lies on the way; cut at its first point and the one farthest from that."""
    if len(ring) < 4:
        return ring
    far = max(range(len(ring)), key=lambda at: (ring[at][0] - ring[0][0]) ** 2 + (ring[at][1] - ring[0][1]) ** 2)
    return _line(ring[: far + 1])[:-1] + _line([*ring[far:], ring[0]])[:-1]


def _line(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's simplification (Cartographica 10, 1973)."""
    keep, left = {0, len(points) - 1}, [(0, len(points) - 1)]
    while left:
        first, last = left.pop()
        off = [_off(points[at], points[first], points[last]) for at in range(first + 1, last)]
        if off and max(off) > NEAR**2:
            middle = first + 1 + off.index(max(off))
            keep.add(middle)
            left += [(first, middle), (middle, last)]
    return [points[at] for at in sorted(keep)]


def _off(point: Point, first: Point, last: Point) -> float:
    """The square of how far a point lies from a stretch."""
    x, y = point[0] - first[0], point[1] - first[1]
    along, up = last[0] - first[0], last[1] - first[1]
    length = along * along + up * up
    part = max(0.0, min(1.0, (x * along + y * up) / length)) if length else 0.0
    return (x - part * along) ** 2 + (y - part * up) ** 2


if __name__ == "__main__":
    sys.exit(main())
