"""Writes losses.txt: torch.nn.functional.cross_entropy and its gradient by the logits, with class weights, label smoothing,
and targets that are labels or probabilities.

Run with torch installed: python3 make_losses.py > losses.txt
"""
import torch

PICTURES, CLASSES = 4, 5
WEIGHTS = [0.5, 2.0, 1.0, 3.5, 0.25]


def numbers(values):
    return " ".join(repr(v) for v in torch.as_tensor(values, dtype=torch.float64).flatten().tolist())


def main():
    generator = torch.Generator().manual_seed(5)
    logits = torch.randn(PICTURES, CLASSES, generator=generator, dtype=torch.float64) * 3
    logits = logits.float().double()
    labels = torch.tensor([1, 4, 0, 1])
    mixed = torch.softmax(torch.randn(PICTURES, CLASSES, generator=generator, dtype=torch.float64), 1).float().double()
    for kind, targets in ("labels", labels), ("targets", mixed):
        for weights in None, WEIGHTS:
            for smoothing in 0.0, 0.1:
                x = logits.clone().requires_grad_()
                w = None if weights is None else torch.tensor(weights, dtype=torch.float64)
                loss = torch.nn.functional.cross_entropy(x, targets, weight=w, label_smoothing=smoothing)
                loss.backward()
                print(f"case {kind} {'weighted' if weights else 'even'} {smoothing}")
                print("logits", numbers(logits))
                print("wanted", numbers(targets.double()))
                print("weights", numbers(weights or [1.0] * CLASSES))
                print("loss", numbers(loss.detach()))
                print("gradient", numbers(x.grad))


main()
