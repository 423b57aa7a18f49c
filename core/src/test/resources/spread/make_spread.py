"""How far PyTorch's own float32 is from its float64, run in eight ways, for the cases of segmentation.json that one run does not show:
two untrained networks on V3-Large amplify rounding so much that the order of summing decides. Writes spread.json: for each case and output four times the worst difference of the norm, of the sum and of a single value, as
digest() in common.py has it for one run.

python make_spread.py FOLDER_OF_GOLDENS   (with make_segmentation.py and common.py in it)"""
import copy, itertools, json, sys
sys.path.insert(0, sys.argv[1])
from make_segmentation import *
from torch.nn.utils.fusion import fuse_conv_bn_eval

def folded(m):
    for mod in list(m.modules()):
        kids = list(mod.named_children())
        for (a, x), (b, y) in zip(kids, kids[1:]):
            if isinstance(x, nn.Conv2d) and isinstance(y, nn.BatchNorm2d):
                setattr(mod, a, fuse_conv_bn_eval(x, y)); setattr(mod, b, nn.Identity())
    return m

def segmented(m, x):
    f = m.backbone(x); r = {"features/" + k: v for k, v in f.items()}
    r["before_upsampling"] = m.classifier(f if isinstance(m, LRASPP) else f["out"]); r["out"] = m(x)["out"]
    return {k: v.double() for k, v in r.items()}

def spread(m, x, outputs):
    worst = {}
    with torch.inference_mode():
        ref = outputs(m, x)
        for onednn, fold, last in itertools.product((True, False), repeat=3):
            torch.backends.mkldnn.enabled = onednn
            g = copy.deepcopy(m); g = (folded(g) if fold else g).float(); y = x.float()
            if last: g = g.to(memory_format=torch.channels_last); y = y.to(memory_format=torch.channels_last)
            for k, v in outputs(g, y).items():
                d = v - ref[k]; q = worst.setdefault(k, dict(tolerance=0.0, tolerance_sum=0.0, tolerance_each=0.0))
                e = dict(tolerance=d.norm(), tolerance_sum=d.norm() * math.sqrt(d.numel()), tolerance_each=d.abs().max())
                for t in q: q[t] = max(q[t], f(4 * e[t], 3))
    return worst

cases = []
for name, classes, kw, n, h, w in NETS:
    if (h, w) == (161, 225):
        m = filled(build(name, classes, **kw)).eval()
        cases.append(dict(name=name, classes=classes, height=h, width=w, **spread(m, tensor("input", (n, 3, h, w), -2, 2), segmented)))
with open("spread.json", "w") as o: json.dump(cases, o, indent=1); o.write("\n")
