"""What compiled things ask of ``saving``, which few programs do: it is imported with the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base.given import Given

Files = Mapping[str, str | bytes] | None

save: Given[[Any, Any, Files], None] = Given("anabranch.objects.saving")
saved: Given[[Any, Files], bytes] = Given("anabranch.objects.saving")
pickled: Given[[Any], tuple[Any, ...]] = Given("anabranch.objects.saving")
