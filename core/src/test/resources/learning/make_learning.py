"""How PyTorch learns: losses per epoch of a small run on CIFAR-10's JPEG files, for three draws of the weights.

python make_learning.py cifar10_jpeg.zip > learning.json      (PyTorch 2.13, torchvision, Pillow; two threads, some minutes)

MobileNetV2 at half its width with strides of 1 in the stem and in the second stage, no dropout; the first 200 training images of
each class, image by image through the classes, in that order in every epoch, unchanged; batches of 128, the last of 80;
SGD with Nesterov's momentum 0.9, 0.1 down by a cosine over all steps, decay 5e-4 of every parameter; three epochs."""
import io, json, math, sys, zipfile
import numpy as np, torch
from PIL import Image
from torch import nn
import torch.nn.functional as F
from torchvision.models import mobilenet_v2

MEAN, STD = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None], torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]
PER_CLASS, BATCH, EPOCHS = 200, 128, 3
SETTINGS = [[1, 16, 1, 1], [6, 24, 2, 1], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]]

z = zipfile.ZipFile(sys.argv[1]); names = sorted(n for n in z.namelist() if "/train/" in n and n.endswith(".jpg"))
classes = sorted({n.split("/")[-2] for n in names}); by = {c: [n for n in names if n.split("/")[-2] == c][:PER_CLASS] for c in classes}
order = [(by[c][i], k) for i in range(PER_CLASS) for k, c in enumerate(classes)]
x = torch.stack([(torch.from_numpy(np.array(Image.open(io.BytesIO(z.read(n))).convert("RGB"))).permute(2, 0, 1) / 255 - MEAN) / STD for n, _ in order])
y = torch.tensor([k for _, k in order]); torch.set_num_threads(2); runs = []
for seed in (1, 2, 3):
    torch.manual_seed(seed); m = mobilenet_v2(num_classes=10, width_mult=0.5, inverted_residual_setting=SETTINGS, dropout=0.0); m.features[0][0].stride = (1, 1); m.train()
    opt = torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4); steps = EPOCHS * math.ceil(len(x) / BATCH); step = 0; losses = []
    for _ in range(EPOCHS):
        total = 0.0
        for i in range(0, len(x), BATCH):
            for g in opt.param_groups: g["lr"] = 0.1 * 0.5 * (1 + math.cos(math.pi * step / steps))
            l = F.cross_entropy(m(x[i:i + BATCH]), y[i:i + BATCH]); opt.zero_grad(); l.backward(); opt.step(); step += 1; total += l.item() * len(y[i:i + BATCH])
        losses.append(total / len(x))
    runs.append(losses); print(seed, losses, file=sys.stderr, flush=True)
print(json.dumps(dict(torch=torch.__version__, losses=runs), indent=1))
