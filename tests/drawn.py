"""Every chart over none, one or many regions: sound, flagged, impossible and missing figures, the longest names there are."""

import functools

import numpy as np
import pandas as pd
from build import achievement, achievements
from matplotlib.lines import Line2D

from sanlib import charts
from sanlib.charts import measured_text, risk_chart, style
from sanlib.judging import gap
from sanlib.printing import pilots
from sanlib.reference import regions, targets

CODES = [f"35{number:02d}" for number in [*range(1, 30), *range(71, 80)]]
LONG = max(regions.table()["region"], key=lambda name: measured_text.width(name, style.LABEL, bold=True))


def named(code):
    return {"region": f"{LONG} {code}" if code.endswith("2") else f"Kab. {code}", "source": "sumber uji"}


def figures(count, synthetic=False):
    """Waste and access of many regions over three years, by a count and by a survey."""
    return _figures(count, synthetic).copy()


@functools.cache
def _figures(count, synthetic):
    rows = []
    for place, code in enumerate(CODES[:count]):
        own = named(code) | {"synthetic": synthetic}
        flag = ["", "", "patahan_metode", "kolom_kembar;patahan_metode"][place % 4]
        parts = {"pengurangan": 5.03 + place, "penanganan": 60.0 + place % 30, "tidak_terkelola": 34.97 - place - place % 30}
        for year in ("2021", "2022", "2023"):
            rows += [
                achievement(code, year, name, value, base=1000.0 + place, flag=flag if year == "2023" else "", **own)
                for name, value in parts.items()
            ]
        rows += [
            achievement(
                code,
                "2023",
                "layak",
                80.0 + place % 20,
                basis="survei",
                n=40.0 + place,
                low_pct=70.0 + place % 20,
                high_pct=min(100.0, 90.0 + place % 20),
                instrument="EHRA",
                **own,
            )
        ]
        rows += [achievement(code, "2023", "layak", 71.25 + place % 20, basis="administrasi", base=1000.0, **own)]
    return achievements(*rows)


def gaps(count, synthetic=False):
    return _gaps(count, synthetic).copy()


@functools.cache
def _gaps(count, synthetic):
    return gap.gaps(_figures(count, synthetic), targets.targets())


def estimates(count, synthetic=False):
    columns = [
        "domain",
        "indicator",
        "ladder",
        "value_pct",
        "low_pct",
        "high_pct",
        "n",
        "presentation",
        "source",
        "instrument",
        "basis",
        "synthetic",
    ]
    return pd.DataFrame(
        [
            [
                named(code)["region"],
                "layak",
                "2020",
                55.0 + place,
                50.0 + place,
                62.0 + place,
                30.0 + 5 * place,
                ["disajikan", "ditahan", "dalam kurung"][place % 3],
                "uji",
                "EHRA",
                "survei",
                synthetic,
            ]
            for place, code in enumerate(CODES[:count])
        ],
        columns=columns,
    )


def milestones(count, synthetic=False):
    columns = ["region", "milestone", "date", "meaning_id", "meaning_en", "planned_year", "source", "synthetic"]
    return pd.DataFrame(
        [
            [
                named(code)["region"],
                step,
                "12 Desember 2018" if step == "M1" else "",
                "Uji coba layanan skala terbatas",
                "Trial service at a limited scale",
                "2018",
                "uji",
                synthetic,
            ]
            for code in CODES[:count]
            for step in ("M1", "M2", "M3", "M4")
        ],
        columns=columns,
    )


def index(count, synthetic=False):
    rows = [
        {
            "desa": f"{LONG} {code}",
            **dict.fromkeys(risk_chart.COMPONENTS, 20.0 + place),
            "irs": 100.0 + 5 * place,
            "status": "",
            "relative_class": "risiko sangat tinggi",
            "absolute_class": "berisiko sedang",
            "source": "uji",
            "synthetic": synthetic,
        }
        for place, code in enumerate(CODES[:count])
    ]
    blank = {
        "desa": "Tanpa layanan",
        "irs": float("nan"),
        "status": "tidak ada layanan: jarang_atau_terlambat",
        "source": "uji",
        "synthetic": synthetic,
    }
    return pd.DataFrame([*rows, blank])


def contrasts(count, synthetic=False):
    """Pairs of domains: told apart, perhaps chance, not to be published."""
    columns = [
        "indicator",
        "ladder",
        "domain_1",
        "domain_2",
        "diff_pp",
        "low_pp",
        "high_pp",
        "n_1",
        "n_2",
        "distinguishable",
        "presentation",
        "weighting",
        "source",
        "instrument",
        "basis",
        "synthetic",
    ]
    return pd.DataFrame(
        [
            [
                "layak",
                "2020",
                f"{LONG} {code}",
                named(code)["region"],
                shift := [12.0, 3.0, -4.5][place % 3],
                shift - 5,
                shift + 5,
                40.0,
                60.0,
                abs(shift) > 5,
                ["disajikan", "disajikan", "ditahan"][place % 3],
                "berbobot",
                "uji",
                "EHRA",
                "survei",
                synthetic,
            ]
            for place, code in enumerate(CODES[:count])
        ],
        columns=columns,
    )


def ranks(count, synthetic=False):
    """Places of many domains, some shared, one without a share."""
    table = estimates(count, synthetic).assign(best="high", weighting="berbobot", of=float(count))
    place = pd.Series(range(1, count + 1), index=table.index, dtype=float)
    table = table.assign(rank=place, rank_low=(place - 2).clip(lower=1), rank_high=(place + 2).clip(upper=count))
    table.loc[place.eq(5), ["rank", "rank_low", "rank_high", "value_pct"]] = float("nan")
    return table


def definitions(count, synthetic=False):
    rungs = {
        "2020": {"aman": 4.5, "layak_sendiri": 70.0, "layak_bersama": 6.4, "belum_layak": 17.1, "babs": 1.7, "tidak_terklasifikasi": 0.3},
        "2015": {"layak": 81.0, "dasar": 15.7, "babs": 3.0, "tidak_terklasifikasi": 0.3},
    }
    rows = [[LONG, name, rung, value, 10.0, 60, "uji", synthetic] for name, parts in rungs.items() for rung, value in parts.items()]
    return pd.DataFrame(rows if count else [], columns=["region", "definition", "rung", "value_pct", "n", "n_all", "source", "synthetic"])


def differences(count, lang, synthetic=False):
    table = figures(count, synthetic)
    table = table[table["period"].eq("2023") & table["instrument"].eq("SIPSN")].assign(flag="")
    names = dict(zip(table["region_code"], table["region"], strict=True))
    square = pilots.differences(table, "penanganan", "SIPSN")
    if count > len(square):  # only pilots are compared; a table of any regions must lay out too
        values = table[table["indicator"].eq("penanganan")].set_index("region")["value_pct"]
        square = pd.DataFrame(values.to_numpy()[:, None] - values.to_numpy()[None, :], index=values.index, columns=values.index)
    assert set(square.index) <= set(names.values())
    return charts.differences(square, table, "penanganan", "SIPSN", lang)


CODE = CODES[0]
DRAWN = {
    "gap": lambda count, lang, fake=False: charts.gap(gaps(count, fake), CODES[max(count, 1) - 1], lang=lang),
    "pilots": lambda count, lang, fake=False: charts.pilots(gaps(count, fake), "pengurangan", "Jakstranas", lang, highlight=CODE),
    "pilots by survey": lambda count, lang, fake=False: charts.pilots(gaps(count, fake), "layak", "RPJMN 2020-2024", lang),
    "map": lambda count, lang, fake=False: charts.map(gaps(count, fake), "pengurangan", "Jakstranas", lang=lang),
    "composition": lambda count, lang, fake=False: charts.composition(figures(count, fake), None, "persampahan", lang),
    "trend": lambda count, lang, fake=False: charts.trend(figures(count, fake), "penanganan", CODES[:count], lang),
    "trends": lambda count, lang, fake=False: charts.trends(figures(count, fake), "penanganan", lang),
    "differences": differences,
    "estimates": lambda count, lang, fake=False: charts.estimates(estimates(count, fake), "layak", lang),
    "contrasts": lambda count, lang, fake=False: charts.contrasts(contrasts(count, fake), "layak", lang),
    "ranks": lambda count, lang, fake=False: charts.ranks(ranks(count, fake), "layak", lang),
    "definitions": lambda count, lang, fake=False: charts.definitions(definitions(count, fake), LONG, lang),
    "risk": lambda count, lang, fake=False: charts.risk(index(count, fake), lang),
    "milestones": lambda count, lang, fake=False: charts.milestones(milestones(count, fake), lang),
}
"""Each chart by its name in CHARTS: of so many regions, in a language, synthetic or not."""


def looked_at(kind, count, lang, fake=False):
    """A chart that several tests look at and none changes, drawn once."""
    return _looked_at(kind, count, lang, fake)


@functools.cache
def _looked_at(kind, count, lang, fake):
    return DRAWN[kind](count, lang, fake)


def faults(chart):
    """Texts off the page, on one another, or run through by what is drawn."""
    found = [(text.get_text(), box) for text, box in boxes(chart)]
    page = chart.bbox
    outside = [said for said, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1]
    sides = edges([box for _, box in found])
    clashes = [(found[one][0], found[other][0]) for one, other in np.argwhere(np.triu(overlapping(sides, sides), k=1))]
    return outside + clashes + crossed(chart)


UNREAD = "watermark"
"""Lies over all on purpose."""


def boxes(chart):
    """Every text a reader sees and the box it takes in pixels, the watermark apart."""
    renderer = chart.canvas.get_renderer()
    found = chart.findobj(match=lambda artist: hasattr(artist, "get_text") and artist.get_text().strip() and artist.get_visible())
    return [(one, one.get_window_extent(renderer)) for one in found if one.get_gid() != UNREAD]


def edges(found):
    """Left, foot, right and top of each box."""
    corners = np.array([box.extents for box in found]).reshape(-1, 2, 2)
    return np.hstack([corners.min(axis=1), corners.max(axis=1)])


def overlapping(ones, others):
    """Whether each of the boxes shares a place with each of the others, as Bbox.overlaps says it of two."""
    left, foot, right, top = ones.T[:, :, None]
    return (left <= others[:, 2]) & (others[:, 0] <= right) & (foot <= others[:, 3]) & (others[:, 1] <= top)


def crossed(chart):
    """Each text that a line, a marker, a target, an interval, a bracket or a leader runs through, with what does.

    A text on a ground of its own may hide a line of the grid, and nothing else: its ground is cut by any other line.
    """
    grid = {line for axes in chart.axes for axis in (axes.xaxis, axes.yaxis) for line in axis.get_gridlines()}
    lines = [line for line in chart.findobj(Line2D) if line.get_visible() and len(line.get_xdata()) and line.get_gid() != UNREAD]
    texts = [(text, _ground(text, box)) for text, box in boxes(chart)]
    sides = edges([box for _, box in texts])
    found = []
    for line in lines:
        path, half = line.get_transform().transform_path(line.get_path()), _half(line)
        around = path.get_extents().padded(half)
        near = [texts[place] for place in np.flatnonzero(overlapping(edges([around]), sides)[0])]
        hit = [text for text, box in near if _meets(line, path, half, box)]
        found += [(text.get_text(), line.get_gid() or "line") for text in hit if not (line in grid and text.get_bbox_patch())]
    return found


def _ground(text, box):
    return box.padded(1 if text.get_bbox_patch() else -1)


def _half(line):
    """Half of a line's mark in pixels; 0 where it has none."""
    return 0 if line.get_marker() in ("None", None, "", " ") else line.get_markersize() * line.get_figure().dpi / 72 / 2


def _meets(line, path, half, box):
    if line.get_linestyle() not in ("None", "none", "", " ") and path.intersects_bbox(box, filled=False):
        return True
    return bool(half) and any(box.padded(half).contains(*place) for place in path.vertices)
