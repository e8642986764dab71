"""Columns of texts, as pyarrow has them."""

from __future__ import annotations

from typing import Any


def with_own_texts(pa: Any, array: Any) -> Any:
    """Returns a dictionary array with only those texts that occur in it; any other array as it is.

    Args:
        pa: pyarrow.
        array: a pyarrow array without nulls.
    """
    import numpy

    if not pa.types.is_dictionary(array.type):
        return array
    codes, texts = array.indices.to_numpy(), array.dictionary
    if len(texts) <= 4 * len(codes):
        used = numpy.flatnonzero(numpy.bincount(codes, minlength=len(texts)))
        places = numpy.zeros(len(texts), dtype="int32")
        places[used] = numpy.arange(len(used), dtype="int32")
        codes = places[codes]
    else:
        used, codes = numpy.unique(codes, return_inverse=True)
    return pa.DictionaryArray.from_arrays(codes.astype("int32"), texts.take(pa.array(used)))
