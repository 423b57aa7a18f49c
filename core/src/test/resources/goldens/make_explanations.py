"""Reference values for the heat maps of Grad-CAM, by PyTorch's autograd.

    python3 make_explanations.py OUT.json SHARED

Networks filled by the formula of make_goldens.py (of which this imports the filling), in float64, and the shared weights
of MobileNetV2 on two of the shared images, in float32.
"""
import json, sys
from pathlib import Path

import torch
from PIL import Image

import make_goldens as g
import torchvision


def cam(model, features, x, label):
    """relu of the channels' sum, each weighed by the mean of its gradient (Selvaraju et al. 2017, equations 1 and 2)."""
    kept = {}
    handle = features.register_forward_hook(lambda module, args, out: kept.update(map=out) or out.retain_grad())
    logits = model.eval()(x)
    logits[0, label].backward()
    handle.remove()
    a = kept["map"]
    weights = a.grad.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * a).sum(dim=1))[0]


def case(name, features, resolution, label):
    model = g.filled(g.build("torchvision", name, num_classes=10))
    heat = cam(model, features(model), g.image(1, 3, resolution, resolution), label)
    return dict(name=name, resolution=resolution, label=label, height=heat.shape[0], width=heat.shape[1], heat=g.nums(heat))


def image(path, model, label):
    image = Image.open(path).convert("RGB")
    w, h = image.size
    short = 256
    size = (short, int(short * h / w)) if w <= h else (int(short * w / h), short)
    image = image.resize(size, Image.BILINEAR)
    left, top = round((size[0] - 224) / 2.0), round((size[1] - 224) / 2.0)
    image = image.crop((left, top, left + 224, top + 224))
    x = torch.tensor(list(image.tobytes()), dtype=torch.float32).reshape(224, 224, 3).permute(2, 0, 1) / 255
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = ((x - mean[:, None, None]) / std[:, None, None])[None]
    if label is None:
        label = int(model.eval()(x).argmax())
    heat = cam(model, model.features, x, label)
    return dict(image=path.name, label=label, height=heat.shape[0], width=heat.shape[1], heat=g.nums(heat, 6))


def main(out, shared):
    cases = [
        case("mobilenet_v2", lambda m: m.features, 96, 3),
        case("mobilenet_v3_small", lambda m: m.features, 96, 7),
        case("mobilenet_v3_large", lambda m: m.features, 64, 1),
    ]
    shared = Path(shared)
    model = torchvision.models.mobilenet_v2(weights=None)
    model.load_state_dict(torch.load(shared / "weights" / "mobilenet_v2_imagenet.pth", map_location="cpu"))
    images = sorted((shared / "data" / "imagenet40").glob("*.JPEG"))
    cases_of_images = [image(images[0], model, None), image(images[17], model, None), image(images[17], model, 0)]
    Path(out).write_text(json.dumps(dict(filled=cases, images=cases_of_images), indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
