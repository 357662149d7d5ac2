"""Cheapest flow of whole units through a small network, one unit at a time along a cheapest path."""

from __future__ import annotations

from heapq import heappop, heappush


class Network:
    """Nodes 0..n-1 and edges with capacity and non-negative cost, both whole numbers."""

    def __init__(self, nodes: int) -> None:
        self._edges_from: list[list[int]] = [[] for _ in range(nodes)]
        self._head: list[int] = []
        self._room: list[int] = []
        self._cost: list[int] = []

    def add_edge(self, tail: int, head: int, *, capacity: int, cost: int) -> int:
        """Add an edge and return its number; the number after it is its reverse."""
        number = len(self._head)
        for start, end, room, price in ((tail, head, capacity, cost), (head, tail, 0, -cost)):
            self._edges_from[start].append(len(self._head))
            self._head.append(end)
            self._room.append(room)
            self._cost.append(price)
        return number

    def used(self, edge: int) -> int:
        """Units that flow over an edge."""
        return self._room[edge ^ 1]

    def send_while_cheaper(self, source: int, sink: int, *, than: int) -> None:
        """Send units as long as the next one costs less than `than`.

        Successive shortest paths with node potentials (Edmonds & Karp 1972; Tomizawa 1971). After every unit the flow
        is cheapest for its size, and each unit costs at least as much as the one before, so stopping is optimal. The
        search ends when the sink is reached. Ties fall to the lower node number, so equal networks give equal flows.
        """
        potential = [0] * len(self._edges_from)
        while True:
            found = self._cheapest_path(source, sink, potential)
            if found is None or potential[sink] - potential[source] >= than:
                return
            for edge in found:
                self._room[edge] -= 1
                self._room[edge ^ 1] += 1

    def _cheapest_path(self, source: int, sink: int, potential: list[int]) -> list[int] | None:
        """Edges of a cheapest path (sink first), or None; raises the potentials so that no reduced cost is negative."""
        distance = {source: 0}
        came_by: dict[int, int] = {}
        settled: set[int] = set()
        heap = [(0, source)]
        while heap:
            reached, node = heappop(heap)
            if node in settled:
                continue
            settled.add(node)
            if node == sink:
                break
            for edge in self._edges_from[node]:
                end = self._head[edge]
                if self._room[edge] <= 0 or end in settled:
                    continue
                length = reached + self._cost[edge] + potential[node] - potential[end]
                if end not in distance or length < distance[end]:
                    distance[end] = length
                    came_by[end] = edge
                    heappush(heap, (length, end))
        if sink not in settled:
            return None
        for node in settled:
            potential[node] += distance[node] - distance[sink]
        path, node = [], sink
        while node != source:
            path.append(came_by[node])
            node = self._head[came_by[node] ^ 1]
        return path
