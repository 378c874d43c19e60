"""load, returns, register on the command line: what is printed, what is written, what the exit status says.

Floor: tests. In: a pack of two forms made here. Out: nothing.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from jiaodu.cli.main import main

REGISTER = """机构代码,机构名称,层级,上级代码,联系人,联系电话
36,虚构省,省,,,
3603,沙河县,县,36,,
S1,沙河县第一小学,学校,3603,某甲,000-0001
S2,沙河县第二小学,学校,3603,某乙,000-0002
S3,[3]沙河县第三小学,学校,3603,,
"""
PACK = """
id: county-test
edition: "2024"
title: {zh: 测试, en: test}
issuer: {zh: 测试, en: test}
description: {zh: 测试, en: test}
valid_from: 2024-01-01
"""
Run = Callable[..., int]


def workbook(rows: list[list[object]]) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    sheet = book.add_worksheet("机构运转")
    for r, row in enumerate(rows):
        sheet.write_row(r, 0, row)
    book.close()
    return data.getvalue()
