"""What is wrong with an input, each defect at its place with a remedy; all of them at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """One thing wrong at one place; `line` counts from 1 (0: the whole file), `column` may be empty."""

    file: str
    line: int
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file + (f", line {self.line}" if self.line else "") + (f", {self.column}" if self.column else "")
        return f"{place}: {self.message} {self.remedy}".strip()


class UnusableInstance(Exception):
    """An instance that cannot be solved as it stands; `defects` names everything that is wrong."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        super().__init__("\n".join(map(str, defects)))
        self.defects = defects

    def __reduce__(self) -> tuple[type[UnusableInstance], tuple[tuple[Defect, ...]]]:
        return type(self), (self.defects,)


class Findings:
    """Collects defects while a folder is read."""

    def __init__(self) -> None:
        self.defects: list[Defect] = []

    def add(self, file: str, line: int, column: str, message: str, remedy: str) -> None:
        """Note one defect."""
        self.defects.append(Defect(file, line, column, message, remedy))

    def stop_if_any(self) -> None:
        """Raise UnusableInstance with everything found, in the order of files and lines."""
        if self.defects:
            raise UnusableInstance(tuple(sorted(set(self.defects))))
