"""Makes the configurations beside this script as timm writes them for its hub.

    python3 make_configs.py          # with torch and timm; made with 2.13 and 1.0.29
"""

import os
import pathlib

try:
    import shim  # noqa: F401  registers the torchvision operators that a CPU-only build lacks
except ImportError:
    pass
import timm
from timm.models._hub import save_config_for_hf

HERE = pathlib.Path(os.path.dirname(os.path.abspath(__file__)))

published = timm.create_model("mobilenetv3_small_100")
save_config_for_hf(published, HERE / "timm_published.json")

own = timm.create_model("mobilenetv2_050", num_classes=3)
save_config_for_hf(own, HERE / "timm_own_classes.json", model_config={"label_names": ["daisy", "rose", "tulip"]})

grey = timm.create_model("tf_mobilenetv3_small_minimal_100", num_classes=2, in_chans=1)
grey.pretrained_cfg = dict(grey.pretrained_cfg, input_size=(1, 96, 96), mean=(0.5,), std=(0.25,), crop_pct=0.95)
save_config_for_hf(grey, HERE / "timm_grey.json", model_args={"in_chans": 1})
