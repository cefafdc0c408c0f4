"""What the engine's tests share: a small rulebook with a correction, by path because test folders are no packages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_PATH = Path(__file__).with_name("correcting.py")
if "engine_correcting" not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location("engine_correcting", _PATH)
    assert _SPEC and _SPEC.loader
    _MODULE = importlib.util.module_from_spec(_SPEC)
    sys.modules["engine_correcting"] = _MODULE
    _SPEC.loader.exec_module(_MODULE)
