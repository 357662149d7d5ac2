"""What actions of the cycle ask of what comes with a move: a reason, a day, a seat (core.states.Given)."""

from __future__ import annotations

from minga.core.states import Given

REASON = Given("A reason is given.", "require_reason")
REASON_BUT_OF_TEMPLATE = Given("A reason is given, except for a template that is put away.", "require_reason")
REFUSAL = Given("A refusal says why.", "reason_problems")
WORDS = Given(
    "It is said why they would like to serve and from when on, and the host entity may see it.", "words_missing"
)
CONSENT = Given("The person agrees to be shown to the host entity.", "has_consent")
FIRST_IN_RESERVE = Given("Nobody in reserve who could take the seat stands before them.", "first_in_reserve")
SEAT_AND_DAYS = Given(
    "The seat is free, of this description, not in the person's own country and, where it costs something, in the "
    "cost that was authorized; the days lie ahead, and the last one lies within what was described and authorized, or "
    "within what is left of a seat that was given up.",
    "offer_problems",
)
TIME_IS_UP = Given("The moment until which it could be answered has passed.", "expires_at")
LAST_DECISION = Given("It was the last decision about them.", "way_back")
SAME_OF_APPLICATION = Given("The application can make the same move.", "move_application")
ENTRY_DAY = Given("The day of entry lies between the first day of service and today.", "entered_on")
REST_BEGINS = Given("A reason is given, and a day since the entry on duty, today at the latest.", "reason_problems")
END_FITS = Given(
    "It is said how it ended; the day has come and lies within the service; an end before the last day has a reason.",
    "_ending_problems",
)
STILL_VALID = Given("The day until which it is valid has not passed.", "expires_on")
FOUND = Given("It is said what was found.", "result")
RUN_OUT = Given("The day until which it was valid has passed.", "expires_on")
NOT_OLD = Given("Nothing of what it was computed from changed since, nor who pays since it was asked for.", "is_old")
LATER_DAY = Given(
    "The new last day keeps within the category's maximum and the longest time abroad, and leaves room beside other "
    "services that the person accepted.",
    "extension_problems",
)
NOT_MOOT = Given("The service did not end before it.", "is_moot")
