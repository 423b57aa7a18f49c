"""Reference values for Preprocessing: torchvision's transforms on pictures that a formula draws.

  PYTHONDONTWRITEBYTECODE=1 python make_preprocessing.py > preprocessing.txt      (torchvision 0.29, Pillow 12.3)

Each line: width height inputWidth inputHeight resizeShortSide interpolation channels crcOfPixels crcOfTensor.
The tensor is H x W x C, float32, little-endian. A torchvision whose compiled operators are missing needs the
`shim` of the goldens folder of the shared data on the path.
"""
import zlib
try: import shim  # noqa: F401
except ImportError: pass
import numpy as np
from PIL import Image
from torchvision import transforms as T

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

def picture(w, h):
    y, x, c = np.mgrid[0:h, 0:w, 0:3]
    return Image.fromarray(((x * x * 3 + y * y * 5 + x * y * 7 + c * 85) // 4 % 256).astype(np.uint8))

print("#", "width height inputWidth inputHeight resizeShortSide interpolation channels crcOfPixels crcOfTensor")
for w, h, iw, ih, short, interp, channels in [
        (500, 375, 224, 224, 256, "bilinear", 3), (375, 500, 224, 224, 256, "bicubic", 3),
        (64, 64, 32, 32, 36, "bilinear", 3), (64, 48, 33, 33, 36, "bilinear", 3), (48, 64, 33, 33, 36, "bicubic", 3),
        (47, 64, 32, 32, 37, "bilinear", 3), (64, 47, 31, 31, 36, "bilinear", 3), (36, 51, 32, 32, 36, "bilinear", 3),
        (37, 36, 32, 32, 36, "bilinear", 3), (32, 32, 32, 32, 32, "bilinear", 3), (10, 10, 32, 32, 20, "bilinear", 3),
        (10, 17, 33, 32, 21, "bilinear", 3), (40, 10, 33, 33, 12, "bicubic", 3), (90, 60, 48, 20, 32, "bilinear", 3),
        (60, 90, 20, 48, 25, "bicubic", 3), (300, 2, 24, 24, 28, "bilinear", 3), (2, 300, 24, 24, 28, "bicubic", 3),
        (1, 1, 8, 8, 9, "bilinear", 3), (28, 28, 28, 28, 28, "bilinear", 1), (61, 40, 28, 28, 32, "bilinear", 1),
        (20, 20, 28, 28, 24, "bicubic", 1), (199, 133, 64, 64, 73, "bilinear", 3),
        (199, 133, 64, 64, 73, "nearest", 3), (40, 61, 64, 64, 73, "nearest", 3), (199, 133, 64, 64, 73, "lanczos", 3),
        (40, 61, 64, 64, 73, "lanczos", 3), (199, 133, 64, 64, 73, "box", 3), (40, 61, 64, 64, 73, "box", 3),
        (199, 133, 64, 64, 73, "hamming", 3), (40, 61, 64, 64, 73, "hamming", 1)]:
    im = picture(w, h)
    if channels == 1: im = im.convert("L")
    crop = T.CenterCrop((ih, iw))(T.Resize(short, T.InterpolationMode(interp))(im))
    tensor = T.Normalize(MEAN[:channels], STD[:channels])(T.ToTensor()(crop)).permute(1, 2, 0).contiguous().numpy()
    pixels = np.ascontiguousarray(np.asarray(crop.convert("RGB")))
    print(w, h, iw, ih, short, interp, channels, zlib.crc32(pixels.tobytes()), zlib.crc32(tensor.astype("<f4").tobytes()))
