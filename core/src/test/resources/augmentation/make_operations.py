"""Writes operations.txt: torchvision's v2 functions on an 8-bit picture at fixed parameters, a line for each.

Run with torch and torchvision installed: python3 make_operations.py > operations.txt
"""
import base64
import math
import sys

import torch

try:
    import torchvision.transforms.v2.functional as F
except RuntimeError:  # torchvision without its compiled operators
    import shim  # noqa: F401
    import torchvision.transforms.v2.functional as F

WIDTH, HEIGHT = 23, 17


def picture():
    """A slope in each channel, with a pattern on it; the test draws the same."""
    samples = [
        40 + (x * 7 + y * 5 * (c + 1) + (x * y * 31) % 61 + c * 37) % 190
        for c in range(3)
        for y in range(HEIGHT)
        for x in range(WIDTH)
    ]
    return torch.tensor(samples, dtype=torch.uint8).view(3, HEIGHT, WIDTH)


def shear(image, x, y):
    degrees = [math.degrees(math.atan(x)), math.degrees(math.atan(y))]
    return F.affine(image, angle=0.0, translate=[0, 0], scale=1.0, shear=degrees, center=[0, 0])


def translate(image, x, y):
    return F.affine(image, angle=0.0, translate=[x, y], scale=1.0, shear=[0.0, 0.0])


OPERATIONS = {
    "brightness": (F.adjust_brightness, [0.0, 0.3, 0.77, 1.0, 1.45, 1.99]),
    "contrast": (F.adjust_contrast, [0.0, 0.3, 0.77, 1.0, 1.45, 1.99]),
    "saturation": (F.adjust_saturation, [0.0, 0.3, 0.77, 1.0, 1.45, 1.99]),
    "sharpness": (F.adjust_sharpness, [0.01, 0.3, 0.77, 1.0, 1.45, 1.99]),
    "hue": (F.adjust_hue, [-0.5, -0.21, 0.0, 0.07, 0.33, 0.5]),
    "posterize": (lambda image, bits: F.posterize(image, int(bits)), [2, 4, 7, 8]),
    "solarize": (F.solarize, [0.0, 76.5, 128.0, 229.5, 255.0]),
    "autocontrast": (lambda image, _: F.autocontrast(image), [0]),
    "equalize": (lambda image, _: F.equalize(image), [0]),
    "rotate": (F.rotate, [-135.0, -90.0, -31.7, -4.5, 9.0, 58.5, 135.0, 180.0]),
    "shearX": (lambda image, level: shear(image, level, 0.0), [-0.99, -0.23, 0.09, 0.3]),
    "shearY": (lambda image, level: shear(image, 0.0, level), [-0.99, -0.23, 0.09, 0.3]),
    "translateX": (lambda image, pixels: translate(image, int(pixels), 0), [-32, -5, 1, 9]),
    "translateY": (lambda image, pixels: translate(image, 0, int(pixels)), [-32, -5, 1, 9]),
}

if __name__ == "__main__":
    for name, (operation, parameters) in OPERATIONS.items():
        for parameter in parameters:
            changed = operation(picture(), parameter)
            assert changed.dtype == torch.uint8 and changed.shape == (3, HEIGHT, WIDTH)
            samples = bytes(changed.permute(1, 2, 0).flatten().tolist())
            sys.stdout.write(f"{name} {float(parameter)} {base64.b64encode(samples).decode()}\n")
