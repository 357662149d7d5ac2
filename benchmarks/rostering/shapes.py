"""What is measured: which schedule for which size, how long, and on what machine."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from minga.engines.rostering import Instance
from minga.engines.rostering.generation import Recipe, generate

SCHEDULES = Path(__file__).resolve().parent / "schedules"
# Up to so many volunteers: schedule, venues, zones, seconds. The second is shaped like Beijing 2022, the third like
# Paris 2024.
SHAPES = (
    (2_000, "milano-cortina-2026.csv", None, 6, 30.0),
    (20_000, "milano-cortina-2026.csv", 39, 3, 240.0),
    (1_000_000, "paris-2024.csv", 35, 6, 600.0),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One row to measure. `seconds` is the time limit of a solve (of processors where `processor`), `absent` a share of
    the volunteers, `first` the limit that scaling tries first, in seconds.
    """

    kind: str
    schedule: str
    volunteers: int
    venues: int | None
    zones: int
    demand: float
    seed: int
    seconds: float
    threads: int
    absent: float
    with_cp_sat: bool
    processor: bool = False
    first: float = 0.0

    def to_json(self) -> str:
        """For the command line of another process."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Case:
        """Back again."""
        return Case(**json.loads(text))

    def instance(self) -> Instance:
        """The instance of the case; the same one every time."""
        return generate(
            self.schedule,
            Recipe(
                volunteers=self.volunteers, venues=self.venues, zones=self.zones, demand=self.demand, seed=self.seed
            ),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, whether every roster behind it passed the checker, and figures to compute with."""

    text: str
    valid: bool
    figures: list[float]


def shape(volunteers: int, schedule: Path | None) -> tuple[Path, int | None, int, float]:
    """Schedule, venues, zones and seconds for a size; a schedule that is named is taken with its own venues."""
    _, name, venues, zones, seconds = next(entry for entry in SHAPES if volunteers <= entry[0])
    return (SCHEDULES / name, venues, zones, seconds) if schedule is None else (schedule, None, 6, seconds)


def cells(*values: object) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(map(str, values)) + " |"


def machine() -> str:
    """Processor, cores, system and Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = named[0] if named else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes when the case ends."""
    return tempfile.TemporaryDirectory(prefix="rosters-")
