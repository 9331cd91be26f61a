"""Pure sound: codecs, resampling, the gate before voice activity, endpointing. Arrays in, arrays out."""
