"""Who may come in: whoever has the one-time token, in one browser, on this machine.

textual-serve has no login of its own. Its pages, scripts and socket all stand behind this: the address that is
printed holds a token; the first browser that shows it gets a cookie for it, and the token is spent. A request of
another page (Origin) or for another host name (Host, as in DNS rebinding) is refused as well.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

COOKIE = "mado_session"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Gate:
    """One session; `token` is good once."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._spent = False
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def admits(self, request: web.Request) -> bool:
        """Whether a request comes from the browser that spent the token."""
        return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self._session.encode())

    def _is_from_here(self, request: web.Request) -> bool:
        origin = request.headers.get("Origin")
        return request.host in self._hosts and (origin is None or origin.partition("://")[2] in self._hosts)

    def _takes_token(self, request: web.Request) -> bool:
        given = request.query.get("token", "").encode()
        if self._spent or request.path != "/" or not hmac.compare_digest(given, self.token.encode()):
            return False
        self._spent = True
        return True

    def middleware(self) -> Middleware:
        """What stands in front of every route."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if self._is_from_here(request):
                if self.admits(request):
                    return await handler(request)
                if self._takes_token(request):
                    found = web.HTTPSeeOther("/")
                    found.set_cookie(COOKIE, self._session, httponly=True, samesite="Strict", path="/")
                    found.headers.update(_HEADERS)
                    raise found
            raise web.HTTPForbidden(headers=_HEADERS)

        return guard


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing of the console is framed, kept by the browser, or told to another page."""
    response.headers.update({name: value for name, value in _HEADERS.items() if name not in response.headers})
