"""What the classifier needs of a model that knows what sentences mean. Models are in ``flowrunner/embedding``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedding(Protocol):
    """Turns sentences into vectors; the same sentence gives the same vector, so it is part of no call's state."""

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return a vector of unit length, whatever the case of the letters.

        The product of two says how alike they mean, up to 1.
        """
        ...

    def __hash__(self) -> int:
        """One model is itself: what was learned with it is kept."""
        ...
