"""Reference values for the ways to fit an image: timm's transforms_imagenet_eval on pictures that a formula draws.

  PYTHONDONTWRITEBYTECODE=1 python make_fits.py > fits.txt      (timm 1.0.29, torchvision 0.29, Pillow 12.3)

Each line: width height inputHeight inputWidth crop_mode crop_pct interpolation crcOfPixels.
"""
import zlib
try: import shim  # noqa: F401
except ImportError: pass
import numpy as np
from PIL import Image
from timm.data import create_transform

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

def picture(w, h):
    y, x, c = np.mgrid[0:h, 0:w, 0:3]
    return Image.fromarray(((x * x * 3 + y * y * 5 + x * y * 7 + c * 85) // 4 % 256).astype(np.uint8))

print("# width height inputHeight inputWidth crop_mode crop_pct interpolation crcOfPixels")
for w, h, ih, iw, mode, pct, interp in [
        (90, 60, 32, 32, "squash", 0.875, "bicubic"), (60, 90, 32, 48, "squash", 0.875, "bilinear"),
        (60, 90, 32, 32, "squash", 1.0, "bilinear"), (90, 60, 32, 48, "center", 0.9, "bicubic"),
        (60, 90, 48, 32, "center", 0.875, "bilinear"), (20, 90, 33, 47, "center", 0.95, "bilinear"),
        (90, 60, 32, 32, "border", 1.0, "bilinear"), (60, 91, 32, 48, "border", 1.0, "bicubic"),
        (20, 10, 32, 32, "border", 1.0, "bilinear")]:
    transform = create_transform((3, ih, iw), crop_mode=mode, crop_pct=pct, interpolation=interp, mean=MEAN, std=STD)
    seen = picture(w, h)
    for step in transform.transforms[:2]:
        seen = step(seen)
    print(w, h, ih, iw, mode, pct, interp, zlib.crc32(np.ascontiguousarray(np.asarray(seen)).tobytes()))
