"""One World behind a port: for curl, the CLIs, Terraform and other languages."""

from .run import Server, serve

__all__ = ["Server", "serve"]
