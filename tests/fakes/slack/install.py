"""OAuth as a browser goes through it: the app's install page, the workspace's consent, the way back."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.slack.hands import Hands
from tests.fakes.slack.people import Team, User

COOKIE = "slack-app-oauth-state"


@dataclass(frozen=True, slots=True)
class Installed:
    """How the way back ended."""

    status: int
    body: str
    state: str
    code: str
    scopes: frozenset[str]
    back: str  # the path with its query, to go there once more
    cookie: str


class FakeSlack(Hands):
    """Slack, whole: `async with FakeSlack(app_url) as slack`."""

    async def install(
        self,
        team: Team,
        user: User | None = None,
        *,
        path: str = "/slack/install",
        cookie: bool = True,
        state: str | None = None,
        deny: bool = False,
        organisation: bool = False,
    ) -> Installed:
        """Install the app into a workspace. Without the cookie, with another state, or denied, it should not work.

        An admin of an Enterprise Grid may also install it for the whole `organisation`.
        """
        status, page, headers = await self.fetch(path)
        jar = SimpleCookie(*headers.getall("Set-Cookie", [""])[:1])
        self._look_at_cookie(jar)
        asked = headers.get("Location") or _link(page)
        if not asked:
            raise AssertionError(f"{path} answers {status} and leads nowhere")
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
        if query.get("client_id") != self.world.app.client_id:
            self.book.complain("oauth", "/client_id", f"{query.get('client_id')!r} is not the app's")
        scopes = frozenset(query.get("scope", "").replace(" ", ",").split(",")) - {""}
        back_to = query.get("redirect_uri", "")
        code = self.world.new_code(user or self._somebody(team), scopes, back_to, organisation=organisation)
        answer = {"error": "access_denied"} if deny else {"code": code}
        answer["state"] = query.get("state", "") if state is None else state
        back = f"{urlsplit(back_to).path or '/slack/oauth_redirect'}?{urlencode(answer)}"
        carried = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items()) if cookie else ""
        ended, body = await self.come_back(back, cookie=carried)
        return Installed(ended, body, query.get("state", ""), code, scopes, back, carried)

    async def come_back(self, back: str, *, cookie: str = "") -> tuple[int, str]:
        """Go to the redirect address, once more perhaps."""
        status, body, _ = await self.fetch(back, cookie=cookie)
        return status, body

    def _somebody(self, team: Team) -> User:
        people = (user for user in team.users.values() if not user.is_bot)
        return next(people, None) or self.add_user("Installer", team=team, is_admin=True)

    def _look_at_cookie(self, jar: SimpleCookie) -> None:
        if COOKIE not in jar:
            self.book.complain("oauth", "/cookie", "the install page sets no state cookie")
            return
        for flag in ("secure", "httponly"):
            if not jar[COOKIE][flag]:
                self.book.complain("oauth", "/cookie", f"the state cookie is not {flag}")


def _link(page: str) -> str:
    """The address behind the install button."""
    found = re.search(r'href="([^"]*oauth[^"]*client_id=[^"]*)"', page)
    return html.unescape(found.group(1)) if found else ""
