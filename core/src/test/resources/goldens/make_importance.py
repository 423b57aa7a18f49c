"""Reference values for the importance of channels: the squared gradient of the loss by a gate on the outputs of batch norm
(Molchanov et al. 2019, equation 9), by PyTorch's autograd in float64; tolerances from
the worst of six float32 runs, each with inputs that differ by a rounding.

    python3 make_importance.py OUT.json

Networks filled by the formula of make_goldens.py, batch norm by its running statistics. A gate multiplies the output of one
batch norm, or of several whose channels stand or fall together.
"""
import json, sys

import torch

import make_goldens as g  # before torchvision, whose operators it registers
from torchvision.models.mobilenetv2 import InvertedResidual as V2Block
from torchvision.models.mobilenetv3 import InvertedResidual as V3Block

BATCHES, BATCH, RESOLUTION, CLASSES = 2, 4, 64, 10


def gates(model):
    """Names of the batch norms that a gate is for, group by group."""
    names = {module: name for name, module in model.named_modules()}
    groups, joined = [], None
    for block in model.features:
        if not isinstance(block, (V2Block, V3Block)):
            continue
        norms = [m for m in block.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        groups.append([names[norms[-2]]])  # behind the depthwise filters
        if block.use_res_connect:
            joined.append(names[norms[-1]])  # behind the projection
        else:
            joined = [names[norms[-1]]]
            groups.append(joined)
    return groups


def scores(name, options, dtype, jitter=None):
    model = g.filled(g.build("torchvision", name, num_classes=CLASSES, **options)).to(dtype).eval()
    modules = dict(model.named_modules())
    groups = gates(model)
    ones = [torch.ones(modules[group[0]].num_features, dtype=dtype, requires_grad=True) for group in groups]
    for group, gate in zip(groups, ones):
        for norm in group:
            modules[norm].register_forward_hook(lambda m, args, out, gate=gate: out * gate[None, :, None, None])
    sums = [torch.zeros_like(gate) for gate in ones]
    images = g.image(BATCHES * BATCH, 3, RESOLUTION, RESOLUTION).to(dtype)
    if jitter is not None:  # by a rounding of float32, which moves values over ReLU6's corners
        noise = torch.rand(images.shape, generator=torch.Generator().manual_seed(jitter), dtype=dtype)
        images = images * (1 + (2 * noise - 1) * 2.0 ** -23)
    for batch in range(BATCHES):
        x = images[batch * BATCH:(batch + 1) * BATCH]
        y = torch.tensor([(batch * BATCH + i) % CLASSES for i in range(BATCH)])
        loss = torch.nn.functional.cross_entropy(model(x), y)
        for total, gradient in zip(sums, torch.autograd.grad(loss, ones)):
            total += gradient ** 2 / BATCHES
    return groups, [s.detach() for s in sums]


def case(name, options):
    groups, exact = scores(name, options, torch.float64)
    runs = [scores(name, options, torch.float32, jitter)[1] for jitter in range(6)]
    low = [max((run[i] for run in runs), key=lambda s: (s.double() - exact[i]).norm()) for i in range(len(exact))]
    return dict(name=name, options=options, resolution=RESOLUTION, batch=BATCH, batches=BATCHES, classes=CLASSES,
                groups=[dict(gates=group, **g.digest(e, l)) for group, e, l in zip(groups, exact, low)])


if __name__ == "__main__":
    cases = [case("mobilenet_v2", dict(width_mult=0.35)), case("mobilenet_v3_small", {}), case("mobilenet_v2", {})]
    json.dump(cases, open(sys.argv[1], "w"), indent=0)
