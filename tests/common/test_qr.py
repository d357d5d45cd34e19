"""A QR code as SVG: readable back, named for screen readers, and without a style."""

import re

import qrcode

from referral_portal.common.qr import QUIET, qr_svg

TEXT = "otpauth://totp/Portal:casey?secret=ABC"


def test_the_picture_has_a_square_for_every_dark_module():
    code = qrcode.QRCode(border=QUIET)
    code.add_data(TEXT)
    matrix = code.get_matrix()

    svg = qr_svg(TEXT, label="Picture")

    drawn = {tuple(map(int, found)) for found in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    assert drawn == {
        (x, y) for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark
    }
    assert f'viewBox="0 0 {len(matrix)} {len(matrix)}"' in svg


def test_it_is_named_escaped_and_has_no_style():
    svg = qr_svg(TEXT, label='"><script>')

    assert 'role="img"' in svg
    assert "<script>" not in svg
    assert "style" not in svg
    assert "casey" not in svg
