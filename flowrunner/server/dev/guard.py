"""Keeps the pages of others away from the workshop.

It listens on this machine only, but every page in the browser may send requests to this machine. Three things tell
them apart. A name of somebody else that was made to point here (DNS rebinding) stands in ``Host``. A script of another
page, and its form, say in ``Origin`` whose they are, on WebSockets too, which no other rule of browsers protects. What
has no Origin, an image for instance, has ``Sec-Fetch-Site``. Programs that are no browser send neither, and may come.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_STRANGE = ("cross-site", "same-site")
"""Another port of this machine is the same site, and another's page all the same."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self' ws://{host} wss://{host}; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}


def guard(listens_on: str) -> Middleware:
    """Return what lets in a request only if nobody else's page sent it; ``listens_on`` is the host's own address."""
    beyond = not is_this_machine(listens_on)

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = request.headers.get("Host", "")
        if not is_ours(host, beyond=beyond):
            raise web.HTTPForbidden(text="the Host header names another host; open the address that was printed\n")
        if not _is_from(host, request):
            raise web.HTTPForbidden(text="another page may not use this one\n")
        return await handler(request)

    return guarded


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Tell the browser what a page of ours may do, and to keep nothing."""
    response.headers.update(_HEADERS)
    host = request.headers.get("Host", "")
    response.headers["Content-Security-Policy"] = _POLICY.format(host=host if is_ours(host, beyond=True) else "")


def is_ours(host: str, *, beyond: bool = False) -> bool:
    """Tell whether a Host header means this machine; ``beyond`` allows all addresses, but still no names.

    Which port it names says nothing: a tunnel of one's own may lead here.
    """
    name = _name(host)
    if name is None:
        return False
    return is_this_machine(name) or (beyond and _is_address(name))


def _is_from(host: str, request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == host.lower()
    return request.headers.get("Sec-Fetch-Site") not in _STRANGE or _is_followed_link(request)


def _is_followed_link(request: web.Request) -> bool:
    fetched = (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest"))
    return request.method == "GET" and fetched == ("navigate", "document") and request.path.startswith("/dev")


def _name(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname if parts.netloc == host and "@" not in host and parts.port != 0 else None
    except ValueError:
        return None


def is_this_machine(name: str) -> bool:
    """Tell whether a name or an address leads to this machine and to no other."""
    return name.lower() == "localhost" or (_is_address(name) and ip_address(name.strip("[]")).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
