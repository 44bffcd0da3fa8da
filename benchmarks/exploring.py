"""What a change of a picker in notebook 00 costs until its chart and table stand there, against drawing the same chart to SVG alone.

Seconds of the processor, the least of the rounds. python benchmarks/exploring.py [ROUNDS]
"""

from __future__ import annotations

import io
import sys
import time

import sanlib as san
from sanlib import words
from sanlib.report.explorer import PICKED, Explorer, draw

REGIONS = ("Kab. Kediri", "Kab. Ngawi", "Kota Probolinggo", "Kota Blitar")
TARGET = 0.3


def main(rounds: int) -> None:
    """Prints both medians of the regions, their ratio and the target in seconds."""
    gaps, history = san.every_period("id", say=lambda _line: None)
    with words.speaking("id"):
        explorer = Explorer(gaps, history, dict.fromkeys(PICKED, "") | {"region": REGIONS[-1], "period": "2023"})
        answered = min(spent(lambda name: setattr(explorer.boxes["region"], "value", name)) for _ in range(rounds))
        bare = min(spent(lambda name: drawn(draw(gaps, history, region=name, period="2023"))) for _ in range(rounds))
    print(f"a change answered {answered:.2f} s (target {TARGET}), its chart alone {bare:.2f} s, ratio {answered / bare:.2f}")


def spent(change) -> float:
    """Seconds of the processor a change of region takes, on the average of the regions."""
    started = time.process_time()
    for name in REGIONS:
        change(name)
    return (time.process_time() - started) / len(REGIONS)


def drawn(chart) -> None:
    """A chart as SVG, thrown away."""
    chart.figure.savefig(io.StringIO(), format="svg")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
