"""Office files with the data's date in place of the clock's, so that the same figures give the same bytes."""

from __future__ import annotations

import datetime
import io
import re
import zipfile


def moment(date: tuple[int, int, int]) -> datetime.datetime:
    """The data's date as the moment Office files carry."""
    return datetime.datetime(*date)


_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def zipped(content: bytes, nested: bool = False) -> bytes:
    """The same zip with every entry's time fixed, in the order it was written.

    A workbook inside (the numbers behind a native chart) was stamped by the clock: it gets the zip's own first day.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            data = before.read(name)
            if nested and name == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            after.writestr(entry, zipped(data, nested=True) if name.endswith(".xlsx") else data)
    return out.getvalue()


def describe(properties, document) -> None:
    """Title, language and dates of an Office document, from its content alone."""
    properties.title, properties.subject, properties.language = document.title, document.subtitle, document.lang
    properties.author = properties.last_modified_by = "sanlib"
    properties.created = properties.modified = moment(document.date)
    properties.comments, properties.revision = document.watermark, 1
