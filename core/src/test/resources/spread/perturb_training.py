"""How far rounding alone moves the training goldens: PyTorch in float64, every convolution's output times 1 +- a random amount.

PYTHONPATH=../shared/goldens python perturb_training.py ../shared/goldens [3e-8] [seeds]     (the goldens' own scripts and set-up)

Prints for each golden and draw how many gradients leave the goldens' tolerance. 3e-8 is half of what storing a value in float32
changes, 2e-7 what summing in float32 does.
  3e-8: mobilenet_v3_small frozen 100 of 234 norms (11.3 times the tolerance at most, a value 72 times) in three draws of four; mobilenet_v3_large frozen 5 of 266 in two of four
  2e-7: mobilenet_v2 batch up to 180 of 252 (71, 108) in ten draws; deeplabv3_mobilenet_v2 batch up to 30 of 181 (11, 27) in eight, deeplabv3_mobilenet_v3_large frozen up to 125 of 198 (9, 184) in three of four
"""
import json, pathlib, sys
import torch
from torch import nn
import make_detection as D, make_segmentation as S
from common import *

folder = pathlib.Path(sys.argv[1]); amount = float(sys.argv[2]) if len(sys.argv) > 2 else 3e-8; seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 4

def perturbed(m, seed, frozen):
    m = filled(m).double().train(); gen = torch.Generator().manual_seed(seed)
    for b in m.modules():
        if isinstance(b, nn.Dropout): b.p = 0.0
        if isinstance(b, nn.BatchNorm2d) and frozen: b.eval()
        if isinstance(b, nn.Conv2d): b.register_forward_hook(lambda mod, i, o: o * (1 + amount * (2 * torch.randint(0, 2, o.shape, generator=gen) - 1)))
    return m

def report(tag, seed, m, g):
    n = [abs(float(p.grad.norm()) - g["gradients"][k]["norm"]) / g["gradients"][k]["tolerance"] for k, p in m.named_parameters()]
    v = [max(abs(float(a) - b) for a, b in zip(p.grad.flatten()[:4], g["gradients"][k]["head"])) / g["gradients"][k]["tolerance_each"] for k, p in m.named_parameters()]
    print(tag, "draw", seed, "norms beyond:", sum(x > 1 for x in n), "of", len(n), "most %.1f" % max(n), "values beyond:", sum(x > 1 for x in v), "most %.1f" % max(v), flush=True)

for g in json.load(open(folder / "detection.json"))["training"]:
    for seed in range(seeds):
        m = perturbed(detector(g["backbone"], g["classes"], g["reduced_tail"]), seed, g["norms"] == "frozen")
        x = [v.double() for v in D.pictures([(320, 320)] * g["pictures"])]; ts = [D.objects(i, n, g["classes"], torch.float64) for i, n in g["objects"]]
        ts[1] = dict(boxes=torch.cat([ts[1]["boxes"], torch.tensor([[4, 6, 316, 312]]).double()]), labels=torch.cat([ts[1]["labels"], torch.tensor([2])]))
        l = m(x, ts); (l["bbox_regression"] + l["classification"]).backward(); report(g["backbone"] + " " + g["norms"], seed, m, g)
for g in json.load(open(folder / "segmentation.json"))["training"]:
    for seed in range(seeds):
        m = perturbed(S.build(g["name"], g["classes"], **{k: tuple(v) if isinstance(v, list) else v for k, v in g["options"].items()}), seed, g["norms"] == "frozen")
        x = tensor("input", (g["batch"], 3, g["height"], g["width"]), -2, 2).double(); S.criterion(m(x), S.targets(g["batch"], g["height"], g["width"], g["classes"])).backward()
        report(g["name"] + " " + g["norms"], seed, m, g)
