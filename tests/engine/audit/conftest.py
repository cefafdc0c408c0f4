"""What the audit's tests share: the fragments module, loaded by path because test folders are no packages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_PATH = Path(__file__).with_name("fragments.py")
if "audit_fragments" not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location("audit_fragments", _PATH)
    assert _SPEC and _SPEC.loader
    _MODULE = importlib.util.module_from_spec(_SPEC)
    sys.modules["audit_fragments"] = _MODULE
    _SPEC.loader.exec_module(_MODULE)
