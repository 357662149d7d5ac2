"""Walking every address of the product as everybody: which roles get in, on their own things and on foreign ones."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse
from tests.permissions.sides import ROLES, Side, Sides

from minga.assignments.actions import extensions, leave
from minga.assignments.actions.bulk import DECISIONS
from minga.assignments.queries.descriptions import SECTIONS
from minga.assignments.views import clearances, descriptions, service, service_tasks
from minga.partners.views import registrations

MOVED = "django.views.generic.base.RedirectView"
"""Of allauth's addresses those that only lead on to a newer one, which have no name."""
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SAMPLES: dict[str, Any] = {
    "step": "about", "card": "nobody", "token": "nothing", "number": 13, "sequence": 1, "name": "assignments.longlist",
    "pk": 1, "provider_id": "oidc",
}  # fmt: skip
QUERIES = {"assignments:decide": "?verb=shortlist&all=1"}
"""What an address needs to be asked for."""
VARIANTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "assignments:description_do": ("verb", tuple(descriptions.DONE)),
    "assignments:description_section": ("section", tuple(SECTIONS)),
    "assignments:cost_do": ("verb", ("compute", "request", "authorize", "refuse")),
    "assignments:candidate_do": ("verb", tuple(DECISIONS)),
    "assignments:assignment_do": ("verb", tuple(service.DONE)),
    "assignments:assignment_task": ("name", tuple(service_tasks.TASKS)),
    "assignments:hours_do": ("verb", ("verify", "dispute", "remove")),
    "assignments:leave_do": ("verb", leave.PRESSED),
    "assignments:extension_do": ("verb", extensions.DECIDED_BY),
    "assignments:extension_cost_do": ("verb", ("compute", "request", "authorize", "refuse")),
    "assignments:dependants_cost_do": ("verb", ("compute", "request", "authorize", "refuse")),
    "assignments:clearance_do": ("verb", tuple(clearances.ACTS)),
    "partners:decide": ("verb", tuple(registrations.SAID)),
}
"""Addresses whose last part names what is done: each is walked, and a new verb needs a row of its own."""
REFUSED = {403, 404, 405}
FEW = ("visitor", "volunteer", "administrator")


@dataclass(frozen=True)
class Address:
    """One named address and the names of its parameters."""

    name: str
    parameters: tuple[str, ...]
    varied: str = ""
    variant: str = ""

    @property
    def key(self) -> str:
        """How the table names it."""
        return f"{self.name} {self.variant}".strip()

    def on(self, side: Side, kinds: dict[str, str]) -> str:
        """The address with this side's references. `kinds`: parameter -> kind of thing."""
        values = {}
        for parameter in self.parameters:
            kind = kinds.get(parameter)
            fixed = self.variant if parameter == self.varied else SAMPLES.get(parameter)
            values[parameter] = side[kind].ref if kind else fixed
        return reverse(self.name, kwargs=values) + QUERIES.get(self.name, "")


def addresses() -> list[Address]:
    """Every address of ours, once for each of its variants; one without a name as “None”, which no table holds."""
    return _addresses(of_ours=True)


def addresses_of_the_entrance() -> list[Address]:
    """Every address of allauth: signing up and in, proofs, sessions."""
    return _addresses(of_ours=False)


def _addresses(*, of_ours: bool) -> list[Address]:
    """What is ours is told by where the view stands: a name may be chosen like one of allauth's."""
    found = (
        address
        for view, address in _walk(get_resolver(), "", "")
        if view.startswith("minga.") == of_ours and view != MOVED
    )
    return sorted(found, key=lambda address: address.key)


def _walk(resolver: Any, namespace: str, route: str) -> Iterator[tuple[str, Address]]:
    for pattern in resolver.url_patterns:
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, path)
        else:
            name, parameters = f"{namespace}{pattern.name}", tuple(PARAMETER.findall(path))
            varied, variants = VARIANTS.get(name, ("", ("",)))
            yield from ((pattern.lookup_str, Address(name, parameters, varied, variant)) for variant in variants)


def clients_of(sides: Sides, *, roles: Sequence[str] = ROLES) -> dict[str, Client]:
    """One signed-in client for each role."""
    made = {}
    for role in roles:
        client = Client(raise_request_exception=True)
        account = sides.people[role]
        if not isinstance(account, AnonymousUser):
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        made[role] = client
    return made


def who_gets_in(
    path: str, *, method: str, clients: dict[str, Client], before: Callable[[str], None] = lambda role: None
) -> str:
    """The roles that are neither refused nor sent to sign in, in the order of ROLES. What is written is rolled back.

    A method that Django's decorators around the view take from nobody is tried by three roles at most. `before` is
    called with each role that is about to ask.
    """
    asked = clients if is_taken(path, method) else {role: clients[role] for role in FEW if role in clients}
    found = []
    for role, client in asked.items():
        before(role)
        if _gets_in(client, path, method):
            found.append(role)
    return " ".join(found)


def few_of(clients: dict[str, Client], wanted: str) -> dict[str, Client]:
    """The first and the last role that get in, and the first that does not: each answer of an address once."""
    inside = wanted.split()
    chosen = {*inside[:1], *inside[-1:], *[role for role in clients if role not in inside][:1]}
    return {role: client for role, client in clients.items() if role in chosen}


def is_taken(path: str, method: str) -> bool:
    """Whether require_POST, require_safe or require_http_methods let the method through, whoever asks."""
    view: Any = resolve(urlsplit(path).path).func
    while inspect.isfunction(view):
        if method not in inspect.getclosurevars(view).nonlocals.get("request_method_list", [method]):
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def _gets_in(client: Client, path: str, method: str) -> bool:
    with _undone():
        answer = client.post(path) if method == "POST" else client.get(path)
    if answer.status_code in REFUSED:
        return False
    return not (answer.status_code in {301, 302, 303} and "/account/login" in answer["Location"])


class _undone:
    """A block whose writes are rolled back."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            transaction.set_rollback(True)
        self.block.__exit__(*error)
