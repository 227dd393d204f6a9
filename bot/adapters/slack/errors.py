"""Slack's words for no, and what each is about when a nudge is refused. Words that are not here get a second try."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pathways.delivery import Ground

WAITING = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "None"})
"""It may have been taken all the same; the last is what is read where Slack said no word at all."""

_TENANT = (
    "account_inactive token_revoked invalid_auth not_authed token_expired org_login_required team_access_not_granted "
    "ekm_access_denied missing_scope team_added_to_org enterprise_is_restricted accesslimited"
)
_PERSON = (
    "channel_not_found user_not_found user_disabled users_not_found is_archived messages_tab_disabled cannot_dm_bot "
    "restricted_action not_in_channel user_not_visible is_inactive no_permission"
)
_FORM = (
    "msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format no_text invalid_arguments invalid_arg_name "
    "invalid_json invalid_form_data invalid_post_type missing_post_type invalid_charset"
)
GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        **dict.fromkeys(_TENANT.split(), "tenant"),
        **dict.fromkeys(_PERSON.split(), "person"),
        **dict.fromkeys(_FORM.split(), "form"),
    }
)
