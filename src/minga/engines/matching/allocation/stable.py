"""The stable allocation: deferred acceptance, candidates propose."""

from __future__ import annotations

from minga.engines.matching.allocation.call import Allocation, Call, acceptable, allocation_of, choose, places
from minga.engines.matching.vocabulary import MatchingError


def stable_allocation(call: Call) -> Allocation:
    """The stable allocation that is best for every candidate: deferred acceptance, candidates propose.

    Stable: no candidate prefers a post that would rather have them than someone it holds, quotas kept. Hospitals and
    residents (Gale & Shapley 1962); a post chooses greedily by the officer's order among sets that keep its reserved
    seats and cohort limits. Such sets form a matroid, for which deferred acceptance stays stable and candidate-optimal
    (Fleiner 2003, "A fixed-point approach to stable matchings"). The answer is unique, so nothing hangs on the order of
    input. Raises MatchingError when the call has limits over several posts, with which stability can be impossible
    (Kamada & Kojima 2015).
    """
    if call.cohort_limits:
        raise MatchingError(
            "A cohort limit over the whole call cannot be kept by a stable allocation.",
            field="cohort_limits",
            remedy="Split it into limits per post, or use best_total.",
        )
    posts = {post.id: post for post in call.posts}
    order, lists = places(call), acceptable(call)
    held: dict[str, list[str]] = {post_id: [] for post_id in posts}
    next_choice = dict.fromkeys(lists, 0)
    proposing = sorted(lists)
    while proposing:
        candidate = proposing.pop()
        if next_choice[candidate] == len(lists[candidate]):
            continue
        post_id = lists[candidate][next_choice[candidate]]
        next_choice[candidate] += 1
        applicants = sorted((*held[post_id], candidate), key=order[post_id].__getitem__)
        held[post_id] = choose(post=posts[post_id], applicants=applicants, cohort_of=call.cohort_of)
        proposing.extend(sorted(set(applicants) - set(held[post_id])))
    placed = {candidate: post_id for post_id, chosen in held.items() for candidate in chosen}
    return allocation_of(call=call, placed=placed)
