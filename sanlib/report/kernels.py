"""Executing notebooks, several at a time, each in a fresh kernel."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, as_completed
from pathlib import Path
from typing import Any, NamedTuple

from sanlib.report.notebooks import Notebook

WARM_FROM = 4
"""So many notebooks at least are worth loading their libraries beforehand: it takes two seconds, each then saves 1.6."""


class Job(NamedTuple):
    """A notebook to execute: its document (filled in place), where it runs and what its environment says."""

    notebook: Notebook
    document: Any
    folder: Path
    environment: dict[str, str]


def run(jobs: list[Job], at_once: int) -> Iterator[tuple[Job, Future]]:
    """Each job with its ended future, in the order they end; leaving the loop early stops what is still running.

    The event loop has a thread of its own: in the main one nbclient would take Ctrl-C away from the reader.
    """
    loop = asyncio.SelectorEventLoop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    gate = asyncio.Semaphore(at_once)
    warm = len(jobs) >= WARM_FROM
    futures = {asyncio.run_coroutine_threadsafe(_execute(job, gate, warm), loop): job for job in jobs}
    try:
        for future in as_completed(futures):
            yield futures[future], future
    finally:
        asyncio.run_coroutine_threadsafe(_stop_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop_all() -> None:
    """Cancel what still runs and wait until its kernels are gone."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _execute(job: Job, gate: asyncio.Semaphore, warm: bool) -> float:
    """Execute one notebook when its turn comes, and return the seconds it took."""
    from nbclient import NotebookClient  # noqa: PLC0415  130 ms that a run which keeps every page is spared

    async with gate:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="sanlib-") as sockets:
            manager = _manager(Path(sockets), warm)
            client = NotebookClient(
                job.document,
                km=manager,
                timeout=None,
                store_widget_state=False,
                shutdown_kernel="immediate",
                coalesce_streams=True,
                resources={"metadata": {"path": str(job.folder)}},
            )
            try:
                await client.async_execute(cleanup_kc=True, env=job.environment)
            finally:
                if manager.has_kernel:  # cancelled while the kernel was starting, before nbclient looks after it
                    await manager.shutdown_kernel(now=True)
        return time.monotonic() - started


def _manager(sockets: Path, warm: bool):
    """Starts a kernel of this very Python (one of that name in the reader's home may be another), reachable by this run only.

    Sockets are files where the system has such: no port to share with another run, nothing on the network.
    """
    from jupyter_client import AsyncKernelManager  # noqa: PLC0415  as nbclient, which loads it
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415  as nbclient, which loads it

    from sanlib.report import warm_kernels  # noqa: PLC0415  as nbclient

    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        transport="tcp" if os.name == "nt" else "ipc",
        connection_file=str(sockets / "kernel.json"),
    )
    if warm:
        warm_kernels.prepare(manager)
    return manager
