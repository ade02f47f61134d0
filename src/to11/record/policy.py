"""What of a call goes into its spans."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from to11.model.capture import Capture
from to11.record.overrides import NO_OVERRIDES, Overrides
from to11.settings import GatewaySettings, PriceSettings

_DEFAULTS: Final = GatewaySettings()


@dataclass(frozen=True, slots=True)
class Policy:
    """How much of a call is told, how long that may be, and at what prices."""

    capture: Capture = Capture.FULL
    """With `none` a call has no spans at all: there is nobody to make them."""
    max_content_bytes: int = _DEFAULTS.max_content_bytes
    """Of each attribute that holds messages, as JSON in UTF-8."""
    max_blob_bytes: int = _DEFAULTS.max_blob_bytes
    """Of data within messages, in base64."""
    prices: Overrides = NO_OVERRIDES

    @classmethod
    def of(
        cls,
        gateway: GatewaySettings,
        prices: Mapping[str, Mapping[str, PriceSettings]],
        capture: Capture = Capture.FULL,
    ) -> Self:
        """What the settings say. Of a call that was written down as it was, all is told: what was not to be kept was
        never written down."""
        return cls(capture, gateway.max_content_bytes, gateway.max_blob_bytes, Overrides.of(prices))

    @property
    def tells_content(self) -> bool:
        """Whether messages, tools and error texts are told."""
        return self.capture is Capture.FULL


DEFAULT: Final = Policy()
