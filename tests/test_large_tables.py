"""A table in DuckDB or on a cluster gives the numbers of the same table in memory, also when a worker dies; its faults are told."""

import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sanlib as san
from sanlib.estimation import Design, compare, covariance, estimate, pairwise, tabulate
from sanlib.estimation.design import LargeTable
from sanlib.project.problems import InputError

duckdb = pytest.importorskip("duckdb")
dd = pytest.importorskip("dask.dataframe")

GOLDEN = Path(__file__).parent / "golden" / "households.csv"
DRAWN = {"strata": "stratum", "psu": "psu", "weight": "weight"}
ASKED = {
    "shares": ["layak", "babs", "semua"],
    "classes": "rung",
    "means": ["anggota", "air"],
    "ratios": {"air_per_anggota": ("air", "anggota")},
    "totals": ["babs", "anggota"],
    "by": "kec",
    "among": {"layak": "many", "rung": "many", "air": "many"},
}


def households():
    """The golden sample with what its own columns do not have: a number with blanks, a denominator, weights of 0, a blank domain."""
    text = {"period": str, "stratum": str, "psu": str, "kec": str, "rung": str}
    table = pd.read_csv(GOLDEN, dtype=text).query("period == '2023'").reset_index(drop=True)
    table["air"] = np.random.default_rng(1).normal(100, 20, len(table)).round(2)
    table.loc[::17, "air"] = np.nan
    table.loc[::29, "weight"] = 0
    table.loc[::31, "kec"] = None
    table.loc[3::37, "rung"] = ""
    return table.assign(many=table["anggota"] > 3)


def summed(table, **options):
    """The table in memory, handed over as if it were a large one."""
    chosen = {"strata": None, "weight": None, "fpc": None, "lonely": None, "merge": None, "icc": 0.05} | DRAWN | options
    return LargeTable(table=table, **chosen)


def in_duckdb(table, folder):
    table.to_parquet(folder / "households.parquet")
    return duckdb.connect().read_parquet(str(folder / "households.parquet"))


def in_dask(table):
    return dd.from_pandas(table, npartitions=9)  # a tree of two storeys: eight parts are added up at once


def apart(one, other):
    """The largest difference of two tables, relative above 1; texts and what is blank must be the same."""
    one, other = one.reset_index(drop=True), other.reset_index(drop=True)
    assert list(one) == list(other) and len(one) == len(other)
    largest = 0.0
    for name in one:
        if one[name].dtype.kind not in "fiu":
            assert one[name].astype(str).tolist() == other[name].astype(str).tolist(), name
            continue
        a, b = one[name].to_numpy(float), other[name].to_numpy(float)
        assert (np.isnan(a) == np.isnan(b)).all(), name
        largest = max([largest, *(np.abs(a - b) / np.maximum(np.abs(a), 1))[~np.isnan(a)]])
    return largest


@pytest.mark.parametrize("engine", ["the step on pandas", "duckdb"])
@pytest.mark.parametrize("options", [{}, {"fpc": "psu_in_frame"}, {"strata": None, "psu": ["stratum", "psu"]}, {"weight": None}], ids=str)
def test_every_engine_gives_the_numbers_of_the_table_in_memory(engine, options, tmp_path):
    table = households()
    drawn = DRAWN | options
    asked = ASKED if drawn["weight"] else {name: value for name, value in ASKED.items() if name != "totals"}
    large = summed(table, **options) if engine != "duckdb" else Design.from_table(in_duckdb(table, tmp_path), **drawn)
    whole = Design.from_table(table, **drawn)
    for estimated in (tabulate, pairwise, covariance):
        assert apart(estimated(whole, **asked), estimated(large, **asked)) < 1e-12
    classes = {"classes": "rung", "by": ["kec", "many"], "between": "classes"}
    assert apart(pairwise(whole, **classes), pairwise(large, **classes)) < 1e-12


def test_a_table_in_parts_gives_the_numbers_of_the_table_in_memory():
    table = households()
    whole, large = (Design.from_table(one, **DRAWN, fpc="psu_in_frame") for one in (table, in_dask(table)))
    assert apart(tabulate(whole, **ASKED), tabulate(large, **ASKED)) < 1e-12


def test_what_the_survey_tables_are_made_of_takes_a_large_table_too(tmp_path):
    table = households()
    whole, large = Design.from_table(table, **DRAWN), Design.from_table(in_duckdb(table, tmp_path), **DRAWN)
    for made in (
        lambda design: estimate.shares(design, ["layak", "semua"], "kec", {"layak": "many"}, interval="logit"),
        lambda design: estimate.means(design, "air"),
        lambda design: estimate.ratios(design, {"r": ("air", "anggota")}, "kec"),
        lambda design: estimate.amounts(design, "anggota", "kec"),
        lambda design: estimate.totals(design, ["babs", "layak"], "kec"),
        lambda design: compare.between_domains(design, ["layak"], "kec"),
        lambda design: compare.between_periods(design, design, ["layak"], "kec"),
        lambda design: compare.ranks(design, ["layak"], "kec"),
    ):
        assert apart(made(whole), made(large)) < 1e-12


def test_a_lone_psu_is_merged_or_averaged_as_in_memory(tmp_path):
    table = households()
    table = table[(table["stratum"] != "2") | (table["psu"] == "01")].reset_index(drop=True)
    for rule in ({"merge": {"2": "1"}}, {"lonely": "average"}, {"lonely": "adjust"}):
        whole, large = (Design.from_table(one, **DRAWN, **rule) for one in (table, in_duckdb(table, tmp_path)))
        assert apart(tabulate(whole, shares="layak", by="kec"), tabulate(large, shares="layak", by="kec")) < 1e-12
    with pytest.raises(InputError) as refused:
        tabulate(Design.from_table(in_duckdb(table, tmp_path), **DRAWN), shares="layak")
    assert refused.value.problem.details["strata"] == "2"


def test_a_share_of_all_is_exactly_that_and_numbers_all_alike_show_no_error(tmp_path):
    table = households().assign(weight=lambda rows: rows["weight"] / 7, alike=0.1)
    large = Design.from_table(in_duckdb(table, tmp_path), **DRAWN)
    share = tabulate(large, shares="semua", by="kec").set_index("kec").loc["A"]
    assert (share["value"], share["se"], share["interval_method"]) == (100, 0, "eksak satu sisi")
    mean = tabulate(large, means="alike").iloc[0]
    assert round(mean["value"], 12) == 0.1 and np.isnan(mean["low"]) and np.isnan(mean["deff"])


def test_synthetic_rows_say_so_of_a_large_table_too(tmp_path):
    told = tabulate(Design.from_table(in_duckdb(households().assign(sintetis="Ya"), tmp_path), **DRAWN), shares="layak")
    assert told["synthetic"].tolist() == [True]


@pytest.mark.parametrize(
    ("change", "asked", "rule", "says"),
    [
        ({}, {"shares": "nama"}, "survey_column_missing", "nama"),
        ({}, {"shares": "anggota"}, "survey_answer_not_yes_no", "anggota"),
        ({}, {"means": "rung"}, "large_not_number", "rung"),
        ({"weight": -1.0}, {"shares": "layak"}, "survey_weight_wrong", "weight"),
        ({"weight": np.inf}, {"shares": "layak"}, "survey_weight_wrong", "weight"),
        ({"psu": ""}, {"shares": "layak"}, "survey_design_blank", "psu"),
        ({"psu": None}, {"shares": "layak"}, "survey_design_blank", "psu"),
        ({"psu_in_frame": 1.0}, {"shares": "layak"}, "survey_fpc_uneven", "psu_in_frame"),
        ({"air": np.inf}, {"means": "air"}, "survey_not_number", "air"),
    ],
    ids=str,
)
@pytest.mark.parametrize("engine", ["duckdb", "dask"])
def test_what_is_wrong_in_a_large_table_is_refused_by_column_and_count(engine, change, asked, rule, says, tmp_path):
    table = households()
    for name, value in change.items():
        table.loc[5:7, name] = value
    handed = in_duckdb(table, tmp_path) if engine == "duckdb" else in_dask(table)
    with pytest.raises(InputError) as refused:
        tabulate(Design.from_table(handed, **DRAWN, fpc="psu_in_frame"), **asked)
    assert (refused.value.problem.rule, refused.value.problem.details.get("column", refused.value.problem.column)) == (rule, says)
    if change and rule not in ("survey_fpc_uneven", "survey_not_number"):
        assert refused.value.problem.value == "3"


def test_a_large_table_without_clusters_or_with_values_instead_of_columns_is_refused(tmp_path):
    handed = in_duckdb(households(), tmp_path)
    with pytest.raises(InputError, match="psu"):
        Design.from_table(handed, weight="weight")
    with pytest.raises(InputError) as refused:
        tabulate(Design.from_table(handed, **DRAWN), shares={"mine": np.ones(5)})
    assert refused.value.problem.rule == "large_columns_only"


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path):
    """Four processes' worth of parts on two workers; the one that reads the fourth part is killed by it, once."""
    distributed = pytest.importorskip("distributed")
    table, killed = households(), tmp_path / "killed"
    files = []
    for number, rows in enumerate(np.array_split(np.arange(len(table)), 6)):
        files.append(str(tmp_path / f"{number}.parquet"))
        table.iloc[rows].to_parquet(files[-1])

    def read(path):
        if path.endswith("3.parquet") and not killed.exists():
            killed.write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)
        return pd.read_parquet(path)

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        before = set(client.run(os.getpid).values())
        found = tabulate(Design.from_table(dd.from_map(read, files, meta=table.iloc[:0]), **DRAWN), shares="layak", by="kec")
    assert int(killed.read_text()) in before and len(before) == 2
    assert apart(tabulate(Design.from_table(table, **DRAWN), shares="layak", by="kec"), found) < 1e-12


def test_the_example_of_the_documentation_runs(tmp_path, monkeypatch):
    text = (Path(__file__).parents[1] / "docs" / "large-tables.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    monkeypatch.chdir(tmp_path)
    households().to_parquet(tmp_path / "census-1.parquet")
    told = {}
    exec(code, {"san": san}, told)
    assert (
        apart(tabulate(Design.from_table(households(), **DRAWN), shares=["layak", "babs"], means="anggota", by="kec"), told["table"])
        < 1e-12
    )
