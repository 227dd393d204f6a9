"""assistant.*: what the agent surface shows beside messages."""

from __future__ import annotations

from tests.fakes.slack.methods.desk import Visit, method
from tests.fakes.slack.records import Json


@method("assistant.threads.setSuggestedPrompts")
def set_suggested_prompts(visit: Visit) -> Json:
    visit.channel("channel_id")
    if visit.team.agent_view and visit.text("thread_ts"):
        visit.complain("/thread_ts", "under agent_view prompts with a thread_ts are silently not shown")
    return {}


@method("assistant.threads.setStatus")
def set_status(visit: Visit) -> Json:
    visit.channel("channel_id")
    return {}
