"""A world as a picture: SVG and HTML, for notebooks and the server's page. Everything shown is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import import_module

from .core.sketch import Link, Node, Sketch
from .core.world import World

WIDTH, HEIGHT, GAP, COLUMN, TOP, LEFT = 230, 46, 14, 380, 56, 16

STYLE = """
.pm { font: 13px/1.45 system-ui, sans-serif; color: #1c2430; }
.pm svg { max-width: 100%; height: auto; display: block; }
.pm svg text { font: 12px system-ui, sans-serif; fill: #1c2430; }
.pm svg .dim { fill: #5b6675; font-size: 11px; }
.pm .frame { fill: #f4f6f9; stroke: #d5dbe3; }
.pm .vpc { fill: #fff; stroke: #8a96a6; }
.pm .link { fill: none; stroke-width: 2.5; }
.pm .alive { stroke: #1a7f45; } .pm .waiting { stroke: #b26a00; } .pm .passing { stroke: #2461c9; }
.pm .ended { stroke: #9aa3ae; stroke-dasharray: 5 4; }
.pm rect.pill { fill: #fff; }
.pm table { border-collapse: collapse; width: 100%; }
.pm th { text-align: left; font-weight: 600; color: #5b6675; }
.pm th, .pm td { padding: 3px 10px 3px 0; border-bottom: 1px solid #e4e8ed; vertical-align: top; }
.pm code { font: 12px ui-monospace, monospace; }
.pm td code { white-space: nowrap; } .pm td.wide code { white-space: normal; }
.pm .now { font-weight: 600; }
.pm .now.alive { color: #1a7f45; } .pm .now.waiting { color: #b26a00; }
.pm .now.passing { color: #2461c9; } .pm .now.ended { color: #5b6675; }
"""


def html(world: World) -> str:
    """The picture and the peerings of both clouds."""
    return f'<div class="pm"><style>{STYLE}</style>{"".join(parts(world))}</div>'


def parts(world: World) -> Iterator[str]:
    """Each cloud that holds anything: its picture, and its peerings with their life cycle."""
    with world.lock:
        world.travel()  # what is due by now happens first
        sketches = [sketch_of(cloud) for cloud in world.clouds.values()]
    drawn = [one for one in sketches if one.nodes]
    if not drawn:
        yield "<p>No VPCs yet.</p>"
    for one in drawn:
        yield f"<h3>{escape(one.title)}</h3>{svg(one)}{peerings(one)}"


def sketch_of(cloud: object) -> Sketch:
    """A cloud's own sketch of itself: its module of that name."""
    module = import_module(type(cloud).__module__.rpartition(".")[0] + ".sketch")
    found: Sketch = module.sketch(cloud)
    return found


def svg(sketch: Sketch) -> str:
    """A column for each account in each region, its VPCs below one another, and a line for each peering."""
    columns: dict[tuple[str, str], list[Node]] = {}
    for node in sorted(sketch.nodes, key=lambda node: (node.account, node.region)):
        columns.setdefault((node.account, node.region), []).append(node)
    places = {
        node.id: (LEFT + column * COLUMN, TOP + row * (HEIGHT + GAP))
        for column, nodes in enumerate(columns.values())
        for row, node in enumerate(nodes)
    }
    height = TOP + max(map(len, columns.values())) * (HEIGHT + GAP) + GAP
    width = LEFT * 2 + (len(columns) - 1) * COLUMN + WIDTH + 130  # room for a line within the last column
    drawn = [*_frames(columns, height), *_links(sketch.links, places), *_nodes(sketch.nodes, places)]
    label = f"{sketch.title}: {len(sketch.nodes)} VPCs, {len(sketch.links)} peerings"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )


def _frames(columns: dict[tuple[str, str], list[Node]], height: int) -> Iterator[str]:
    for column, (account, region) in enumerate(columns):
        x = LEFT + column * COLUMN
        yield f'<rect class="frame" x="{x - 10}" y="6" width="{WIDTH + 20}" height="{height - 12}" rx="8"/>'
        yield f'<text x="{x}" y="26">{escape(region)}</text>'
        yield f'<text class="dim" x="{x}" y="42">account {escape(account)}</text>'


def _nodes(nodes: list[Node], places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for node in nodes:
        x, y = places[node.id]
        told = " ".join(part for part in (node.name, ", ".join(node.cidrs) or "(deleted)") if part)
        yield f'<rect class="vpc" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="5"/>'
        yield f'<text x="{x + 10}" y="{y + 19}">{escape(node.id)}</text>'
        yield f'<text class="dim" x="{x + 10}" y="{y + 36}">{escape(told[:40])}</text>'


def _links(links: list[Link], places: dict[str, tuple[int, int]]) -> Iterator[str]:
    labels = []
    for number, link in enumerate(sorted(links, key=lambda link: link.tone != "ended")):
        (x1, y1), (x2, y2) = sorted(places[end] for end in link.ends)
        y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
        shift = (number % 3 - 1) * 14  # lines of one pair stand apart
        if x1 == x2:
            x1 = x2 = x1 + WIDTH
            bend = x1 + 70 + shift
            middle = (x1 + 3 * (bend - x1) // 4, (y1 + y2) // 2)
            path = f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"
        else:
            x1 += WIDTH
            middle = ((x1 + x2) // 2, (y1 + y2) // 2 + shift)
            path = f"M{x1} {y1}Q{middle[0]} {y1 + shift} {middle[0]} {middle[1]}Q{middle[0]} {y2 + shift} {x2} {y2}"
        title = f"<title>{escape(link.id)}: {escape(link.status)}</title>"
        yield f'<path class="link {link.tone}" d="{path}">{title}</path>'
        labels.append((middle, link))
    for (x, y), link in labels:
        half = 4 * len(link.status) + 8
        yield f'<rect class="pill {link.tone}" x="{x - half}" y="{y - 11}" width="{2 * half}" height="22" rx="11"/>'
        yield f'<text x="{x}" y="{y + 4}" text-anchor="middle">{escape(link.status)}</text>'


def peerings(sketch: Sketch) -> str:
    """Each peering: where it stands in its life, and what can come next."""
    if not sketch.links:
        return "<p>No peerings yet.</p>"
    rows = "".join(
        f"<tr><td><code>{escape(link.id)}</code></td>"
        f"<td><code>{escape(link.ends[0])}</code> &rarr; <code>{escape(link.ends[1])}</code></td>"
        f'<td class="now {link.tone}">{escape(link.status)}</td><td>{escape(link.since)}</td>'
        f"<td>{escape(_next(sketch, link.status))}</td></tr>"
        for link in sketch.links
    )
    names = ("peering", "from and to", "status", "since (UTC)", "what can follow")
    head = "".join(f"<th>{name}</th>" for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _next(sketch: Sketch, status: str) -> str:
    told = []
    for state, event, path in sketch.machine.rows():
        if state == status:
            told.append(f"{event}: {'no more' if path == ('-',) else ' → '.join(path)}")
    return "; ".join(told) or "settles by itself"
