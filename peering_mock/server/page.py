"""The page to look at: worlds, VPCs and peerings as a picture, and the call log. It works without JavaScript."""

from __future__ import annotations

from html import escape
from secrets import token_urlsafe

from .. import picture
from ..core.call import Call, Reply, Request
from .worlds import DEFAULT, Held, Worlds

SHOWN = 100  # calls

STYLE = """
body { margin: 0 auto; max-width: 1180px; padding: 20px 24px 60px; background: #fff; }
header { display: flex; gap: 18px; align-items: baseline; flex-wrap: wrap; }
h1 { font-size: 19px; margin: 0; }
h2 { font-size: 15px; margin: 28px 0 6px; } h3 { font-size: 14px; margin: 18px 0 6px; }
nav a { margin-right: 10px; color: #2461c9; text-decoration: none; } nav a.here { font-weight: 600; color: inherit; }
.log td { white-space: nowrap; } .log td.wide { white-space: normal; overflow-wrap: anywhere; }
.refused { color: #b3261e; } #live { overflow-x: auto; }
"""

SCRIPT = """
let last = document.getElementById('live').innerHTML;
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const live = page.getElementById('live').innerHTML;
    if (live !== last) document.getElementById('live').innerHTML = last = live;
    document.title = page.title;
  } catch (gone) { document.title = 'peering_mock (not answering)'; }
}, 1000);
"""


def asked(request: Request) -> bool:
    """Is this a browser that wants to look?"""
    path = request.url.partition("://")[2].partition("/")[2]
    return request.method in ("GET", "HEAD") and path == "" and "text/html" in request.headers.get("accept", "")


def answer(worlds: Worlds, held: Held) -> Reply:
    """The page of one world."""
    nonce = token_urlsafe(16)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; connect-src 'self'"
    now = f"{held.world.clock.now:%Y-%m-%d %H:%M} UTC"
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>peering_mock: {escape(held.name)}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f'<style>{picture.STYLE}{STYLE}</style><body class="pm"><div id="live">'
        f"<header><h1>peering_mock</h1><nav>{_names(worlds, held)}</nav><span>its clock: {now}</span></header>"
        f"{''.join(picture.parts(held.world))}<h2>Calls, the latest first</h2>{_log(held)}</div>"
        f'<script nonce="{nonce}">{SCRIPT}</script></body></html>'
    )
    headers = {
        "content-type": "text/html;charset=utf-8",
        "content-security-policy": policy,
        "x-frame-options": "DENY",
        "cache-control": "no-store",
    }
    return Reply(200, headers, text.encode("utf-8", "replace"))


def _names(worlds: Worlds, held: Held) -> str:
    def link(name: str) -> str:
        here = ' class="here"' if name == held.name else ""
        where = "/" if name == DEFAULT else f"/w/{escape(name)}/"
        return f'<a href="{where}"{here}>{escape(name)}</a>'

    return " ".join(link(name) for name in worlds.names())


def _log(held: Held) -> str:
    with held.world.lock:
        calls = list(held.world.calls)[-SHOWN:]
    if not calls:
        return "<p>No calls yet.</p>"
    names = ("time", "cloud", "operation", "by", "region", "answer", "parameters")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(_row(call) for call in reversed(calls))
    return f'<table class="log"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(call: Call) -> str:
    given = ", ".join(f"{name}={value}" for name, value in call.params.items())
    came = f"{call.status or ''} {call.code or ''}"
    refused = ' class="refused"' if call.code else ""
    return (
        f"<tr><td>{call.at:%H:%M:%S}</td><td>{escape(call.cloud)}</td><td>{escape(call.operation)}</td>"
        f"<td>{escape(str(call.account))}</td><td>{escape(call.region or '')}</td><td{refused}>{escape(came)}</td>"
        f'<td class="wide"><code>{escape(given[:400])}</code></td></tr>'
    )
