"""The lengths and the pay that a source claims, held against each other and against what its own figures give."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from pathways.conflict import Conflict, at_pace, counted

if TYPE_CHECKING:
    from pathways.model import MonthRange, Pathway, PayRange, PercentRange

WEEKS_A_MONTH = 52 / 12
MONTHS_OFF = 0.5
"""Sums of weeks are held against claims in whole months; half a month is rounding."""
POINTS_OFF = 5
"""Percentage points that a claimed change of pay may lie beside what the pay ranges give."""


def lengths(pathway: Pathway) -> Iterator[Conflict]:
    """Claims against each other, then the sums of weeks against the claims and each other."""
    claims = pathway.facts.timeline
    for one, other in combinations(claims, 2):
        if one.high != other.high:
            yield Conflict(
                "length",
                f"The {one.where} says {_months(one)}, the {other.where} {_months(other)}.",
                (_claim(one), _claim(other)),
            )
    sums = {"phases": sum(p.weeks for p in pathway.phases), "skills": sum(s.weeks for s in pathway.skills)}
    pace = pathway.pace.hours
    for key, weeks in sums.items():
        for claim in claims:
            if not claim.low - MONTHS_OFF <= weeks / WEEKS_A_MONTH <= claim.high + MONTHS_OFF:
                yield Conflict(
                    "length",
                    f"The {claim.where} says {_months(claim)}, the {key} add up to {_long(weeks)}. "
                    f"{at_pace(weeks, pathway)}; they fill {_months(claim)} at {_weekly(weeks * pace, claim)} a week.",
                    (_claim(claim), key),
                )
    if abs(sums["phases"] - sums["skills"]) / WEEKS_A_MONTH > MONTHS_OFF:
        yield Conflict(
            "length",
            f"The phases add up to {_long(sums['phases'])}, the skills to {_long(sums['skills'])}. "
            f"{at_pace(sums['phases'], pathway)}, {sums['skills']} weeks {sums['skills'] * pace:g}.",
            ("phases", "skills"),
        )


def _claim(claim: MonthRange) -> str:
    return f"facts.timeline.{claim.where}"


def _months(claim: MonthRange) -> str:
    return f"{_span(claim.low, claim.high)} month{'' if claim.high == 1 else 's'}"


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _long(weeks: int) -> str:
    return f"{counted(weeks)} ({weeks / WEEKS_A_MONTH:.1f} months)"


def _weekly(hours: float, claim: MonthRange) -> str:
    slow, fast = (round(hours / (months * WEEKS_A_MONTH), 1) for months in (claim.high, claim.low))
    return f"{_span(slow, fast)} hours"


def pay_changes(pathway: Pathway) -> Iterator[Conflict]:
    """Claimed changes against each other, then each against what the pay ranges give."""
    pay = pathway.facts.pay
    for one, other in combinations(pay.change, 2):
        if not (_equal(one, other) or _well_inside(one, other) or _well_inside(other, one)):
            yield Conflict(
                "pay",
                f"The {one.where} says {_percent(one)}, the {other.where} {_percent(other)}.",
                (f"facts.pay.change.{one.where}", f"facts.pay.change.{other.where}"),
            )
    if pay.now is None or pay.then is None or pay.now.low == 0:
        return
    ends = _rise(pay.now.low, pay.then.low), _rise(pay.now.high, pay.then.high)
    middle = _rise(pay.now.low + pay.now.high, pay.then.low + pay.then.high)
    worst = _rise(pay.now.high, pay.then.low)
    least, most = min(*ends, middle), max(*ends, middle)
    before, after = _range(pay.now), f"{_range(pay.then)} {pay.currency}"
    rises = (
        f"{ends[0]:+.0f}% from low to low, {middle:+.0f}% from middle to middle, {ends[1]:+.0f}% from high to high, "
        f"and {worst:+.0f}% in the worst case"
    )
    for claim in pay.change:
        within = least - POINTS_OFF <= claim.low and claim.high <= most + POINTS_OFF
        around = claim.low - POINTS_OFF <= least and most <= claim.high + POINTS_OFF
        if not (within or around):
            yield Conflict(
                "pay",
                f"The {claim.where} says {_percent(claim)}; from {before} to {after} it is {rises}.",
                (f"facts.pay.change.{claim.where}", "facts.pay.now", "facts.pay.then"),
            )


def _equal(one: PercentRange, other: PercentRange) -> bool:
    return (one.low, one.high) == (other.low, other.high)


def _well_inside(one: PercentRange, other: PercentRange) -> bool:
    """Whether one is a single figure inside the other range; at its very end the extreme would be sold as the rule."""
    return one.low == one.high and other.low < one.low < other.high


def _rise(before: int, after: int) -> float:
    return (after / before - 1) * 100


def _percent(claim: PercentRange) -> str:
    return f"{claim.low:+d}%" if claim.low == claim.high else f"{claim.low:+d}% to {claim.high:+d}%"


def _range(pay: PayRange) -> str:
    return f"{pay.low:,}-{pay.high:,}"
