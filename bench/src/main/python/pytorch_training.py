"""Steps of training in PyTorch beside this library's, by turns in fresh processes.

  python bench/src/main/python/pytorch_training.py --turns 5 -- ./mobilenet bench --train --forks 1 --json
  python bench/src/main/python/pytorch_training.py --turns 5 --precision bfloat16 -- ./mobilenet bench --train --precision bfloat16 --forks 1 --json

torchvision's MobileNetV2, eager, channels last; batch 32 at 224 pixels, noise; label smoothing 0.1; SGD with Nesterov's
momentum and weight decay; the median step behind some that warm up. glibc is told to keep its memory, in large pages. What
stands behind -- prints images_per_second in JSON. Who begins changes from turn to turn. Without it, PyTorch alone.
(PyTorch 2.13, torchvision 0.29)
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ALLOCATOR = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=34359738368"
GOLDENS = pathlib.Path(__file__).resolve().parents[4] / "core" / "src" / "test" / "resources" / "goldens"


def mobilenet_v2():
    try:
        import torchvision
    except RuntimeError:  # built for another PyTorch: its own operators are missing, of which V2 has none
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        sys.path.insert(0, str(GOLDENS))
        import shim  # noqa: F401
        import torchvision
    return torchvision.models.mobilenet_v2(weights=None)


def images_per_second(options):
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = mobilenet_v2().train().to(memory_format=torch.channels_last)
    images = torch.randn(options.batch, 3, options.resolution, options.resolution)
    images = images.to(memory_format=torch.channels_last)
    labels = torch.arange(options.batch) % 1000
    loss = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, nesterov=True, weight_decay=4e-5)
    times = []
    for step in range(options.warm_up + options.steps):
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bfloat16"):
            value = loss(model(images), labels)
        value.backward()
        optimizer.step()
        if step >= options.warm_up:
            times.append(time.perf_counter() - begin)
    return options.batch / statistics.median(times)


def pytorch():
    environment = dict(os.environ)
    environment.setdefault("GLIBC_TUNABLES", ALLOCATOR)
    own = sys.argv[1:sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    command = [sys.executable, os.path.abspath(__file__), *own, "--here"]
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()[-1])


def other(command):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(re.search(r'"images_per_second"\s*:\s*([0-9.]+)', output).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--resolution", type=int, default=224)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--warm-up", type=int, default=4)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--here", action="store_true", help="PyTorch in this process; prints images a second")
    parser.add_argument("command", nargs="*", help="what prints the other side's JSON")
    options = parser.parse_args()
    if options.here:
        print(images_per_second(options))
        return
    ratios = []
    for turn in range(options.turns):
        sides = [pytorch] + ([lambda: other(options.command)] if options.command else [])
        found = {}
        for side in sides if turn % 2 == 0 else reversed(sides):
            found[side] = side()
        rates = [found[side] for side in sides]
        line = f"PyTorch {rates[0]:.1f} images/s"
        if options.command:
            ratios.append(rates[1] / rates[0])
            line += f", this library {rates[1]:.1f}: {ratios[-1]:.2f} times as fast"
        print(line, flush=True)
    if ratios:
        print(f"median of {len(ratios)}: {statistics.median(ratios):.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f})")


main()
