"""Ports of this machine: free ones, remembered ones, and who holds a taken one."""

import errno
import json
import socket
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psutil

from suite.local.processes import write_whole

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def reaches(host: str, port: int) -> bool:
    """Whether somebody accepts connections there, within three seconds."""
    try:
        with closing(socket.create_connection((host, port), timeout=3)):
            return True
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on now; held together so that none comes twice."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def settle(path: Path, names: tuple[str, ...], wanted: Mapping[str, int]) -> dict[str, int]:
    """A port for each name: the wanted one, the one remembered at ``path`` if free, or a new one.

    A wanted port is taken as it is; whether it is free is for the preflight to say.
    """
    try:
        kept: dict[str, int] = json.loads(path.read_text())
    except (OSError, ValueError):
        kept = {}
    ports = {name: kept[name] for name in names if name in kept and is_free(kept[name])}
    ports |= {name: port for name, port in wanted.items() if name in names}
    missing = [name for name in names if name not in ports]
    ports |= zip(missing, free_ports(len(missing)), strict=True)
    write_whole(path, json.dumps(kept | ports))
    return ports


def holder(port: int) -> str:
    """Who listens on a port, as far as this user may know: ``python3 (pid 4711)``."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return "another process"
    for connection in connections:
        listening = connection.status == psutil.CONN_LISTEN
        if listening and connection.pid and tuple(connection.laddr)[1:2] == (port,):
            try:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
            except psutil.NoSuchProcess:
                break
    return "another process"
