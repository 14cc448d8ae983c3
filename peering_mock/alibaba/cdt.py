"""Cloud Data Transfer: opening it, within the border and across, and whether it is open. No errors are documented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud


def open_cdt_service(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    call.caller.cdt_open = True
    return {"OrderId": _order(cloud)}


def open_cdt_cb_service(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    call.caller.cross_border_cdt_open = True
    return {"OrderId": _order(cloud)}


def get_cdt_service_status(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    return {"Enabled": call.caller.cdt_open}


def get_cdt_cb_service_status(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    return {"Enabled": call.caller.cross_border_cdt_open}


def _order(cloud: AlibabaCloud) -> str:
    return cloud.world.ids.make("2", 14, "0123456789")
