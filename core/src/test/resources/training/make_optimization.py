"""Writes optimization.json: what PyTorch's optimisers, with clipping, groups without decay, rates by group and an
exponential average, make of parameters and gradients that follow formulas, and the rates of its schedules, in float64.

RMSprop with eps inside of the root, which PyTorch does not have, is timm's RMSpropTF, its mean squares begun at zero.

Run with torch and timm installed: PYTHONPATH=../goldens python3 make_optimization.py > optimization.json
"""
import json

import shim  # noqa: F401  (in ../goldens)
import torch
from timm.optim import RMSpropTF
from torch.optim import lr_scheduler
from torch.optim.swa_utils import get_ema_avg_fn

STEPS = 6
SHAPES = {
    "stem/WEIGHT": (8, 3, 3, 3),
    "stem/NORM_SCALE": (8,),
    "stem/NORM_SHIFT": (8,),
    "stages.0.0.depthwise/WEIGHT": (8, 1, 3, 3),
    "stages.0.0.depthwise/NORM_SCALE": (8,),
    "stages.0.0.depthwise/NORM_SHIFT": (8,),
    "stages.0.0.project/WEIGHT": (12, 8, 1, 1),
    "stages.0.0.project/NORM_SCALE": (12,),
    "stages.0.0.project/NORM_SHIFT": (12,),
    "classifier/WEIGHT": (5, 12),
    "classifier/BIAS": (5,),
}
OPTIMIZERS = {
    "sgd": lambda groups: torch.optim.SGD(groups, momentum=0.9),
    "nesterov": lambda groups: torch.optim.SGD(groups, momentum=0.9, nesterov=True),
    "rmsprop": lambda groups: torch.optim.RMSprop(groups, alpha=0.9, eps=0.0316, momentum=0.9),
    "rmsprop_inside": lambda groups: RMSpropTF(groups, alpha=0.9, eps=0.001, momentum=0.9, lr_in_momentum=False),
    "adam": lambda groups: torch.optim.Adam(groups),
    "adamw": lambda groups: torch.optim.AdamW(groups),
}


def filled(function, shape, *terms):
    count = torch.Size(shape).numel()
    values = function(torch.arange(count, dtype=torch.float64) * terms[0] + sum(terms[1:]))
    return values.float().double().reshape(shape)


def digests(tensors):
    return {n: {"sum": t.abs().sum().item(), "head": t.flatten()[:3].tolist()} for n, t in tensors.items()}


def optimized(name, decays_all, rates, clip, average):
    parameters = {n: filled(torch.sin, s, 0.7, k).requires_grad_() for k, (n, s) in enumerate(SHAPES.items())}
    groups = []
    for n, p in parameters.items():
        decays = decays_all or p.dim() > 1
        groups.append({
            "params": [p],
            "lr": rates[1] if n.startswith("classifier") else rates[0],
            "weight_decay": 0.05 if decays else 0.0,
        })
    optimizer = OPTIMIZERS[name](groups)
    if name == "rmsprop_inside":
        for p in parameters.values():
            optimizer.state[p] = {
                "step": torch.zeros(()), "square_avg": torch.zeros_like(p), "momentum_buffer": torch.zeros_like(p)}
    averages = {n: p.detach().clone() for n, p in parameters.items()}
    for step in range(STEPS):
        for k, p in enumerate(parameters.values()):
            p.grad = filled(torch.cos, p.shape, 1.3, k, 2 * step) * (step + 1)
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(parameters.values(), clip)
        optimizer.step()
        decay = min(average, (2 + step) / (11 + step))
        for n, p in parameters.items():
            averages[n] = get_ema_avg_fn(decay)(averages[n], p.detach(), step)
    return {
        "optimizer": name, "decays_all": decays_all, "rates": rates, "clip": clip, "average": average,
        "parameters": digests({n: p.detach() for n, p in parameters.items()}), "averages": digests(averages),
    }


def rates(schedule, steps):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = schedule(optimizer)
    values = []
    for _ in range(steps):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return values


def warm_cosine(optimizer):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / 10, total_iters=9)
    cosine = lr_scheduler.CosineAnnealingLR(optimizer, T_max=50)
    return lr_scheduler.SequentialLR(optimizer, [rise, cosine], milestones=[10])


def plateau(accuracies):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, mode="max", factor=0.1, patience=2)
    values = []
    for accuracy in accuracies:
        scheduler.step(accuracy)
        values.append(optimizer.param_groups[0]["lr"])
    return values


def main():
    cases = [optimized(name, True, [0.01, 0.01], None, 0.9) for name in OPTIMIZERS]
    cases += [optimized(name, False, [0.01, 0.03], 2.0, 0.3) for name in OPTIMIZERS]
    accuracies = [0.5, 0.6, 0.6, 0.60003, 0.59, 0.6, 0.7, 0.7, 0.1, 0.7, 0.70001, 0.7, 0.7, 0.71]
    schedules = {
        "one_cycle": rates(lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=60, cycle_momentum=False), 60),
        "one_cycle_cifar10": rates(
            lambda o: lr_scheduler.OneCycleLR(
                o, 1.0, total_steps=60, pct_start=0.2, div_factor=10, final_div_factor=100, cycle_momentum=False), 60),
        "cosine": rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=60), 60),
        "warm_cosine": rates(warm_cosine, 60),
        "step": rates(lambda o: lr_scheduler.StepLR(o, 20, 0.973), 60),
        "plateau": plateau(accuracies),
    }
    print(json.dumps({"cases": cases, "schedules": schedules, "accuracies": accuracies}, indent=1))


main()
