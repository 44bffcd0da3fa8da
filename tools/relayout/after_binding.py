p = "sanlib/periods/period.py"
t = open(p).read()
assert "@bound\ndef open_period(" in t
t = t.replace("@bound\ndef open_period(", "def open_period(")
a = """    period = folders.check_period(period)
    paths, broken = workbooks(period), []"""
assert a in t
t = t.replace(a, "    bind(lang, root)\n" + a)
t = t.replace("import bound", "import bind, bound")
b = """what cannot be read is an error among the problems and gives no figure.
"""
assert b in t
t = t.replace(b, b + "    The language and the project handed over here hold from here on.\n", 1)
open(p, "w").write(t)


def sub(p, *prs):
    t = open(p).read()
    for a, b in prs:
        if a not in t:
            print("afterbind NOT FOUND", p, repr(a[:70]))
            continue
        t = t.replace(a, b)
    open(p, "w").write(t)


sub(
    "sanlib/report/explorer.py",
    (
        '    for box in boxes.values():\n        box.observe(redraw, names="value")\n',
        '    for box in boxes.values():\n        box.observe(later(redraw), names="value")\n',
    ),
    ("import bound\n", "import bind, bound, later\n"),
    ("@bound\ndef every_period(", "def every_period("),
    ("    periods = folders.periods()\n    history, unread", "    bind(lang, root)\n    periods = folders.periods()\n    history, unread"),
    ("draw(gaps, history, words.language(), **", "draw(gaps, history, **"),
)
sub(
    "sanlib/report/pack_picker.py",
    (
        "on_click(lambda _button: _run(boxes, lambda: brief_pages(_opened(period, boxes), boxes.region.value, boxes.lang.value)))",
        "on_click(later(lambda _button: _run(boxes, lambda: brief_pages(_opened(period), boxes.region.value, boxes.lang.value))))",
    ),
    (
        "on_click(lambda _button: _run(boxes, lambda: _export(boxes, period)))",
        "on_click(later(lambda _button: _run(boxes, lambda: _export(boxes, period))))",
    ),
    ("import bound\n", "import bound, later\n"),
    (
        '''def _opened(period: Period, boxes: Boxes) -> Period:
    """The period, its own sentences (provenance, problems) in the language picked."""
    return open_period(period.period, lang=boxes.lang.value, say=lambda _line: None)''',
        '''def _opened(period: Period) -> Period:
    """The period, its own sentences (provenance, problems) in the language picked."""
    return open_period(period.period, say=lambda _line: None)''',
    ),
    ("pack(_opened(period, boxes), ", "pack(_opened(period), "),
    (
        """    try:
        found = work()
""",
        """    try:
        with words.speaking(boxes.lang.value):
            found = work()
""",
    ),
)
