"""Ports of this machine for the servers of a test."""

import pathlib
import random
import socket

# Clients are given the ports of this range, and hold theirs for a minute after they have left: a
# port found free there may refuse the server that starts a moment later.
CLIENTS = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")


def can_listen(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_ports():
    """Two neighbouring ports nobody listens on and no client is given; says the first."""
    first, last = map(int, CLIENTS.read_text().split())
    ours = [port for port in range(10_000, 65_000) if not first - 1 <= port <= last]
    ours = ours or list(range(10_000, 65_000))  # nothing is kept from clients here
    for port in random.sample(ours, min(200, len(ours))):
        if can_listen(port) and can_listen(port + 1):
            return port
    raise RuntimeError(f"no two free ports in a row outside {first} to {last}")
