"""Starting and stopping the server: in a thread for tests, in the foreground for the command line."""

from __future__ import annotations

import signal
import sys
from threading import Thread
from types import TracebackType
from typing import Any

from werkzeug.serving import ThreadedWSGIServer

from .app import App
from .handler import Handler
from .state import StateFile
from .worlds import Worlds

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Server:
    """The server, listening as soon as it is made; port 0 takes a free one. `start` answers in a thread."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        options: dict[str, Any] | None = None,
        state: str | None = None,
        tls: str | None = None,
    ) -> None:
        self.worlds = Worlds(options or {})
        self._http = ThreadedWSGIServer(host, port, App(self.worlds, host), Handler)
        self.host, self.port = host, self._http.port
        if tls is not None:
            from .tls import context

            self._http.tls = context(host, tls)  # type: ignore[attr-defined]
        try:
            self._state = None if state is None else StateFile(state, self.worlds)
        except ValueError:
            self._http.server_close()
            raise
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def secure_url(self) -> str:
        """The same port speaks TLS to whoever begins with it."""
        return self.url.replace("http", "https", 1)

    def start(self) -> Server:
        """Answers from now on, in a thread of its own."""
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), name="peering_mock server", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answers no more; every world ends."""
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        if self._state is not None:
            self._state.close()
        self.worlds.close()

    def run(self) -> None:
        """Answers until a KeyboardInterrupt."""
        try:
            self._http.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the state is being written
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.stop()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def serve(host: str, port: int, *, options: dict[str, Any], state: str | None, tls: str | None) -> int:
    """`peering-mock serve`."""
    server = Server(host, port, options=options, state=state, tls=tls)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    also = f" and {server.secure_url} (trust {tls})" if tls else ""
    print(f"peering-mock answers on {server.url}{also} (Ctrl-C ends it; `peering-mock env` tells what to export)")
    if host not in LOOPBACK:
        print(f"Whoever reaches {host} on this port can use and steer it: there are no passwords.", file=sys.stderr)
    sys.stdout.flush()
    server.run()
    return 0
