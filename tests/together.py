"""How several workers share the tests: dear ones first, what shares a world together, and on when a worker dies."""

from __future__ import annotations

from collections import OrderedDict

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

TOGETHER = (
    ("served world", "tests/browser/test_every_page.py"),
    ("served world", "tests/browser/test_pseudo_language.py"),
    ("small world", "tests/home/test_demonstration.py"),
    ("places", "tests/places/test_"),
    ("goals", "tests/sdgs/test_"),
    ("occupations and skills", "tests/people/test_reference.py"),
    ("sources", "tests/house/test_house_"),
    ("certificates", "tests/assignments/test_certificates.py"),
    ("renewals", "tests/assignments/test_clearance_renewed.py"),
    ("changes of a service", "tests/assignments/test_service_changes.py"),
    ("extensions", "tests/assignments/test_extension_cost.py"),
    ("dependants by hand", "tests/assignments/test_dependants_by_hand.py"),
    ("dependants decided", "tests/assignments/test_dependants_decided.py"),
    ("dependants changed", "tests/assignments/test_dependants_change.py"),
    ("seats again", "tests/assignments/test_seats_again.py"),
    ("lapsed", "tests/assignments/test_lapsed.py"),
    ("reminders", "tests/assignments/test_reminders.py"),
    ("pages of a service", "tests/assignments/test_service_pages.py"),
    ("lists", "tests/core/importing/test_lists_of_other_portals.py"),
)
"""What is made once for several tests, and where they stand; a worker that got some of them would make it again."""

DEAR = (
    "served world", "small world", "tests/cycle/", "tests/browser/test_cycle.py", "tests/permissions/",
    "tests/browser/", "occupations and skills", "places", "tests/core/importing/test_opportunities.py",
    "tests/engines/rostering/",
)  # fmt: skip
"""What takes long, longest first; the others follow in their order. So nobody is left alone with it at the end."""


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """One test at a time to whichever worker is free; tests that share something dear to make, together to one.

    What `--dist loadgroup` is for, but pytest-xdist 3.8 loses its marks with pytest 9.2 (pytest-xdist issue 1386).
    When a worker dies, its parent gives back all that the worker ever had: what is done already is handed out once
    more, nobody reports it again, and the round waits for ever; the test that killed it would kill the next one. Here
    that test has failed, and only what nobody has tried goes to others.
    """

    _in_order = False

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", maxsplit=1)[0]
        return next((name for name, start in TOGETHER if path.startswith(start)), nodeid)

    def schedule(self) -> None:
        """Hand out tests, two to a worker: a worker runs one only once it knows the next."""
        super().schedule()
        for node in self.nodes:
            while self._may_take(node) and self._pending_of(self.assigned_work[node]) < 2:
                self._reschedule(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """Forget a worker that has ended; the test it died of, or None. What it had not begun goes to the others."""
        if self.collection is None:
            self.registered_collections.pop(node, None)
        units = self.assigned_work.pop(node)
        left = [(name, nodeid) for name, unit in units.items() for nodeid, done in unit.items() if not done]
        for name, nodeid in left[1:]:
            self.workqueue.setdefault(name, {})[nodeid] = False
        self._in_order = False
        for other in self.nodes:
            if left and self._may_take(other):
                self._reschedule(other)
        return left[0][1] if left else None

    def _may_take(self, node: WorkerController) -> bool:
        """One that takes the place of another first finds the tests itself."""
        return node in self.registered_collections and not node.shutting_down

    def _reschedule(self, node: WorkerController) -> None:
        if self._may_take(node):
            super()._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if not self._in_order:
            self.workqueue = OrderedDict(sorted(self.workqueue.items(), key=lambda unit: _place(unit[0])))
            self._in_order = True
        if node in self.registered_collections:
            super()._assign_work_unit(node)


def _place(name: str) -> int:
    """When it begins, among what is dear."""
    return next((place for place, start in enumerate(DEAR) if name.startswith(start)), len(DEAR))
