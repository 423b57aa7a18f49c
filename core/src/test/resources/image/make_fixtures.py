"""Small pictures in every format and mode, each with what Pillow makes of it: Image.open(...).convert("RGB").

  PYTHONDONTWRITEBYTECODE=1 python make_fixtures.py        (Pillow 12.3, numpy; writes into its own folder)

`<name>.<format>` is the fixture, `<name>.expected.png` the pixels. Where our decoder means to differ from
Pillow, the expectation is computed here and the reason stands beside it.
"""
import io, pathlib, struct, zlib
import numpy as np
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

here = pathlib.Path(__file__).parent
W, H = 21, 13  # odd, so that subsampled chroma and packed bits both end in a part

y, x = np.mgrid[0:H, 0:W]
RGB = np.stack([x * 255 // (W - 1), y * 255 // (H - 1), (x * 7 + y * 13) % 256], -1).astype(np.uint8)
GREY = ((x * 9 + y * 5) % 256).astype(np.uint8)
ALPHA = ((x + y) * 7 % 256).astype(np.uint8)
CMYK = np.concatenate([RGB, GREY[..., None] // 2], -1)

def keep(name, data, expected=None):
    """Writes a fixture (bytes) and its pixels, which are Pillow's unless given."""
    (here / name).write_bytes(data)
    if expected is None:
        expected = Image.open(io.BytesIO(data)).convert("RGB")
    expected = Image.fromarray(np.asarray(expected))  # without the transparency that convert() leaves in its info
    expected.save(here / (name.split(".")[0] + ".expected.png"))

def saved(image, format, **options):
    out = io.BytesIO(); image.save(out, format, **options); return out.getvalue()

# ---- JPEG

def segments(jpeg):
    """(start, end, marker) of each segment before the samples, and where the samples' header begins."""
    at, out = 2, []
    while jpeg[at + 1] != 0xDA:
        n = 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
        out.append((at, at + n, jpeg[at + 1])); at += n
    return out

def without(jpeg, *markers):
    for start, end, marker in reversed(segments(jpeg)):
        if marker in markers: jpeg = jpeg[:start] + jpeg[end:]
    return jpeg

def inserted(jpeg, marker, payload):
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]

def renamed(jpeg, ids):
    """Other component names in the frame and in a single scan."""
    jpeg = bytearray(jpeg)
    frame = next(s for s, _, m in segments(jpeg) if m in (0xC0, 0xC2))
    old = [jpeg[frame + 10 + 3 * i] for i in range(jpeg[frame + 9])]
    for i, v in enumerate(ids): jpeg[frame + 10 + 3 * i] = v
    scan = segments(jpeg)[-1][1]
    for i in range(jpeg[scan + 4]):
        jpeg[scan + 5 + 2 * i] = ids[old.index(jpeg[scan + 5 + 2 * i])]
    return bytes(jpeg)

def exif(orientation):
    e = Image.Exif(); e[0x0112] = orientation; return e.tobytes()

rgb, grey, cmyk = Image.fromarray(RGB), Image.fromarray(GREY), Image.fromarray(CMYK, "CMYK")
adobe = lambda transform: b"Adobe\0\x64\0\0\0\0" + bytes([transform])
# A profile with red and green swapped: whoever applies it is far off.
srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
r, g = srgb.index(b"rXYZ"), srgb.index(b"gXYZ")
srgb[r:r + 4], srgb[g:g + 4] = b"gXYZ", b"rXYZ"
srgb[24:36] = bytes(12)  # the date: the same fixtures tomorrow
swapped = bytes(srgb)

j444 = saved(rgb, "JPEG", quality=95, subsampling=0)
j420 = saved(rgb, "JPEG", quality=90, subsampling=2)
keep("jpeg_444.jpg", j444)
keep("jpeg_422.jpg", saved(rgb, "JPEG", quality=90, subsampling=1))
keep("jpeg_420.jpg", j420)
keep("jpeg_progressive.jpg", saved(rgb, "JPEG", quality=90, progressive=True))
keep("jpeg_grey.jpg", saved(grey, "JPEG", quality=95))
keep("jpeg_grey_profile.jpg", saved(grey, "JPEG", quality=95, icc_profile=swapped))
keep("jpeg_restart.jpg", saved(rgb, "JPEG", quality=90, restart_marker_blocks=1))
keep("jpeg_profile.jpg", saved(rgb, "JPEG", quality=95, subsampling=0, icc_profile=swapped))
keep("jpeg_broken_profile.jpg", inserted(j444, 0xE2, b"ICC_PROFILE\0\x07\x03junk"))
keep("jpeg_rgb.jpg", saved(rgb, "JPEG", quality=95, keep_rgb=True))
keep("jpeg_rgb_unmarked.jpg", without(saved(rgb, "JPEG", quality=95, keep_rgb=True), 0xE0, 0xEE))
keep("jpeg_ids_012.jpg", renamed(without(j444, 0xE0), [0, 1, 2]))
keep("jpeg_ids_123_unmarked.jpg", without(j444, 0xE0))
keep("jpeg_jfif_rgb_names.jpg", renamed(j444, b"RGB"))
keep("jpeg_jfif_adobe_0.jpg", inserted(j444, 0xEE, adobe(0)))
keep("jpeg_adobe_1.jpg", inserted(without(j444, 0xE0), 0xEE, adobe(1)))
keep("jpeg_adobe_2.jpg", inserted(without(j444, 0xE0), 0xEE, adobe(2)))

def turned_sampling(jpeg, width, height):
    """4:2:2 becomes 4:4:0: the same blocks in the same order, laid out in other places."""
    jpeg = bytearray(jpeg); frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5:frame + 9] = struct.pack(">HH", height, width); jpeg[frame + 11] = 0x12
    return bytes(jpeg)

wide = Image.fromarray(np.tile(RGB, (4, 3, 1))[:48, :48])  # 3 x 6 units of 16 x 8, then of 8 x 16
keep("jpeg_440.jpg", turned_sampling(saved(wide, "JPEG", quality=90, subsampling=1), 24, 96))
keep("jpeg_440_odd.jpg", turned_sampling(saved(wide, "JPEG", quality=90, subsampling=1), 21, 85))
jcmyk = saved(cmyk, "JPEG", quality=95, subsampling=0)
keep("jpeg_cmyk.jpg", jcmyk)
keep("jpeg_cmyk_unmarked.jpg", without(jcmyk, 0xE0, 0xEE))
keep("jpeg_cmyk_progressive.jpg", saved(cmyk, "JPEG", quality=95, progressive=True))
keep("jpeg_ycck.jpg", inserted(without(jcmyk, 0xE0, 0xEE), 0xEE, adobe(2)))
keep("jpeg_junk_after_end.jpg", j420 + b"junk" * 10)
keep("jpeg_comment.jpg", inserted(j420, 0xFE, b"\xff\xda\xff\xd9 looks like markers"))
for o in range(1, 9):
    data = saved(rgb, "JPEG", quality=95, subsampling=0, exif=exif(o))
    keep(f"jpeg_orientation_{o}.jpg", data, ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))

# ---- PNG

def png(width, height, depth, color, rows, *chunks):
    """A PNG by hand, for what Pillow does not write. `rows` are the packed bytes of each row."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + r for r in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunk(k, d) for k, d in chunks) + chunk(b"IDAT", body) + chunk(b"IEND", b"")

def packed(values, depth):
    out = []
    for row in values:
        bits = "".join(format(int(v), f"0{depth}b") for v in row)
        bits += "0" * (-len(bits) % 8)
        out.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
    return out

deep = lambda a: (a.astype(np.uint16) * 257 - (a.astype(np.uint16) * 3 % 200) * (a > 0)).astype(">u2")
palette = Image.fromarray(RGB).quantize(37)
keep("png_rgb.png", saved(rgb, "PNG"))
keep("png_rgb_interlaced.png", saved(rgb, "PNG"))
keep("png_rgb_profile.png", saved(rgb, "PNG", icc_profile=swapped))
keep("png_rgba.png", saved(Image.fromarray(np.dstack([RGB, ALPHA])), "PNG"))
keep("png_rgb_transparent.png", saved(rgb, "PNG", transparency=tuple(int(v) for v in RGB[3, 4])))
keep("png_grey.png", saved(grey, "PNG"))
keep("png_grey_transparent.png", saved(grey, "PNG", transparency=int(GREY[3, 4])))
keep("png_grey_alpha.png", saved(Image.fromarray(np.dstack([GREY, ALPHA]), "LA"), "PNG"))
keep("png_1bit.png", saved(grey.convert("1"), "PNG"))
keep("png_palette.png", saved(palette, "PNG"))
keep("png_palette_transparent.png", saved(palette, "PNG", transparency=bytes(range(0, 37 * 6, 6))))
keep("png_palette_16.png", saved(Image.fromarray(RGB).quantize(16), "PNG"))
keep("png_palette_3.png", saved(Image.fromarray(RGB).quantize(3), "PNG"))
keep("png_grey_2bit.png", png(W, H, 2, 0, packed(GREY >> 6, 2)))
keep("png_grey_4bit.png", png(W, H, 4, 0, packed(GREY >> 4, 4)))
keep("png_grey_2bit_transparent.png", png(W, H, 2, 0, packed(GREY >> 6, 2), (b"tRNS", b"\0\2")))
keep("png_rgb_16bit.png", png(W, H, 16, 2, [r.tobytes() for r in deep(RGB)]))
keep("png_rgba_16bit.png", png(W, H, 16, 6, [r.tobytes() for r in deep(np.dstack([RGB, ALPHA]))]))
keep("png_grey_alpha_16bit.png", png(W, H, 16, 4, [r.tobytes() for r in deep(np.dstack([GREY, ALPHA]))]))
# Pillow clips 16-bit grey at 255 (nearly all of it white); we keep the upper byte, as Pillow itself does for 16-bit colour.
keep("png_grey_16bit.png", png(W, H, 16, 0, [r.tobytes() for r in deep(GREY)]),
     Image.fromarray((deep(GREY) >> 8).astype(np.uint8)).convert("RGB"))
info = PngImagePlugin.PngInfo(); info.add_text("a comment", "of no importance", zip=True)
keep("png_text.png", saved(rgb, "PNG", pnginfo=info))
turned = saved(rgb, "PNG", exif=exif(6))
keep("png_orientation_6.png", turned, ImageOps.exif_transpose(Image.open(io.BytesIO(turned))).convert("RGB"))

def interlaced(pixels):
    """Adam7, which Pillow reads and does not write."""
    rows = b""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for r in pixels[y0::dy, x0::dx]:
            if len(r): rows += b"\0" + r.tobytes()
    data = png(W, H, 8, 2, [])
    head = bytearray(data[:33]); head[28] = 1; head[29:33] = struct.pack(">I", zlib.crc32(bytes(head[12:29])))
    body = zlib.compress(rows)
    idat = struct.pack(">I", len(body)) + b"IDAT" + body + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    return bytes(head) + idat + data[-12:]

keep("png_rgb_interlaced.png", interlaced(RGB))

# ---- GIF, BMP, TIFF

gif = saved(palette, "GIF")
keep("gif.gif", gif)
keep("gif_interlaced.gif", saved(palette, "GIF", interlace=1))
keep("gif_transparent.gif", saved(palette, "GIF", transparency=5))
keep("gif_grey.gif", saved(grey, "GIF"))
keep("gif_animated.gif", saved(palette, "GIF", save_all=True, append_images=[Image.fromarray(255 - RGB).quantize(9)]))

def moved(gif, width, height, left, top):
    gif = bytearray(gif); at = gif.index(b"\x2c\0\0\0\0")
    gif[6:10] = struct.pack("<HH", width, height); gif[at + 1:at + 5] = struct.pack("<HH", left, top); return bytes(gif)

keep("gif_small_frame.gif", moved(gif, W + 9, H + 5, 4, 3))
keep("gif_small_frame_transparent.gif", moved(saved(palette, "GIF", transparency=5), W + 9, H + 5, 4, 3))
keep("gif_frame_beyond_screen.gif", moved(gif, 10, 5, 2, 1))

keep("bmp_rgb.bmp", saved(rgb, "BMP"))
keep("bmp_rgba.bmp", saved(Image.fromarray(np.dstack([RGB, ALPHA])), "BMP"))
keep("bmp_palette.bmp", saved(palette, "BMP"))
keep("bmp_grey.bmp", saved(grey, "BMP"))
keep("bmp_1bit.bmp", saved(grey.convert("1"), "BMP"))

def bmp(bits, rows, height=H, compression=0, masks=b""):
    pixels = b"".join(r + b"\0" * (-len(r) % 4) for r in rows)
    head = struct.pack("<IiiHHIIiiII", 40, W, height, 1, bits, compression, len(pixels), 2835, 2835, 0, 0) + masks
    return b"BM" + struct.pack("<IHHI", 14 + len(head) + len(pixels), 0, 0, 14 + len(head)) + head + pixels

v = RGB.astype(np.uint16) >> 3
keep("bmp_555.bmp", bmp(16, [r.astype("<u2").tobytes() for r in (v[..., 0] << 10 | v[..., 1] << 5 | v[..., 2])[::-1]]))
v6 = (v[..., 0] << 11) | ((RGB[..., 1].astype(np.uint16) >> 2) << 5) | v[..., 2]
keep("bmp_565.bmp", bmp(16, [r.astype("<u2").tobytes() for r in v6[::-1]], compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
keep("bmp_top_down.bmp", bmp(24, [r[:, ::-1].tobytes() for r in RGB], height=-H))

keep("tiff_rgb.tif", saved(rgb, "TIFF"))
keep("tiff_lzw.tif", saved(rgb, "TIFF", compression="tiff_lzw"))
keep("tiff_grey.tif", saved(grey, "TIFF"))
keep("tiff_cmyk.tif", saved(cmyk, "TIFF"))

def sized(bmp, size):
    return bmp[:2] + struct.pack("<I", size) + bmp[6:]

keep("bmp_size_0.bmp", sized(saved(rgb, "BMP"), 0))
keep("bmp_size_wrong.bmp", sized(saved(rgb, "BMP"), 7))
larger = saved(Image.fromarray(np.tile(RGB, (4, 3, 1))).quantize(37), "GIF")
keep("gif_without_trailer.gif", larger[:-1])
keep("gif_without_last_two_bytes.gif", larger[:-2])
# Whether Pillow takes two zeros depends on how the last bits fall; we take them always.
keep("jpeg_two_zeros_for_end.jpg", j420[:-2] + bytes(2), Image.open(io.BytesIO(j420)))
keep("jpeg_many_zeros_for_end.jpg", j420[:-2] + bytes(60))
keep("jpeg_junk_before_end.jpg", j420[:-2] + b"\x7f\x33\x10" + j420[-2:])

# What libtiff writes, and by hand what it does not.
rgba = Image.fromarray(np.dstack([RGB, ALPHA]))
keep("tiff_palette.tif", saved(palette, "TIFF"))
keep("tiff_1bit_group4.tif", saved(grey.convert("1"), "TIFF", compression="group4"))
keep("tiff_deflate.tif", saved(rgb, "TIFF", compression="tiff_adobe_deflate"))
keep("tiff_packbits.tif", saved(rgb, "TIFF", compression="packbits"))
keep("tiff_rgba_lzw.tif", saved(rgba, "TIFF", compression="tiff_lzw"))
keep("tiff_jpeg_rgb.tif", saved(rgb, "TIFF", compression="jpeg"))
keep("tiff_jpeg_cmyk.tif", saved(cmyk, "TIFF", compression="jpeg"))
keep("tiff_jpeg_rgba.tif", saved(rgba, "TIFF", compression="jpeg"))
keep("tiff_cmyk_profile_of_rgb.tif", saved(cmyk, "TIFF", icc_profile=swapped))
keep("tiff_rgb_profile.tif", saved(rgb, "TIFF", icc_profile=swapped))

def tiff(pixels, colors, order="<", alpha=None):
    """An uncompressed TIFF of one strip; the pixels' bytes are in the order of the file."""
    bands = pixels.shape[2] if pixels.ndim == 3 else 1
    bits, data = pixels.itemsize * 8, pixels.tobytes()
    tags = {256: [W], 257: [H], 258: [bits] * bands, 259: [1], 262: [colors], 273: [8], 277: [bands], 278: [H], 279: [len(data)]}
    if alpha is not None: tags[338] = [alpha]
    end = 8 + len(data); extra = end + 2 + 12 * len(tags) + 4; entries = tail = b""
    for tag, values in sorted(tags.items()):
        raw = struct.pack(f"{order}{len(values)}H", *values)
        if len(raw) > 4: raw, tail = struct.pack(order + "I", extra + len(tail)), tail + raw
        entries += struct.pack(order + "HHI", tag, 3, len(values)) + raw.ljust(4, b"\0")
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", end)
    return head + data + struct.pack(order + "H", len(tags)) + entries + bytes(4) + tail

deeper = lambda a, order: a.astype(np.uint16).__mul__(257).astype(order + "u2")
keep("tiff_rgb_16bit.tif", tiff(deeper(RGB, "<"), 2))
keep("tiff_rgb_16bit_big_endian.tif", tiff(deeper(RGB, ">"), 2, ">"))
keep("tiff_rgba_16bit.tif", tiff(deeper(np.dstack([RGB, ALPHA]), "<"), 2, alpha=2))
keep("tiff_cmyk_16bit.tif", tiff(deeper(CMYK, "<"), 5))
keep("tiff_white_is_zero.tif", tiff(GREY, 0))
keep("tiff_grey_32bit.tif", tiff(GREY.astype("<u4"), 1))
keep("tiff_multiplied_alpha.tif", tiff(np.dstack([(RGB * (ALPHA[..., None] / 255)).astype(np.uint8), ALPHA]), 2, alpha=1))
# As for PNG: the upper byte, where Pillow clips to white.
keep("tiff_grey_16bit.tif", tiff(deeper(GREY, "<"), 1), grey.convert("RGB"))

# ---- PBM, PGM, PPM

def netpbm(kind, data, *levels, comment=""):
    return f"P{kind}\n{comment}{W} {H}\n".encode() + b"".join(b"%d\n" % v for v in levels) + data

text = lambda values, blank=b" ": blank.join(b"%d" % v for v in values.ravel())
black = (GREY > 100).astype(np.uint8)
keep("pbm_text.pbm", netpbm(1, text(black)))
keep("pbm_text_without_blanks.pbm", netpbm(1, text(black, b""), comment="# made by hand\n"))
keep("pbm_bits.pbm", saved(grey.convert("1"), "PPM"))
keep("pgm_text.pgm", netpbm(2, text(GREY, b"\n"), 255))
keep("pgm_bytes.pgm", saved(grey, "PPM"))
keep("pgm_of_100.pgm", netpbm(5, (GREY // 3).tobytes(), 100))
keep("ppm_text.ppm", netpbm(3, text(RGB), 255, comment="# one\n#two\n"))
keep("ppm_text_of_1023.ppm", netpbm(3, text(RGB.astype(int) * 4), 1023))
keep("ppm_bytes.ppm", saved(rgb, "PPM"))
keep("ppm_of_31.ppm", netpbm(6, (RGB // 8).tobytes(), 31))
keep("ppm_over_its_largest.ppm", netpbm(6, RGB.tobytes(), 100))
keep("ppm_of_1023.ppm", netpbm(6, (RGB.astype(np.uint16) * 4).astype(">u2").tobytes(), 1023))
keep("ppm_of_65535.ppm", netpbm(6, deeper(RGB, ">").tobytes(), 65535))
keep("ppm_two_images.ppm", netpbm(6, RGB.tobytes(), 255) + netpbm(6, bytes(90), 255))
# Pillow clips grey of more than 8 bits to white; we scale it as Pillow scales colours.
keep("pgm_of_65535.pgm", netpbm(5, deeper(GREY, ">").tobytes(), 65535), grey.convert("RGB"))

# ---- WebP, of something with the smooth colours of a photograph: its chroma is not interpolated as libwebp does it

def blurred(seed, size=64, sigma=5):
    noise = np.random.default_rng(seed).normal(size=(size, size, 3))
    f = np.fft.fftfreq(size); low = np.exp(-2 * (np.pi * sigma) ** 2 * (f[:, None] ** 2 + f[None] ** 2))[..., None]
    soft = np.fft.ifft2(np.fft.fft2(noise, axes=(0, 1)) * low, axes=(0, 1)).real
    return (soft - soft.min()) / (soft.max() - soft.min())

photo = Image.fromarray((blurred(1) * 215 + np.random.default_rng(2).random((64, 64, 1)) * 40).astype(np.uint8))
ghost = photo.copy(); ghost.putalpha(Image.fromarray((blurred(3)[..., 0] * 255).astype(np.uint8)))
for quality in (20, 75, 95):
    for method in (0, 4, 6): keep(f"webp_q{quality}_m{method}.webp", saved(photo, "WEBP", quality=quality, method=method))
keep("webp_lossless.webp", saved(photo, "WEBP", lossless=True))
keep("webp_lossless_alpha.webp", saved(ghost, "WEBP", lossless=True, exact=True))
keep("webp_lossless_palette.webp", saved(photo.quantize(37), "WEBP", lossless=True))
keep("webp_alpha.webp", saved(ghost, "WEBP", quality=75))
keep("webp_grey.webp", saved(photo.convert("L"), "WEBP", quality=75))
keep("webp_animated.webp", saved(photo, "WEBP", save_all=True, append_images=[photo.rotate(90)], quality=75))
keep("webp_animated_lossless.webp", saved(photo, "WEBP", save_all=True, append_images=[photo.rotate(90)], lossless=True))
keep("webp_profile.webp", saved(photo, "WEBP", quality=75, icc_profile=swapped))
