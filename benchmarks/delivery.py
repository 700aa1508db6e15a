"""Durable delivery against a bare loop that sends the same requests: 3,000 creates of 20 ms, 50 connections."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import orjson

REQUESTS = 3000
CONNECTIONS = 50
MAPPING = """
name: shows
source: {location: ../shows.csv}
identity: [Ref]
event:
  channelId: 42
  title: "{Title}"
  startAt: {from: "{Date} 20:00", format: '%d/%m/%Y %H:%M'}
  timezone: America/New_York
  classifications: [music]
  approxLocation: {city: {placeId: p-1, name: Springfield, countryCode: US}}
"""


@contextmanager
def platform() -> Iterator[str]:
    """A sandbox as a process of its own that takes 20 ms for each create."""
    command = [
        sys.executable,
        "-m",
        "importer",
        "sandbox",
        "--faults",
        "POST /events slow=100%@20ms",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def bare(base_url: str) -> float:
    """Seconds for the same requests over the same client, with no state and no judgement."""
    from importer.publishing.api import NAMESPACE, new_client

    bodies = iter(
        orjson.dumps(
            {
                "channelId": 42,
                "title": f"Show {number}",
                "startAt": "2032-06-01T20:00:00-04:00",
                "timezone": "America/New_York",
                "classifications": ["music"],
                "approxLocation": {"city": {"placeId": "p-1", "name": "S", "countryCode": "US"}},
            }
        )
        for number in range(REQUESTS)
    )
    headers = {"Authorization": "Bearer k", "Content-Type": "application/json"}
    async with new_client(CONNECTIONS) as client:

        async def worker() -> None:
            for body in bodies:
                key = {"Idempotency-Key": str(hash(body))}
                answer = await client.post(
                    f"{base_url}{NAMESPACE}/events", content=body, headers=headers | key
                )
                assert answer.status_code == 201

        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
        return time.perf_counter() - began


def durable(base_url: str) -> float:
    """Seconds from the first create to the last, as the platform saw them, in a whole run."""
    import httpx

    from importer.pipeline import Job, execute

    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "mappings").mkdir()
        mapping = project / "mappings" / "shows.yaml"
        mapping.write_text(MAPPING, "utf-8")
        rows = (f"R{n},{1 + n % 28:02d}/06/2032,Show {n}" for n in range(REQUESTS))
        (project / "shows.csv").write_text("\n".join(["Ref,Date,Title", *rows]), "utf-8")
        job = Job(mapping, api=base_url, environ={"PINNED_EVENTS_API_KEY": "k"})
        result = execute(job)
    assert result.counts["created"] == REQUESTS, result.issues
    log = httpx.get(f"{base_url}/sandbox/state?only=log", timeout=60).json()["log"]
    sent = [entry["at"] for entry in log if entry["route"] == "POST /events"]
    times = sorted(map(datetime.fromisoformat, sent))
    return (times[-1] - times[0]).total_seconds()


def main() -> None:
    ratios = []
    for _ in range(3):
        with platform() as base_url:
            floor = asyncio.run(bare(base_url))
        with platform() as base_url:
            spent = durable(base_url)
        ratios.append(spent / floor)
        print(f"delivery: bare {floor:.2f} s, durable {spent:.2f} s, ratio {ratios[-1]:.2f}")
    print(f"delivery: median ratio {sorted(ratios)[1]:.2f} (to be at most 1.7)")


if __name__ == "__main__":
    main()
