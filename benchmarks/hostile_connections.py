"""The HTTP door under 2,000 hostile connections: who else is served, how soon, and with how much memory.

`python benchmarks/hostile_connections.py [CONNECTIONS] [SECONDS]`. A real service; a process that holds the hostile
connections from 127.0.0.2, in five kinds (silent, slow heads, greedy heads, stalled bodies, idle after an answer), each
opened again half a second after it is closed; honest requests from 127.0.0.3, and files dropped in a folder. Then the
same through a trusted proxy: all come from 127.0.0.9, told apart by X-Forwarded-For alone. Linux only.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.service.declaring import small  # noqa: E402
from tests.service.running import Service, wait_for  # noqa: E402

HOSTILE, HONEST, PROXY = "127.0.0.2", "127.0.0.3", "127.0.0.9"
MOST_SECONDS, MOST_MEGABYTES = 1.0, 400
DROPS = 5


async def hold(port: int, source: str, told: str, kind: int) -> None:
    """One hostile connection, for ever."""
    forwarded = f"X-Forwarded-For: {told}\r\n" if told else ""
    start = f"GET /healthz HTTP/1.1\r\nHost: x\r\n{forwarded}"
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
        except OSError:
            await asyncio.sleep(0.5)
            continue
        try:
            if kind == 1:
                writer.write(start.encode())
                while not reader.at_eof():
                    writer.write(b"X")
                    await writer.drain()
                    await asyncio.sleep(2)
            elif kind == 2:
                writer.write(start.encode())
                while not reader.at_eof():
                    writer.write(b"X-Greedy: " + b"g" * 60_000)
                    await writer.drain()
                    await asyncio.sleep(1)
            elif kind == 3:
                writer.write(start.replace("GET /healthz", "POST /v1/submissions").encode())
                writer.write(b"Authorization: Bearer sk_test_wrong\r\nContent-Length: 1000000\r\n\r\nx")
            elif kind == 4:
                writer.write(f"{start}\r\n".encode())
            while await reader.read(65_536):
                pass
        except OSError:
            pass
        finally:
            writer.transport.abort()
        await asyncio.sleep(0.5)


async def hold_all(port: int, source: str, told: str, count: int) -> None:
    """All hostile connections, until this process is ended."""
    await asyncio.gather(*(hold(port, source, told, number % 5) for number in range(count)))


def measured(service: Service, key: str, source: str, told: str, seconds: float) -> list[float]:
    """Seconds of honest requests: half of them on connections of their own."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/xml"}
    headers |= {"X-Forwarded-For": told} if told else {}
    found, until = [], time.monotonic() + seconds
    kept = connection(service, source)
    while time.monotonic() < until:
        own = connection(service, source)
        for client, method, path, body in (
            (kept, "POST", "/v1/submissions", small("1").body),
            (own, "GET", "/v1/documents", None),
        ):
            began = time.monotonic()
            client.request(method, path, body, headers)
            answer = client.getresponse()
            content = answer.read()
            found.append(time.monotonic() - began)
            assert answer.status in (200, 202), content
        own.close()
        time.sleep(0.05)
    kept.close()
    return found


def connection(service: Service, source: str) -> HTTPConnection:
    """An honest connection. Its TCP handshake counts: it is made by the first request."""
    return HTTPConnection("127.0.0.1", service.port, timeout=60, source_address=(source, 0))


def dropped(service: Service, partner: str) -> float:
    """Median seconds from a file's arrival in the folder to its acknowledgement."""
    found = []
    for _ in range(DROPS):
        name = f"drop{time.monotonic_ns()}"
        small("1").drop(service.inbox / partner, f"{name}.xml")
        began = time.monotonic()
        wait_for("the acknowledgement", lambda name=name: list((service.outbox / partner).glob(f"{name}.*.ack.xml")))  # type: ignore[misc]
        found.append(time.monotonic() - began)
    return statistics.median(found)


def peak(process: int) -> float:
    """MB that the process held at the most."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def held(service: Service) -> int:
    """Open files of the accepting process."""
    assert service.process is not None
    return len(list(Path(f"/proc/{service.process.pid}/fd").iterdir()))


def row(name: str, times: list[float], folder: float, memory: float, files: int) -> None:
    """One line of the table."""
    p50, p99 = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
    figures = (f"{len(times)}", f"{p50 * 1000:.0f}", f"{p99 * 1000:.0f}", f"{folder:.1f}", f"{memory:.0f}", f"{files}")
    print(f"| {name} | {' | '.join(figures)} |", flush=True)
    if p99 > MOST_SECONDS or memory > MOST_MEGABYTES:
        print(f"beyond a bound: p99 {p99:.2f} s of {MOST_SECONDS}, {memory:.0f} MB of {MOST_MEGABYTES}")


def main(count: int, seconds: float) -> None:
    """Measure quiet, under attack, and under attack through a proxy."""
    print("| | honest requests | p50, ms | p99, ms | folder: acknowledged, s | peak memory, MB | open files |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, hostile, honest, told in (
        ("quiet", "", HONEST, ("", "")),
        (f"{count} hostile", HOSTILE, HONEST, ("", "")),
        (f"{count} hostile, behind a trusted proxy", PROXY, PROXY, (HOSTILE, HONEST)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            service = Service(Path(folder), {"trusted_proxies": PROXY, "stable_for": 0.4, "scan_every": 0.1})
            key = service.add_partner("atlas")
            service.add_partner("medina")
            attack = None
            try:
                service.start()
                assert service.process is not None
                if hostile:
                    command = [sys.executable, __file__, "--hold", str(service.port), hostile, told[0], str(count)]
                    attack = subprocess.Popen(command)
                    time.sleep(8)
                times = measured(service, key, honest, told[1], seconds)
                drop = dropped(service, "medina")
                row(name, times, drop, peak(service.process.pid), held(service))
            finally:
                if attack is not None:
                    attack.kill()
                    attack.wait()
                service.kill()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--hold"]:
        asyncio.run(hold_all(int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])))
    else:
        main(int((sys.argv[1:] or ["2000"])[0]), float((sys.argv[2:] or ["30"])[0]))
