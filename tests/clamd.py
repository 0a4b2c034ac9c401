"""A real ClamAV daemon that knows one virus: the harmless one everybody tests with, never written in a file of ours."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/sbin")
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
"""Put together here so that no antivirus stops at this file."""
NAME = "Eicar-Test"
LARGEST = 1024 * 1024


@contextmanager
def running(folder: Path, port: int = 0):
    """The address of a daemon of ours, on a socket of `folder`, or on a TCP port."""
    if PROGRAM is None:
        pytest.skip("clamd is not installed: apt-get install clamav-daemon (its database is not needed)")
    signatures = folder / "signatures"
    signatures.mkdir(parents=True, exist_ok=True)
    (signatures / "test.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:{NAME}\n")
    socket, config = folder / "clamd.ctl", folder / "clamd.conf"
    where = f"TCPSocket {port}\nTCPAddr 127.0.0.1" if port else f"LocalSocket {socket}"
    config.write_text(f"{where}\nDatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength {LARGEST}\n")
    daemon = subprocess.Popen([PROGRAM, f"--config-file={config}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(daemon, socket, port)
        yield f"tcp://127.0.0.1:{port}" if port else f"unix:{socket}"
    finally:
        daemon.terminate()
        daemon.communicate(timeout=20)
        socket.unlink(missing_ok=True)


def _wait(daemon: subprocess.Popen, socket: Path, port: int) -> None:
    import socket as sockets

    for _ in range(300):
        if daemon.poll() is not None:
            raise RuntimeError(daemon.communicate()[1].decode(errors="replace"))
        with suppress(OSError):
            family, address = (sockets.AF_INET, ("127.0.0.1", port)) if port else (sockets.AF_UNIX, str(socket))
            with sockets.socket(family) as line:
                line.connect(address)
                return
        time.sleep(0.1)
    raise RuntimeError("the antivirus did not start")
