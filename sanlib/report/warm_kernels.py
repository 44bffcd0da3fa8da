"""Kernels that need not load what every notebook loads: each is forked from one process that has loaded it, and is its own.

Only on Linux, where a process can be forked safely; elsewhere a kernel starts as Jupyter starts one, two seconds later.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import sys
import threading
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from sanlib.charts import CHARTS

LOADED = (
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "scipy.special",
    "scipy.sparse",
    *(f"sanlib.{place.partition(':')[0]}" for place in CHARTS.values()),
    "sanlib.documents.pack_folder",
    "sanlib.explaining",
    "sanlib.periods.period",
    "sanlib.printing.pilots",
    "sanlib.report.explorer",
)
"""What is loaded before the first kernel is forked. Modules, not the names of `san.`: those are looked up by each notebook."""
NAME = "sanlib-warm"
"""What the provisioner below is called in pyproject.toml, where Jupyter finds it."""


def prepare(manager) -> None:
    """Have a manager fork its kernel, where that can be done."""
    wanted = {"provisioner_name": NAME}
    if sys.platform == "linux" and NAME in KernelProvisionerFactory.instance().provisioners:
        manager.kernel_spec.metadata["kernel_provisioner"] = wanted


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by a fork; all else is as for a kernel Jupyter starts itself."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002  the command is Jupyter's to say
        self.process = _Forked(self.parent.connection_file, kwargs["env"], str(kwargs["cwd"]))
        self.pid = self.process.pid
        return self.connection_info


class _Forked:
    """A forked kernel as `subprocess.Popen` would show it, as far as Jupyter looks."""

    stdin = stdout = stderr = None

    def __init__(self, connection_file: str, environment: dict[str, str], folder: str):
        forking = multiprocessing.get_context("forkserver")
        forking.set_forkserver_preload(list(LOADED))
        self._process = forking.Process(target=serve, args=(connection_file, environment, folder))
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)


def serve(connection_file: str, environment: dict[str, str], folder: str) -> None:
    """Be a kernel, in the forked process: its environment, its folder and its path are those of one started anew."""
    import matplotlib as mpl  # noqa: PLC0415  loaded before the fork; whoever only prepares a manager is spared it
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415  as matplotlib

    os.setsid()
    os.environ.clear()
    os.environ.update({"MPLBACKEND": "module://matplotlib_inline.backend_inline"} | environment)
    mpl.rcParams["backend"] = os.environ["MPLBACKEND"]
    if not sys.flags.safe_path:
        del sys.path[0]  # where the program that runs the report stands
    os.chdir(folder)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    has_parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # or it tells the reader how else to reach it
    IPKernelApp.launch_instance(argv=["-f", connection_file, has_parent])


def _end_with_the_run() -> None:
    """End this kernel as soon as the run that asked for it is gone, however it went."""
    multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
    os._exit(1)
