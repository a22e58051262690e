"""Opening a workbook for an export, one way for all of them: what people typed stays text."""

import io

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_workbook(kept: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook that is written into ``kept`` when it is closed; typed text never becomes a formula or a link."""
    return xlsxwriter.Workbook(
        kept,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
