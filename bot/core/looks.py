"""Intents that are told by their names alone, and those that only look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import intents as i

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.intents import Intent

COMMANDS: Mapping[str, Intent] = {
    kind.name: kind()
    for kind in (
        *(i.Next, i.HowFar, i.Forecast, i.Roadmap, i.Gaps, i.Strengths, i.Resources, i.Reality, i.Overview),
        *(i.Pathways, i.Recommend, i.Settings, i.Pause, i.Resume, i.Export, i.Replan, i.Fit, i.Digest, i.Help),
    )
}
"""Words that are an intent's own name and need no reading: they mean it whatever was said or shown before."""

LOOKS = (
    *(
        i.Next,
        i.AboutStep,
        i.HowFar,
        i.Forecast,
        i.Roadmap,
        i.Gaps,
        i.Strengths,
        i.AboutSkill,
        i.Resources,
        i.Reality,
        i.Fact,
        i.Overview,
    ),
    *(i.Pathways, i.Recommend, i.Compare, i.Export, i.Help, i.Smalltalk, i.Unknown),
)
"""Intents that change nothing, and so may be answered as often as they come."""
