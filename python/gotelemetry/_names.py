"""Errors for names that are not in the data, with those that may have been meant."""

from __future__ import annotations

from collections.abc import Iterable

_NEAREST = 3


class UnknownNameError(LookupError):
    """A program, chart or value that a question names is not in the data."""


def unknown(what: str, name: str, known: Iterable[str], where: str) -> UnknownNameError:
    """Returns the error for a name that is not among the `known` ones.

    Example:
        >>> print(unknown("program", "gopls", ["golang.org/x/tools/gopls", "cmd/go"], "this dataset"))
        program 'gopls' is not in this dataset; did you mean 'golang.org/x/tools/gopls'?
    """
    all_known = sorted(set(known))
    close = nearest(name, all_known)
    if close:
        hint = "; did you mean " + " or ".join(map(repr, close)) + "?"
    elif len(all_known) <= 2 * _NEAREST:
        hint = ", which has " + (", ".join(map(repr, all_known)) or "none")
    else:
        hint = f", which has {len(all_known)} others"
    return UnknownNameError(f"{what} {name!r} is not in {where}{hint}")


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Returns at most three names that resemble `name`, the most similar first."""
    # Imported here because it is needed only for an error.
    import difflib

    scores = []
    for other in known:
        lower, wanted = other.lower(), name.lower()
        score = difflib.SequenceMatcher(None, lower, wanted).ratio()
        # The end of a path, or a part of a name, is what people remember.
        if wanted and (lower.endswith("/" + wanted) or wanted.endswith("/" + lower)):
            score = max(score, 0.95)
        elif wanted and (wanted in lower or (lower and lower in wanted)):
            score = max(score, 0.7)
        scores.append((-score, other))
    best = min(scores, default=(0.0, ""))[0]
    return [other for score, other in sorted(scores)[:_NEAREST] if score <= min(-0.6, best + 0.15)]
