"""The page to look at, and the same picture in a notebook."""

from __future__ import annotations

import os
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from peering_mock import World, mock
from peering_mock.client import RemoteWorld
from peering_mock.server import page

from ..alibaba.conftest import Party
from .conftest import Answer, ask, run
from .test_control import ec2, requested
from .test_dispatch import rpc

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
BROWSER = "text/html,application/xhtml+xml"


def look(world: RemoteWorld) -> Answer:
    return ask(f"{world.url}/", accept=BROWSER)


class Tags(HTMLParser):
    """Every element that was opened must be closed, in order."""

    VOID = ("meta", "link", "br", "rect", "path")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag not in self.VOID or tag == "path":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_shows_vpcs_peerings_and_calls_without_any_script(world: RemoteWorld) -> None:
    _, peering = requested(world)
    ask(f"{world.url}/?{rpc('CreateVpc', '2016-04-28')}&CidrBlock=172.16.0.0/16&VpcName=office")
    answer = look(world)
    text = answer.body.decode()
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html;charset=utf-8")
    for part in (peering, "pending-acceptance", "accept: provisioning → active", "172.16.0.0/16", "office"):
        assert part in text
    tags = Tags()
    tags.feed(text)
    assert tags.seen.count("svg") == 2
    assert tags.open == ["html", "body"] or tags.open == []


def test_looking_is_no_call_and_an_sdk_never_gets_the_page(world: RemoteWorld) -> None:
    look(world)
    world.calls.never()
    assert b"<DescribeVpcsResponse" in ask(f"{world.url}/?Action=DescribeVpcs&Version=2016-11-15", accept=BROWSER).body


def test_what_a_client_sends_is_text_on_the_page_and_nothing_else(world: RemoteWorld) -> None:
    nasty = "%3Cscript%3Ealert(1)%3C/script%3E"
    ask(f"{world.url}/?{rpc('CreateVpc', '2016-04-28')}&CidrBlock=10.0.0.0/8&Description={nasty}")
    ask(f"{world.url}/?Action={nasty}&Version=2016-11-15")
    answer = look(world)
    assert b"<script>alert" not in answer.body
    assert "script-src 'nonce-" in answer.headers["content-security-policy"]


def test_another_name_for_this_machine_does_not_get_the_page(world: RemoteWorld) -> None:
    assert ask(f"{world.url}/", accept=BROWSER, Host="evil.example", Sec_Fetch_Site="none").status == 403


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_in_a_browser_the_page_follows_what_happens(
    world: RemoteWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requested(world)
    picture = tmp_path / "page.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={tmp_path}/profile"]
    environment = {**os.environ, "HOME": str(tmp_path)}
    shot = [str(CHROMIUM), *flags, "--window-size=1280,900", f"--screenshot={picture}", f"{world.url}/"]
    run(*shot, timeout=90, env=environment)
    assert picture.stat().st_size > 10_000
    assert loaded_again(world, [str(CHROMIUM), *flags], environment, monkeypatch)


def loaded_again(world: RemoteWorld, browser: list[str], environment: dict[str, str], monkeypatch: Any) -> bool:
    """Does the page show, without being loaded anew, a VPC that is made once it has been sent?"""
    answer, sent = page.answer, []

    def then_a_vpc(*given: Any) -> Any:
        sent.append(answer(*given))
        if len(sent) == 1:
            ec2(world).create_vpc(CidrBlock="10.77.0.0/16")
        return sent[-1]

    monkeypatch.setattr(page, "answer", then_a_vpc)
    shown = run(*browser, "--virtual-time-budget=4000", "--dump-dom", f"{world.url}/", timeout=90, env=environment)
    return "10.77.0.0/16" not in sent[0].body.decode() and "10.77.0.0/16" in shown.stdout


def test_a_notebook_shows_the_same_picture() -> None:
    with mock() as world:
        assert "No VPCs yet" in world._repr_html_()
        me = Party()
        peering = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
        shown = world._repr_html_()
        assert peering in shown
        ElementTree.fromstring(shown[shown.index("<svg") : shown.index("</svg>") + 6])
        calls = len(world.calls)
        world._repr_html_()
        assert len(world.calls) == calls
    assert World()._repr_html_().startswith('<div class="pm">')
