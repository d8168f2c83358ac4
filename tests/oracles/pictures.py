#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes pictures/: one small picture in every format that nanonas reads, each with the pixels that Pillow
sees in it (NAME.rgb; NAME.grey where a jpeg's Y is meant), and pictures that are larger than they may be.

Run by hand, with pillow of ../requirements.txt; the result is committed and read by src/pictures/decoders_test.cpp.
"""
import io
import math
import pathlib
import struct
import zlib

from PIL import Image, ImageOps

OUT = pathlib.Path(__file__).parent / "pictures"
WIDTH, HEIGHT = 23, 17


def drawing(x, y):
    """Slopes in every channel and a disc with a hard edge."""
    inside = math.hypot(x - 14, y - 7) < 5
    return (255 - 9 * y, 11 * x, 40) if inside else (11 * x, 15 * y, 255 - 6 * (x + y))


RGB = Image.new("RGB", (WIDTH, HEIGHT))
RGB.putdata([drawing(x, y) for y in range(HEIGHT) for x in range(WIDTH)])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(color_type, depth, sample, interlaced=False, extra=b""):
    """A png that Pillow can't write; sample(x, y) gives a pixel's integers."""
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    for left, top, right, down in passes:
        for y in range(top, HEIGHT, down):
            row = [sample(x, y) for x in range(left, WIDTH, right)]
            bits = "".join(f"{value:0{depth}b}" for pixel in row for value in pixel)
            bits += "0" * (-len(bits) % 8)
            raw += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color_type, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(raw, 9)) +
            chunk(b"IEND", b""))


def encoded(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def write(name, content, pixels=None):
    """`pixels`: what a reader must see, where it isn't what Pillow sees."""
    (OUT / name).write_bytes(content)
    if pixels is None:
        pixels = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    (OUT / name).with_suffix((OUT / name).suffix + ".rgb").write_bytes(pixels.tobytes())


def jpegs():
    write("baseline_420.jpg", encoded(RGB, "jpeg", quality=90, subsampling=2))
    write("baseline_422.jpg", encoded(RGB, "jpeg", quality=90, subsampling=1))
    write("baseline_444.jpg", encoded(RGB, "jpeg", quality=90, subsampling=0))
    write("progressive.jpg", encoded(RGB, "jpeg", quality=90, progressive=True))
    write("grey.jpg", encoded(RGB.convert("L"), "jpeg", quality=90))
    write("cmyk.jpg", encoded(RGB.convert("CMYK"), "jpeg", quality=95))
    write("turned.jpg", encoded(RGB, "jpeg", quality=90, exif=exif(6)))
    luma = Image.open(OUT / "baseline_420.jpg")
    luma.draft("L", luma.size)
    (OUT / "baseline_420.jpg.grey").write_bytes(luma.tobytes())


def pngs():
    def rgb(x, y):
        return RGB.getpixel((x, y))

    write("rgb.png", encoded(RGB, "png"))
    write("turned.png", encoded(RGB, "png", exif=exif(8)))
    write("palette.png", encoded(RGB.quantize(200), "png"))
    write("two_colours.png", encoded(RGB.convert("1"), "png"))
    write("interlaced.png", png(2, 8, rgb, interlaced=True), RGB)
    transparent = RGB.copy()
    transparent.putalpha(Image.linear_gradient("L").resize(RGB.size))
    write("alpha.png", encoded(transparent, "png"), RGB)
    # 16 bits are cut: the lower byte is noise that must not round up.
    write("rgb16.png", png(2, 16, lambda x, y: [v << 8 | 255 for v in rgb(x, y)]), RGB)
    grey = RGB.convert("L")
    write("grey16.png", png(0, 16, lambda x, y: [grey.getpixel((x, y)) << 8 | 200]), grey.convert("RGB"))
    sixteen = grey.point(lambda v: v // 16 * 17)
    write("grey4.png", png(0, 4, lambda x, y: [grey.getpixel((x, y)) // 16]), sixteen.convert("RGB"))
    late = png(2, 8, rgb)[:-12] + chunk(b"eXIf", exif(3).removeprefix(b"Exif\0\0")) + chunk(b"IEND", b"")
    write("late_exif.png", late, RGB.rotate(180))


def others():
    write("rgb.bmp", encoded(RGB, "bmp"))
    write("palette.bmp", encoded(RGB.quantize(200), "bmp"))
    write("palette.gif", encoded(RGB.quantize(200), "gif"))
    write("animated.gif", encoded(RGB.quantize(200), "gif", save_all=True, append_images=[ImageOps.invert(RGB)]))
    write("lossy.webp", encoded(RGB, "webp", quality=90))
    write("lossless.webp", encoded(RGB, "webp", lossless=True))
    write("turned.webp", encoded(RGB, "webp", lossless=True, exif=exif(5)))
    write("animated.webp", encoded(RGB, "webp", lossless=True, save_all=True, append_images=[ImageOps.invert(RGB)]))


def too_large():
    """Headers only: 12000 x 9000 pixels are 108 megapixels."""
    width, height = 12000, 9000
    size = struct.pack(">HH", height, width)
    frame = b"\xff\xc0" + struct.pack(">HB", 17, 8) + size + b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"
    (OUT / "too_large.jpg").write_bytes(b"\xff\xd8" + frame + b"\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00")
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    (OUT / "too_large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b""))
    (OUT / "too_large.gif").write_bytes(b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0))
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    (OUT / "too_large.bmp").write_bytes(b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + info)
    bits = (width - 1) | (height - 1) << 14
    lossless = b"VP8L" + struct.pack("<I", 6) + b"\x2f" + struct.pack("<I", bits) + b"\0"
    (OUT / "too_large.webp").write_bytes(b"RIFF" + struct.pack("<I", 4 + len(lossless)) + b"WEBP" + lossless)


OUT.mkdir(exist_ok=True)
jpegs()
pngs()
others()
too_large()
