"""A plan as an iCalendar file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathways.model import Pathway, Step
    from pathways.planner import Plan

PRODUCT = "-//Pathway Coach//Plan//EN"


def of(plan: Plan, pathway: Pathway, *, made: dt.datetime) -> bytes:
    """One all-day entry for each open step, first week to last; ids are stable, so a later file moves the entries."""
    from icalendar import Calendar, Event

    spans: dict[str, tuple[Step, dt.date, dt.date]] = {}
    for week in plan.weeks:
        for share in week.shares:
            if share.minutes:
                _, first, _ = spans.get(share.step.id, (share.step, week.first, week.last))
                spans[share.step.id] = (share.step, first, week.last)
    calendar = Calendar.new(prodid=PRODUCT, name=pathway.title, uid=f"{pathway.id}@pathway-coach")
    for step, first, last in spans.values():
        event = Event.new(
            uid=f"{step.id}.{pathway.id}@pathway-coach",
            stamp=made,
            start=first,
            end=last + dt.timedelta(days=1),
            summary=step.title,
            description=step.why,
        )
        calendar.add_component(event)
    return calendar.to_ical()
