#!/usr/bin/env python3
"""Throughput of a trivial handler through nginx, and of nginx's own static files in the same run.
Usage: bench.py PATH_OF_contreseing_http_edge_app (a release build). Prints JSON lines."""

import json
import re
import statistics
import subprocess
import sys

from edge import Edge

ROUNDS = 5


def wrk(url):
    out = subprocess.run(["wrk", "-t1", "-c32", "-d3s", "--latency", "-H", "Connection: keep-alive", url],
                         capture_output=True, text=True, check=True).stdout
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), re.search(r"50%\s+(\S+)", out)[1],
            re.search(r"99%\s+(\S+)", out)[1], "Non-2xx" in out)


def main():
    edge = Edge(sys.argv[1], burst=1000000)
    try:
        results = {"/hello": [], "/static/site.css": []}
        cpu = []
        for _ in range(ROUNDS):
            for path, rounds in results.items():
                before = edge.cpu_seconds()
                rounds.append(wrk(f"http://127.0.0.1:{edge.port}{path}"))
                if path == "/hello":
                    cpu.append((edge.cpu_seconds() - before) / (rounds[-1][0] * 3) * 1e6)
        for path, rounds in results.items():
            middle = sorted(rounds)[ROUNDS // 2]
            line = {"path": path, "requests_per_second": round(middle[0]), "p50": middle[1], "p99": middle[2],
                    "failures": any(r[3] for r in rounds)}
            if path == "/hello":
                line["server_cpu_us_per_request"] = round(statistics.median(cpu), 1)
            print(json.dumps(line))
    finally:
        edge.stop()


if __name__ == "__main__":
    main()
