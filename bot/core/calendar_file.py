"""A plan as an iCalendar file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathways.model import Pathway
    from pathways.planner import Plan

PRODUCT = "-//Pathway Coach//Plan//EN"


def of(plan: Plan, pathway: Pathway, *, made: dt.datetime) -> bytes:
    """One all-day entry for each open step, from its first week to its last; ids are stable, so a later file moves them."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", pathway.title)
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    for week in plan.weeks:
        for share in week.shares:
            if share.minutes:
                first = spans.get(share.step.id, (week.first, week.last))[0]
                spans[share.step.id] = (first, week.last)
    for step_id, (first, last) in spans.items():
        step = pathway.steps[step_id]
        event = Event()
        event.add("uid", f"{step_id}.{pathway.id}@pathway-coach")
        event.add("dtstamp", made)
        event.add("dtstart", first)
        event.add("dtend", last + dt.timedelta(days=1))
        event.add("summary", step.title)
        event.add("transp", "TRANSPARENT")
        if step.why:
            event.add("description", step.why)
        calendar.add_component(event)
    return calendar.to_ical()
