"""Makes the files beside this script: what PyTorch and safetensors write, for the readers' tests.

    python3 make_fixtures.py                       # with torch, safetensors and numpy
    python3 make_fixtures.py as_trainers_write     # one part alone

`x.safetensors` holds, as float32, what a reader must find in `x.pth` and its like; `expected` writes it. Legacy files
hold addresses of the run that made them and differ from run to run; everything else is the same each time.
"""

import argparse
import collections
import copy
import datetime
import enum
import functools
import gzip
import io
import os
import pathlib
import pickle
import sys
import warnings
import zipfile

import numpy
import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
warnings.filterwarnings("ignore")
torch.manual_seed(1)


def path(name):
    return os.path.join(HERE, name)


def expected(name, tensors):
    save_file({k: v.detach().float().contiguous().clone() for k, v in tensors.items()}, path(name + ".safetensors"))


def both_formats(name, value):
    torch.save(value, path(name + ".pth"))
    torch.save(value, path(name + "_legacy.pth"), _use_new_zipfile_serialization=False)


def every_type():
    special = [0.0, -0.0, 1.0, -2.5, 3.14159265, 1e-7, 65504.0, float("inf"), float("-inf")]
    tensors = {
        "f32": torch.tensor(special + [1e-42, 3.4e38]),
        "f16": torch.tensor(special).half(),
        "bf16": torch.tensor(special).bfloat16(),
        "f64": torch.tensor(special + [0.1, 1e300, 1e-300], dtype=torch.float64),
        "i64": torch.tensor([0, 1, -1, 2**40 + 1, 2**63 - 1, -(2**63)]),
        "i32": torch.tensor([0, 1, -1, 2**31 - 1, -(2**31), 16777217], dtype=torch.int32),
        "i16": torch.tensor([0, 1, -1, 2**15 - 1, -(2**15)], dtype=torch.int16),
        "i8": torch.tensor([0, 1, -1, 127, -128], dtype=torch.int8),
        "u8": torch.tensor([0, 1, 128, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(7.0),
        "none": torch.zeros(2, 0, 3),
    }
    expected("every_type", tensors)
    both_formats("every_type", tensors)
    unsigned = {
        "u16": torch.tensor([0, 1, 2**16 - 1], dtype=torch.uint16),
        "u32": torch.tensor([0, 1, 2**32 - 1], dtype=torch.uint32),
        "u64": torch.tensor([0, 1, 2**63 + 2**39 + 1, 2**64 - 1], dtype=torch.uint64),
    }
    expected("every_type_with_unsigned", {**tensors, **unsigned})
    save_file({**tensors, **unsigned}, path("every_type_native.safetensors"), {"format": "pt", "note": "caf\u00e9"})


def views():
    base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
    tensors = collections.OrderedDict(
        whole=base,
        transposed=base.transpose(0, 2),
        narrowed=base[1:, 1:3, 2:],
        every_second=base.flatten()[1::2],
        row=base[2, 3],
        element=base[1, 2, 3],
        expanded=torch.tensor([5.0, 6.0]).reshape(2, 1).expand(2, 3),
        empty=base[:0],
        half_transposed=torch.arange(6).half().reshape(2, 3).t(),
        channels_last=torch.arange(48.0).reshape(2, 3, 2, 4).contiguous(memory_format=torch.channels_last),
        tied=base,
    )
    expected("views", tensors)
    both_formats("views", tensors)


def network():
    layers = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, bias=False), torch.nn.BatchNorm2d(4), torch.nn.Linear(4, 2))
    layers[1].num_batches_tracked += 17
    return layers


def networks():
    layers = network()
    weights = copy.deepcopy(layers.state_dict())  # the step below changes the layers' own
    expected("network", weights)
    both_formats("network", weights)
    for protocol in (3, 4, 5):
        torch.save(weights, path(f"network_protocol{protocol}.pth"), pickle_protocol=protocol)
    torch.save(weights, path("network_legacy_protocol4.pth"), pickle_protocol=4, _use_new_zipfile_serialization=False)
    torch.save(dict(layers.named_parameters()), path("network_parameters.pth"))

    # What our writer must write, byte for byte: the reference implementation puts 8-byte elements first.
    save_file(weights, path("network_native.safetensors"), {"format": "pt"})

    optimizer = torch.optim.SGD(layers.parameters(), lr=0.1, momentum=0.9)
    layers[0](torch.ones(1, 3, 4, 4)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 7])
    training = {
        "model": layers.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "epoch": 3,
        "best": 0.75,
        "size": torch.Size([3, 32]),
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "history": [(1, 0.5), (2, None), {"three": True}, b"bytes", {1, 2}, 2**70, -(2**40)],
        "rng": torch.get_rng_state()[:8].clone(),
    }
    expected("training", layers.state_dict())
    both_formats("training", training)

    zeros = {k: torch.zeros_like(v) for k, v in weights.items()}
    torch.save({"state_dict": zeros, "model": "mobilenetv2", "state_dict_ema": weights}, path("ema_timm.pth"))
    averaged = torch.optim.swa_utils.AveragedModel(layers)
    torch.save({"model": zeros, "model_ema": averaged.state_dict()}, path("ema_torchvision.pth"))
    torch.save({"module." + k: v for k, v in weights.items()}, path("data_parallel.pth"))
    torch.save({"module._orig_mod." + k: v for k, v in weights.items()}, path("compiled.pth"))


class SystemCall:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


class Evaluation:
    def __reduce__(self):
        return eval, ("print('this must never run')",)


def refused():
    one = torch.ones(1)
    both_formats("refused_system", {"a": one, "b": SystemCall()})
    torch.save({"a": one, "b": Evaluation()}, path("refused_eval.pth"))
    torch.save({"model": {"a": one}, "args": argparse.Namespace(lr=0.1)}, path("namespace.pth"))
    torch.save({"model": {"a": one}, "best": numpy.float64(0.5)}, path("numpy_scalar.pth"))
    both_formats("module", torch.nn.Linear(2, 2))
    torch.save({"a": torch.quantize_per_tensor(one, 0.1, 0, torch.quint8)}, path("refused_quantised.pth"))
    torch.save({"a": torch.ones(2, dtype=torch.complex64)}, path("refused_complex.pth"))
    torch.save({"a": torch.sparse_coo_tensor([[0]], [1.0], [4])}, path("refused_sparse.pth"))
    torch.save({"a": one.to(torch.float8_e4m3fn)}, path("refused_float8.pth"))
    torch.save({"a": torch._neg_view(torch.ones(2))}, path("refused_negated.pth"))
    torch.save({"a": one.expand(1 << 30)}, path("refused_expanded.pth"))
    torch.save({"net": {"a": one}, "epoch": 3}, path("unknown_wrapper.pth"))
    torch.save([one], path("refused_list.pth"))
    torch.save({"a": one, "b": "text"}, path("mixed.pth"))
    torch.save({"a": one, "module.a": one}, path("refused_twice.pth"))
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), path("refused_script.pth"))
    with open(path("refused_plain_pickle.pth"), "wb") as file:
        pickle.dump({"a": [1, 2]}, file, protocol=2)
    save_file({"a": one.to(torch.float8_e4m3fn)}, path("refused_float8.safetensors"))

    rezipped("compressed.pth", compression=zipfile.ZIP_DEFLATED)
    rezipped("big_endian.pth", replaced={"byteorder": b"big", "data/0": numpy.ones(1, ">f4").tobytes()})
    rezipped("refused_two_pickles.pth", added={"other/data.pkl": b"\x80\x02N."})
    rezipped("refused_missing_storage.pth", dropped={"data/0"})
    rezipped("refused_short_storage.pth", replaced={"data/0": b"\0\0"})
    rezipped("refused_duplicate_entry.pth", added={"a/data/0": b"\0\0\0\0"})
    rezipped("unusual_order.pth", dropped={"byteorder"}, added={"a/../../b": b"never looked at", "/root": b""})


def rezipped(name, compression=zipfile.ZIP_STORED, replaced=(), added=(), dropped=()):
    """A small checkpoint, unpacked and zipped again in another way."""
    buffer = io.BytesIO()
    torch.save({"a": torch.ones(1)}, buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path(name), "w", compression) as target:
        def add(entry, content):
            info = zipfile.ZipInfo(entry)
            info.compress_type = compression
            target.writestr(info, content)

        for info in source.infolist():
            folder, entry = info.filename.split("/", 1)
            if entry in dropped:
                continue
            add("a/" + entry, dict(replaced).get(entry, source.read(info)))
        for entry, content in dict(added).items():
            add(entry, content)


class Color(enum.Enum):
    RED = 1


class Settings(collections.OrderedDict):
    pass


def as_trainers_write():
    """What stands beside weights, and what weights stand in; `network.safetensors` is what is to be found in each."""
    torch.manual_seed(1)
    layers = network()
    weights = layers.state_dict()
    expected("as_trainers", weights)
    settings = Settings(lr=0.1)
    settings.note = "an attribute"
    beside = {
        "args": argparse.Namespace(lr=0.1, out=pathlib.PurePosixPath("/data")),
        "when": datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc),
        "path": pathlib.PurePosixPath("/data"),
        "scalar": numpy.float64(0.5),
        "history": numpy.array([0.5, 0.7]),
        "random": numpy.random.RandomState(0).get_state(),
        "meters": collections.defaultdict(list, a=[1.0]),
        "color": Color.RED,
        "settings": settings,
        "partial": functools.partial(torch.nn.ReLU, inplace=True),
        "frozen": frozenset({1, 2}),
    }
    torch.save({"net": weights, **beside}, path("as_trainers.pth"))
    torch.save({"net": weights, **beside}, path("as_trainers_legacy.pth"), _use_new_zipfile_serialization=False)
    torch.save((weights, 12), path("as_trainers_tuple.pth"))
    arrays = {k: v.numpy() for k, v in weights.items()}
    torch.save(arrays, path("as_trainers_numpy.pth"))
    torch.save(arrays, path("as_trainers_numpy_protocol5.pth"), pickle_protocol=5)
    with open(path("as_trainers_numpy.pkl"), "wb") as file:
        pickle.dump({"a": numpy.asfortranarray(numpy.arange(6, dtype=">f4").reshape(2, 3)), "objects": numpy.array([None])}, file)
    numpy.savez(path("as_trainers.npz"), **arrays)
    numpy.savez_compressed(path("as_trainers_compressed.npz"), **arrays, fortran=numpy.asfortranarray(numpy.arange(6.0).reshape(2, 3)))
    buffers = {k: torch.nn.Buffer(v) for k, v in weights.items()}
    torch.save(buffers, path("as_trainers_buffers.pth"))
    torch.save({"u16": torch.tensor([1, 65535], dtype=torch.uint16)}, path("unsigned.pth"))
    layers.eval()
    flat = torch.nn.Sequential(layers[0], layers[1], torch.nn.Flatten(), torch.nn.Linear(4, 2)).eval()
    flat[3].load_state_dict(layers[2].state_dict())
    torch.jit.script(flat).save(path("as_trainers_scripted.pt"))
    torch.jit.save(torch.jit.freeze(torch.jit.script(flat)), path("refused_frozen.pt"))
    torch.export.save(torch.export.export(flat, (torch.zeros(1, 3, 3, 3),)), path("exported.zip"))
    # Of an exported program only what is read: the program and its sample inputs are forty kilobytes.
    with zipfile.ZipFile(path("exported.zip")) as source, zipfile.ZipFile(path("as_trainers.pt2"), "w") as target:
        for info in source.infolist():
            if "/data/weights/" in info.filename or info.filename.endswith(("/byteorder", "/archive_format")):
                target.writestr(zipfile.ZipInfo(info.filename), source.read(info))
    os.remove(path("exported.zip"))
    with zipfile.ZipFile(path("packed.zip"), "w", zipfile.ZIP_DEFLATED) as target:
        target.write(path("as_trainers_tuple.pth"), "best.pth")
    with gzip.GzipFile(path("packed.pth.gz"), "wb", mtime=0) as target:
        target.write(open(path("as_trainers_tuple.pth"), "rb").read())


PARTS = [every_type, views, networks, refused, as_trainers_write]
for part in PARTS:
    if not sys.argv[1:] or part.__name__ in sys.argv[1:]:
        part()
