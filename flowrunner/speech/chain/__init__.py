"""Several voices or recognizers as one: who hangs or fails is replaced by the next, and the caller hears on."""
