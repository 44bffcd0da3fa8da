"""Small tables for tests: achievements and targets by the columns that matter, everything else blank."""

from sanlib.project import schema

SIPSN_HEADER = (
    "Tahun",
    "Provinsi",
    "Kabupaten/Kota",
    "Timbulan Sampah Tahunan (ton/tahun)(A)",
    "Pengurangan Sampah Tahunan (ton/tahun)(B)",
    "%Pengurangan Sampah(B/A)",
    "Penanganan Sampah Tahunan (ton/tahun)(C)",
    "%Penanganan Sampah(C/A)",
    "Sampah Terkelola Tahunan (ton/tahun)(B+C)",
    "%Sampah Terkelola(B+C)/A",
    "Daur ulang Sampah Tahunan (ton/tahun)(D)",
    "Bahan baku Sampah Tahunan (ton/tahun)(E)",
)
"""Of a SIPSN export, as SIPSN writes it; older and shorter ones end sooner."""
SECTORS = {
    "layak": "air_limbah",
    "dasar": "air_limbah",
    "babs": "air_limbah",
    "aman": "air_limbah",
    "layak_sendiri": "air_limbah",
    "layak_bersama": "air_limbah",
    "belum_layak": "air_limbah",
}


def achievement(region_code="3572", period="2023", indicator="penanganan", value_pct=80.0, **other):
    sector = SECTORS.get(indicator, "persampahan")
    waste = sector == "persampahan"
    base = {
        "instrument": "SIPSN" if waste else "Dinkes",
        "ladder": "timbulan" if waste else "2020",
        "basis": "pelaporan" if waste else "administrasi",
        "base_unit": "ton" if waste else "KK",
        "region": region_code,
        "sector": sector,
        "file": "buku.xlsx",
        "sheet": "Lembar1",
        "cell": "A1",
    }
    return base | {"region_code": region_code, "period": period, "indicator": indicator, "value_pct": value_pct} | other


def achievements(*rows):
    return schema.table(list(rows), schema.ACHIEVEMENTS)


def of_base(base, **amounts):
    """Keyword arguments for each indicator's achievement from amounts and their base."""
    return [{"indicator": name, "amount": amount, "base": base, "value_pct": 100 * amount / base} for name, amount in amounts.items()]


def series(region_code, indicator, values, **other):
    """One region's figures over periods: {"2022": 10.0, "2023": 12.0}."""
    return [achievement(region_code, period, indicator, value, **other) for period, value in values.items()]
