"""Binding the language and the project folder: given in one call, they hold for everything that runs within it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sanlib import words
from sanlib.project import folders

P = ParamSpec("P")
Found = TypeVar("Found")


def bound(function: Callable[P, Found]) -> Callable[P, Found]:
    """Let `lang` and `root`, where a call hands them over, hold for all that runs within it; what is not handed over stays as it is."""
    parameters = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Found:
        given = parameters.bind(*args, **kwargs).arguments
        with words.speaking(given.get("lang")), folders.within(given.get("root")):
            return function(*args, **kwargs)

    return call


def later(function: Callable[P, Found]) -> Callable[P, Found]:
    """The function for a later call (a click), which then runs in the language and project folder bound now."""
    lang, root = words.language(), folders.root()

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Found:
        with words.speaking(lang), folders.within(root):
            return function(*args, **kwargs)

    return call


def bind(lang: str | None = None, root=None) -> None:
    """Let a language and a project folder hold from here on, until others are bound."""
    words.speak(lang)
    folders.work_in(root)
