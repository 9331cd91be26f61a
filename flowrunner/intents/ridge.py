"""Ridge regression in its dual form: small, and the same on every machine. No numpy, whose import takes longer."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from operator import mul

Row = list[float]


def solve(gram: Sequence[Row], targets: Sequence[Row], penalty: float) -> list[Row]:
    """Return the solutions of (gram + penalty) x = target, a row each.

    ``gram`` is symmetric and has no negative eigenvalue; its lower triangle is enough.
    """
    root = _cholesky(gram, penalty)
    size = len(root)
    columns = [[root[row][column] for row in range(size - 1, column - 1, -1)] for column in range(size)]
    return [_backward(columns, _forward(root, target)) for target in targets]


def _cholesky(gram: Sequence[Row], penalty: float) -> list[Row]:
    """Return the lower triangle whose square is the matrix."""
    root: list[Row] = []
    for i, given in enumerate(gram):
        row: Row = []
        for j in range(i):
            row.append((given[j] - sum(map(mul, row, root[j]))) / root[j][j])
        row.append(sqrt(given[i] + penalty - sum(map(mul, row, row))))
        root.append(row)
    return root


def _forward(root: Sequence[Row], target: Row) -> Row:
    solution: Row = []
    for row, wanted in zip(root, target, strict=True):
        solution.append((wanted - sum(map(mul, row, solution))) / row[-1])
    return solution


def _backward(columns: Sequence[Row], target: Row) -> Row:
    """Solve from the end; ``columns`` are those of the triangle, each from its end up to the diagonal."""
    solution: Row = []
    for column, wanted in zip(reversed(columns), reversed(target), strict=True):
        solution.append((wanted - sum(map(mul, column, solution))) / column[-1])
    return solution[::-1]
