"""Makes the lists beside this script: every tensor's name and shape in torchvision's, timm's and transformers' networks.

    python3 make_layouts.py          # with torch, torchvision, timm and transformers; made with 2.13, 0.29, 1.0.29 and 5.18

A file is named for its network (and its arguments, `mobilenet_v2+width_mult=0.35`). A line is one module, in the order
of the state dict: its name, then `kind extents` for each tensor, `weight 32,3,3,3 bias 32`. A batch norm is written
`norm C`: weight, bias, running_mean and running_var of [C], and num_batches_tracked, a scalar.
"""

import os

import torch

try:
    import shim  # noqa: F401  registers the torchvision operators that a CPU-only build lacks
except ImportError:
    pass
import timm
import torchvision
import transformers

HERE = os.path.dirname(os.path.abspath(__file__))

NORM = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]

TORCHVISION = [
    ("mobilenet_v2", {}),
    ("mobilenet_v2", {"width_mult": 0.35}),
    ("mobilenet_v2", {"width_mult": 1.4, "num_classes": 5}),
    ("mobilenet_v3_large", {}),
    ("mobilenet_v3_large", {"width_mult": 0.75}),
    ("mobilenet_v3_small", {}),
    ("mobilenet_v3_small", {"width_mult": 0.5, "num_classes": 5}),
]

TIMM = [
    ("mobilenetv1_100", {}),
    ("mobilenetv1_100h", {}),
    ("mobilenetv1_125", {}),
    ("mobilenetv2_035", {}),
    ("mobilenetv2_050", {}),
    ("mobilenetv2_075", {}),
    ("mobilenetv2_100", {}),
    ("mobilenetv2_100", {"num_classes": 5, "in_chans": 1}),
    ("mobilenetv2_110d", {}),
    ("mobilenetv2_120d", {}),
    ("mobilenetv2_140", {}),
    ("mobilenetv3_large_075", {}),
    ("mobilenetv3_large_100", {}),
    ("mobilenetv3_small_050", {}),
    ("mobilenetv3_small_075", {}),
    ("mobilenetv3_small_100", {}),
    ("tf_mobilenetv3_large_075", {}),
    ("tf_mobilenetv3_large_100", {}),
    ("tf_mobilenetv3_large_minimal_100", {}),
    ("tf_mobilenetv3_small_075", {}),
    ("tf_mobilenetv3_small_100", {}),
    ("tf_mobilenetv3_small_minimal_100", {}),
]

TRANSFORMERS = [
    ("hf_mobilenet_v1", {}),
    ("hf_mobilenet_v1", {"width_mult": 0.5, "num_classes": 1001}),
    ("hf_mobilenet_v2", {}),
    ("hf_mobilenet_v2", {"width_mult": 0.35, "num_classes": 1001}),
]


def lines(state_dict):
    modules = {}
    for key, tensor in state_dict.items():
        module, kind = key.rsplit(".", 1)
        modules.setdefault(module, {})[kind] = ",".join(map(str, tensor.shape))
    for module, tensors in modules.items():
        if list(tensors) == NORM:
            assert len(set(list(tensors.values())[:4])) == 1 and tensors["num_batches_tracked"] == ""
            yield f"{module} norm {tensors['weight']}"
        else:
            yield " ".join([module] + [f"{kind} {shape}" for kind, shape in tensors.items()])


def write(name, arguments, model):
    file = "+".join([name] + [f"{key}={value}" for key, value in arguments.items()]) + ".txt"
    with open(os.path.join(HERE, file), "w") as out:
        out.writelines(line + "\n" for line in lines(model.state_dict()))


with torch.device("meta"):
    for name, arguments in TORCHVISION:
        write(name, arguments, getattr(torchvision.models, name)(**arguments))
    for name, arguments in TIMM:
        write(name, arguments, timm.create_model(name, **arguments))
    for name, arguments in TRANSFORMERS:
        version = name[-2:].upper()
        config = getattr(transformers, f"MobileNet{version}Config")(
            depth_multiplier=arguments.get("width_mult", 1.0), num_labels=arguments.get("num_classes", 1000)
        )
        write(name, arguments, getattr(transformers, f"MobileNet{version}ForImageClassification")(config))
