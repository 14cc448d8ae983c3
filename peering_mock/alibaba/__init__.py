"""Alibaba Cloud: VpcPeer 2022-01-01 and what of its neighbours a peering needs."""

from .cloud import AlibabaCloud

__all__ = ["AlibabaCloud"]
