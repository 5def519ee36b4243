"""One application a person: a second start hands its files to the first and ends."""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from gill_studio.core import locations

_WAIT_MS, _LONGEST = 1000, 1 << 20
_LOG = logging.getLogger(__name__)


class SingleInstance(QObject):
    """Listens on a local socket that only this person can reach. `asked` tells the paths of a second start."""

    asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talking: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)

    def listen(self) -> bool:
        """Be the one that others find; a socket that a crash left behind is cleared away."""
        if self._server.listen(_name()):
            return True
        QLocalServer.removeServer(_name())
        if self._server.listen(_name()):
            return True
        _LOG.warning("No second start will be noticed: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _take(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._talking.append(socket)
            socket.disconnected.connect(self._read_ended)
        self._read_ended()

    def _read_ended(self) -> None:
        """Whoever has hung up has said all."""
        ended = [one for one in self._talking if one.state() == QLocalSocket.LocalSocketState.UnconnectedState]
        self._talking = [one for one in self._talking if one not in ended]
        for socket in ended:
            data = bytes(socket.read(_LONGEST).data())
            socket.deleteLater()
            self._hear(data)

    def _hear(self, data: bytes) -> None:
        if not data:
            return
        try:
            paths = json.loads(data)
        except ValueError:
            return
        if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
            self.asked.emit([Path(path) for path in paths])


def hand_over(paths: Sequence[Path]) -> bool:
    """Give the paths to the application that is running already; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name())
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(json.dumps([str(path.absolute()) for path in paths]).encode())
    socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(_WAIT_MS)
    return True


def _name() -> str:
    """Per person and per folder of settings, so that tests and trials keep to themselves."""
    who = f"{getpass.getuser()}\0{locations.config_dir().absolute()}"
    return f"gill-studio-{hashlib.sha256(who.encode(errors='replace')).hexdigest()[:20]}"
