"""Which teams together: what people are worth from a linear program, teams at that, at last a whole program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.linear_solver import pywraplp

from minga.engines.rostering.compiling import finish_beside
from minga.engines.rostering.exchanging import several_groups
from minga.engines.rostering.phases import exact, lost_for_heads, make_exact
from minga.engines.rostering.state import change_heads, path_own
from minga.engines.rostering.teams import Key, Teams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.phases import Run
    from minga.engines.rostering.state import State

LEAST_PEOPLE, MOST_PEOPLE = 2, 150  # of one role; where there are more, one by one does as well
LEAST_LOST = 0.1  # of the cost, for want of people of one role: with less to gain, searching does as well
LEAST_ROUNDS, MOST_ROUNDS = 12, 400  # of a search in one group
FEW_NEW, MANY_NEW = 5, 40  # teams of one look, where searches become longer or shorter
SMOOTHING = 0.7  # of what people are worth: the share of before
PATIENCE = 3  # longest looks in a row that gain nothing
MOST_COLUMNS = 3000  # of the whole program
# It hardly has a gap: cuts take longer than what they spare. Nodes, not seconds, end it, so that it ends the same way.
WHOLE = "limits/nodes = 200\nseparating/maxroundsroot = 0\nseparating/maxrounds = 0\n"
LITTLE = 1e-6


def choose_teams(run: Run, until: float) -> None:
    """Choose the teams of each role for want of which much is lost anew, until the run's share `until` is over.

    Nothing is done where there is but one group, or where little is lost for want of a few people.
    """
    if run.over(until) or not several_groups(run) or run.cost_of(run.state) is None:
        return
    lost = scarce_roles(run, run.state)
    for role in sorted(lost, key=lambda role: -lost[role]):
        finish_beside()
        make_exact(run, run.state)
        teams, share = Teams(run, run.state, people_with(run, role)), run.stop.share(run.progress())
        take(run, chosen_teams(run, teams, share + (until - share) * lost[role] / sum(lost.values())))
        del lost[role]
        if run.consider(run.state):
            run.tell("teams")


def scarce_roles(run: Run, state: State) -> dict[int, float]:
    """Roles for want of which a good part of the cost is lost and which few people have: what is lost (scaled)."""
    instance, cost = run.instance, run.cost_of(state)
    lost = np.bincount(instance.shift_role, weights=lost_for_heads(run.cover, state), minlength=len(instance.roles))
    sizes = ((instance.dislike >= 0) & (run.net.must_count == 0)[:, None]).sum(axis=0)
    few = (sizes >= LEAST_PEOPLE) & (sizes <= MOST_PEOPLE) & (lost > 0)
    return {} if cost is None else {int(role): lost[role] for role in np.flatnonzero(few & (lost >= LEAST_LOST * cost))}


def people_with(run: Run, role: int) -> NDArray[np.int64]:
    """Who has a role and no locked pair."""
    return np.flatnonzero((run.instance.dislike[:, role] >= 0) & (run.net.must_count == 0))


class Choice:
    """The linear program over all teams known: one of each group, nobody in two. All values are scaled."""

    def __init__(self, teams: Teams) -> None:
        self.teams, self._scale = teams, teams.run.pairs.scale
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false")  # or it begins anew at each call
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._one = {group: self._solver.Constraint(1.0, 1.0) for group in teams.places}
        self._once = [self._solver.Constraint(-self._solver.infinity(), 1.0) for _ in teams.people]
        self._row = {v: row for row, v in enumerate(teams.people.tolist())}
        self._columns: dict[Key, tuple[Any, int]] = {}
        self.value = np.inf
        self.worth = np.zeros(len(teams.people))
        self.least: dict[int, float] = {}

    def solve(self) -> bool:
        """Value, what each person is worth, what each group's team costs at that. False where it was not solved."""
        for key, team in self.teams.known.items():
            if key not in self._columns:
                column = self._solver.NumVar(0, self._solver.infinity(), "")
                self._one[key[0]].SetCoefficient(column, 1.0)
                for v in key[1]:
                    self._once[self._row[v]].SetCoefficient(column, 1.0)
            else:
                column, cost = self._columns[key]
                if cost == team.cost:
                    continue
            self._objective.SetCoefficient(column, team.cost / self._scale)
            self._columns[key] = column, team.cost
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return False
        self.value = self._objective.Value() * self._scale
        self.worth = np.array([-row.dual_value() * self._scale for row in self._once])
        self.least = {group: row.dual_value() * self._scale for group, row in self._one.items()}
        return True

    def mix(self) -> dict[Key, float]:
        """How much of each team the solution takes."""
        taken = ((key, column.solution_value()) for key, (column, _) in self._columns.items())
        return {key: share for key, share in taken if share > LITTLE}

    def whole(self) -> dict[int, Key]:
        """The cheapest choice of whole teams that is found, one for each group: as good as that of now."""
        mix, now = self.mix(), self.teams.now
        if all(share > 1 - LITTLE for share in mix.values()):
            return {key[0]: key for key in mix}
        columns = self.promising()
        solver = pywraplp.Solver.CreateSolver("SCIP")
        solver.SetSolverSpecificParametersAsString(WHOLE)
        takes = {key: solver.BoolVar("") for key in columns}
        for group in self.teams.places:
            solver.Add(sum(take for key, take in takes.items() if key[0] == group) == 1)
        for v in self._row:
            solver.Add(sum(take for key, take in takes.items() if v in key[1]) <= 1)
        known = self.teams.known
        solver.Minimize(sum(known[key].cost / self._scale * take for key, take in takes.items()))
        if solver.Solve() not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
            return now
        return {key[0]: key for key, take in takes.items() if take.solution_value() > 0.5}

    def promising(self) -> list[Key]:
        """Those that a choice better than that of now may have, by what they cost at what people are worth."""
        known, now = self.teams.known, self.teams.now
        spare = sum(known[key].cost for key in now.values()) - self.value

        def extra(key: Key) -> float:
            return float(known[key].cost + sum(self.worth[self._row[v]] for v in key[1]) - self.least[key[0]])

        some = sorted((extra(key), key) for key in known if now[key[0]] != key)
        return [*now.values(), *(key for more, key in some[:MOST_COLUMNS] if more <= spare)]


def chosen_teams(run: Run, teams: Teams, until: float) -> Teams:
    """Look for teams until the share `until` is over or none are found; `teams.now` is the best choice afterwards."""
    choice, worth = Choice(teams), teams.losses()
    least: dict[int, float] = {}
    begin: dict[int, Key] = {}
    rounds, patience, before = LEAST_ROUNDS, PATIENCE, np.inf
    while patience and not run.over(until):
        begun = run.stop.share(run.progress())
        new = teams.look(worth, least, begin, rounds)
        run.iterations += 1
        if not choice.solve():
            break
        worth = SMOOTHING * worth + (1 - SMOOTHING) * choice.worth
        least, begin = choice.least, _drawn(run, choice.mix())
        if rounds == MOST_ROUNDS and choice.value > before - run.pairs.scale:
            patience -= 1
        before, share = choice.value, run.stop.share(run.progress())
        rounds = min(_next_rounds(rounds, new), _rounds_in(until - share, rounds, share - begun))
    if np.isfinite(choice.value):
        _settle_on(teams, choice.whole())
    return teams


def _next_rounds(rounds: int, new: int) -> int:
    """Longer looks where hardly any team is new, shorter ones where many are."""
    if new < FEW_NEW:
        return min(MOST_ROUNDS, 2 * rounds)
    return max(LEAST_ROUNDS, rounds // 2) if new > MANY_NEW else rounds


def _rounds_in(room: float, rounds: int, took: float) -> int:
    """How many rounds fit into a share of the run where `rounds` took as much of it."""
    return max(LEAST_ROUNDS, int(rounds * room / took)) if took > 0 else MOST_ROUNDS


def _settle_on(teams: Teams, chosen: dict[int, Key]) -> None:
    """Make the chosen teams those of now where they cost less."""
    known = teams.known
    if sum(known[key].cost for key in chosen.values()) < sum(known[key].cost for key in teams.now.values()):
        teams.now = chosen


def _drawn(run: Run, mix: dict[Key, float]) -> dict[int, Key]:
    """One team of each group by chance, as the mix has them."""
    drawn: dict[int, Key] = {}
    for key, share in mix.items():
        if key[0] not in drawn or run.generator.random() < share:
            drawn[key[0]] = key
    return drawn


def take(run: Run, teams: Teams) -> None:
    """Put the teams of now into the run's roster, then let everybody gain beside them."""
    net, state = run.net, run.state
    paths = {v: path for key in teams.now.values() for v, path in teams.known[key].paths.items()}
    for v in teams.people.tolist():
        change_heads(v, -1, net, run.cover, state)
        state.count[v], state.own[v] = 0, net.promised * int(net.least[v])
    for v, path in paths.items():
        state.path[v, : len(path)], state.count[v] = path, len(path)
        state.own[v] = path_own(v, state.path[v], len(path), net)
        change_heads(v, 1, net, run.cover, state)
    exact(run, state, run.generator.permutation(len(state.count)), most=2)
