"""Whether what a source prints of a whole agrees with what it prints of its parts, within the rounding of the print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FINEST = 2
"""A printed figure is taken to be rounded to two decimals at most: a formula's hidden digits prove nothing finer."""
_NOISE = 1e-6
"""What adding up decimal fractions may leave in a computer [own rule]."""


class Contradiction(NamedTuple):
    """A figure that what it should be made of does not give: `of` are the figures it was held against, `expected` theirs."""

    indicator: str
    of: tuple[str, ...]
    expected: float


def half_unit(value: float) -> float:
    """Half of a figure's last printed place: 0.005 for 12.34, 0.05 for 12.3, 0.5 for 12."""
    digits = f"{round(abs(value), FINEST):.{FINEST}f}".rstrip("0").partition(".")[2]
    return 0.5 * 10.0 ** -len(digits)


def slack(values) -> float:
    """By how much a sum of printed figures may miss through their rounding alone: half a unit of each."""
    return sum(half_unit(value) for value in values) + _NOISE


def declared(whole: str, part_of: Mapping[str, str]) -> list[str]:
    """The parts indicators.csv gives a whole."""
    return [name for name, its in part_of.items() if its == whole]


def complete(whole: str, names, part_of: Mapping[str, str]) -> bool:
    """Whether the parts among `names` make up the whole: all it has, and more than one (one alone is only inside it)."""
    own = declared(whole, part_of)
    return len(own) > 1 and all(name in names for name in own)


def not_sums(printed: Mapping[str, float], part_of: Mapping[str, str]) -> list[Contradiction]:
    """Wholes that are not the sum of all their parts, or that are less than the parts there are, beyond rounding."""
    found = []
    for whole in sorted({part_of[name] for name in printed if part_of.get(name) in printed}):
        own = [name for name in declared(whole, part_of) if name in printed]
        total = sum(printed[name] for name in own)
        over = total - printed[whole]
        beyond = abs(over) if complete(whole, printed, part_of) else over
        if beyond > slack([printed[whole], *(printed[name] for name in own)]):
            found.append(Contradiction(whole, tuple(own), total))
    return found


def not_rests(printed: Mapping[str, float], part_of: Mapping[str, str], complement_of: Mapping[str, str]) -> list[Contradiction]:
    """Complements (percent) that do not leave 100 with what they complete, nor with one more class printed beside them."""
    found = []
    for name, of in complement_of.items():
        if name not in printed or of not in printed:
            continue
        beside = [0.0, *(value for other, value in printed.items() if other not in (name, of, *part_of, *complement_of))]
        pair = (printed[name], printed[of])
        if all(abs(sum(pair) + more - 100) > slack([*pair, more] if more else pair) for more in beside):
            found.append(Contradiction(name, (of,), 100 - printed[of]))
    return found
