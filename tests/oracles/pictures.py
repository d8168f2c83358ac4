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
import subprocess
import tempfile
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


def bmp(bits, rows, colours=b"", header=40, height=HEIGHT, compression=0, masks=(), gap=0, tail=b""):
    """A bmp that Pillow can't write; `rows` are the bytes of its pixels, `masks` stand in a header of 56 bytes and more."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, 0, 0, 0, 0, 0)
        numbers = b"".join(struct.pack("<I", mask) for mask in masks)
        info += numbers if header == 40 else numbers.ljust(header - 40, b"\0")
    start = 14 + len(info) + len(colours) + gap
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, start) + info + colours + b"\xee" * gap + rows + tail


def rows_of(row, bottom_up=True):
    """row(y) without padding, each filled up to four bytes."""
    lines = [row(y) for y in range(HEIGHT)]
    return b"".join(line.ljust(-(-len(line) // 4) * 4, b"\0") for line in (lines[::-1] if bottom_up else lines))


def rle(index, bits):
    """Runs where there are some, pixels as they are else, a step over what is 0, and rows that end early."""
    def packed(values):
        if bits == 8:
            return bytes(values)
        return bytes(a << 4 | b for a, b in zip(values[::2], list(values[1::2]) + [0]))
    out = b""
    for y in reversed(range(HEIGHT)):
        row, x = [index(x, y) for x in range(WIDTH)], 0
        while x < WIDTH and any(row[x:]):
            run = 1
            while x + run < WIDTH and row[x + run] == row[x]:
                run += 1
            if row[x] == 0:
                out += bytes([0, 2, run, 0])
            elif run > 2 or WIDTH - x < 4:
                out += bytes([run, row[x] if bits == 8 else row[x] * 17])
            else:
                run = min(5, WIDTH - x)
                data = packed(row[x:x + run])
                out += bytes([0, run]) + data + b"\0" * (len(data) % 2)
            x += run
        out += b"\0\0"
    return out + b"\0\1"


def bmps():
    """Of the kinds that microcontrollers, OS/2 and Windows' later headers have."""
    def rgb(x, y):
        return RGB.getpixel((x, y))

    def bgr(y):
        return b"".join(bytes(rgb(x, y)[::-1]) for x in range(WIDTH))

    def words(size, word):
        return rows_of(lambda y: b"".join(word(*rgb(x, y)).to_bytes(size, "little") for x in range(WIDTH)))

    write("topdown.bmp", bmp(24, rows_of(bgr, bottom_up=False), height=-HEIGHT), RGB)
    write("gap.bmp", bmp(24, rows_of(bgr), gap=30), RGB)
    write("os2.bmp", bmp(24, rows_of(bgr), header=12), RGB)
    write("os2_v2.bmp", bmp(24, rows_of(bgr), header=64), RGB)
    write("v5.bmp", bmp(24, rows_of(bgr), header=124), RGB)
    alpha = words(4, lambda r, g, b: (r // 2) << 24 | r << 16 | g << 8 | b)
    write("v4_alpha.bmp", bmp(32, alpha, header=108, compression=3, masks=(0xFF0000, 0xFF00, 0xFF, 0xFF000000)), RGB)
    turned = words(4, lambda r, g, b: r << 24 | g << 16 | b << 8)
    write("v3_masks.bmp", bmp(32, turned, header=56, compression=3, masks=(0xFF000000, 0xFF0000, 0xFF00, 0)), RGB)
    five = RGB.point(lambda v: v >> 3 << 3 | v >> 5)
    short = words(2, lambda r, g, b: r >> 3 << 10 | g >> 3 << 5 | b >> 3)
    write("bits16.bmp", bmp(16, short), five)
    bands = [five.getchannel(0), RGB.getchannel(1).point(lambda v: v >> 2 << 2 | v >> 6), five.getchannel(2)]
    short = words(2, lambda r, g, b: r >> 3 << 11 | g >> 2 << 5 | b >> 3)
    write("bits565.bmp", bmp(16, short, compression=3, masks=(0xF800, 0x7E0, 0x1F)), Image.merge("RGB", bands))
    for bits in (1, 2, 4, 8):
        few = RGB.quantize(1 << bits)
        table = few.getpalette()[:3 << bits]
        table += [0] * ((3 << bits) - len(table))
        colours = [bytes(table[i:i + 3][::-1]) for i in range(0, len(table), 3)]

        def row(y):
            values = [few.getpixel((x, y)) for x in range(WIDTH)]
            values += [0] * (-len(values) % (8 // bits))
            return bytes(sum(value << (8 - bits - i * bits) for i, value in enumerate(values[at:at + 8 // bits]))
                         for at in range(0, len(values), 8 // bits))

        wide = b"".join(colour + b"\0" for colour in colours)
        write(f"bits{bits}.bmp", bmp(bits, rows_of(row), wide), few.convert("RGB"))
        write(f"os2_bits{bits}.bmp", bmp(bits, rows_of(row), b"".join(colours), header=12), few.convert("RGB"))
        if bits in (4, 8):
            runs = rle(lambda x, y: few.getpixel((x, y)), bits)
            write(f"rle{bits}.bmp", bmp(bits, runs, wide, compression=3 - bits // 4), few.convert("RGB"))


def gif(width, height, left, top, pixels, colours=256, screen=None, clear_every=None, control=b"", background=0):
    """A gif of one frame; codes of 9 to 12 bits, with a clear code after so many or, without a number, never."""
    table = b"".join(bytes([i, 255 - i, i * 7 % 256]) for i in range(colours))
    clear, end, out, bits, count = 256, 257, 0, 0, 0

    def put(code, size):
        nonlocal out, bits
        out |= code << bits
        bits += size

    put(clear, 9)
    codes, word = {}, b""
    for value in pixels:
        if word and word + bytes([value]) in codes or not word:
            word += bytes([value])
            continue
        size = min(12, max(9, (count + 257).bit_length()))
        put(codes[word] if len(word) > 1 else word[0], size)
        if count + 258 < 4096:
            codes[word + bytes([value])] = count + 258
            count += 1
        word = bytes([value])
    put(codes[word] if len(word) > 1 else word[0], min(12, max(9, (count + 257).bit_length())))
    put(end, min(12, max(9, (count + 258).bit_length())))
    data = out.to_bytes(-(-bits // 8), "little")
    blocks = b"".join(bytes([len(data[at:at + 255])]) + data[at:at + 255] for at in range(0, len(data), 255))
    size = screen or (width, height)
    return (b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, background, 0) + table + control + b"," +
            struct.pack("<HHHHB", left, top, width, height, 0) + b"\x08" + blocks + b"\0;")


def gifs():
    def colour(i):
        return i, 255 - i, i * 7 % 256

    def picture(width, height, index):
        image = Image.new("RGB", (width, height))
        image.putdata([colour(index(x, y)) for y in range(height) for x in range(width)])
        return image

    # Its table of codes is full long before its end, and is kept.
    noise = [(x * 131 + y * 197 + x * y * 7) % 256 for y in range(90) for x in range(90)]
    deferred = picture(90, 90, lambda x, y: noise[y * 90 + x])
    write("deferred_clear.gif", gif(90, 90, 0, 0, noise), deferred)
    index = [(x * 9 + y * 5) % 256 for y in range(HEIGHT) for x in range(WIDTH)]
    whole = picture(WIDTH, HEIGHT, lambda x, y: index[y * WIDTH + x])
    write("beyond_screen.gif", gif(WIDTH, HEIGHT, 0, 0, index, screen=(10, 8)), whole)
    inside = Image.new("RGB", (WIDTH, HEIGHT), colour(9))
    inside.paste(picture(10, 8, lambda x, y: x + y), (4, 5))
    write("inside_screen.gif", gif(10, 8, 4, 5, [x + y for y in range(8) for x in range(10)], screen=(WIDTH, HEIGHT),
                                   background=9), inside)
    control = b"!\xf9\4\1\0\0" + bytes([index[0]]) + b"\0"
    seen = picture(WIDTH, HEIGHT, lambda x, y: index[y * WIDTH + x])
    seen.putdata([(0, 0, 0) if i == index[0] else colour(i) for i in index])
    write("transparent.gif", gif(WIDTH, HEIGHT, 0, 0, index, control=control), seen)


def tiffs():
    write("strips.tiff", encoded(RGB, "tiff", compression="tiff_lzw"))
    write("palette.tiff", encoded(RGB.quantize(200), "tiff"))
    write("grey.tiff", encoded(RGB.convert("L"), "tiff"))
    write("turned.tiff", encoded(RGB, "tiff", tiffinfo={0x0112: 6}), RGB.rotate(-90, expand=True))
    deep = RGB.convert("L").point(lambda v: v * 257, "I").convert("I;16")
    write("grey16.tiff", encoded(deep, "tiff"), RGB.convert("L").convert("RGB"))


def heifs():
    """heic by heif-enc of Debian's libheif-examples, avif by Pillow; of those with fewer values of colour than of brightness
    the pixels are heif-convert's, as Pillow puts values of its own between those that are there."""
    write("full.avif", encoded(RGB, "avif", quality=95, subsampling="4:4:4"))
    (OUT / "lossy.avif").write_bytes(encoded(RGB, "avif", quality=95, subsampling="4:2:0"))
    with tempfile.TemporaryDirectory() as folder:
        png = pathlib.Path(folder) / "rgb.png"
        RGB.save(png)
        subprocess.run(["heif-enc", "-q", "90", png, "-o", OUT / "lossy.heic"], check=True, capture_output=True)
        for name in ("lossy.avif", "lossy.heic"):
            subprocess.run(["heif-convert", OUT / name, png], check=True, capture_output=True)
            (OUT / f"{name}.rgb").write_bytes(Image.open(png).convert("RGB").tobytes())


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
    ifd = [(256, 4, width), (257, 4, height), (258, 3, 8), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, 1)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in ifd)
    (OUT / "too_large.tiff").write_bytes(b"II*\0" + struct.pack("<IH", 8, len(ifd)) + entries + b"\0" * 4)
    (OUT / "too_large.webp").write_bytes(b"RIFF" + struct.pack("<I", 4 + len(lossless)) + b"WEBP" + lossless)


OUT.mkdir(exist_ok=True)
jpegs()
pngs()
bmps()
gifs()
tiffs()
heifs()
others()
too_large()
