from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from flowrunner.graph.boxes import Box, Layout, Link, Point
from flowrunner.graph.layout import layout
from flowrunner.graph.ranks import ranks

NAMES = tuple("abcdefghij")
boxes = st.builds(
    lambda width, height, exits: (2 * width, height, tuple(2 * width * (n + 1) // (exits + 1) for n in range(exits))),
    st.integers(60, 200),
    st.integers(40, 120),
    st.integers(1, 4),
)
links = st.lists(st.builds(Link, st.sampled_from(NAMES), st.integers(0, 3), st.sampled_from(NAMES), st.booleans()))


def drawn(
    sizes: Sequence[tuple[int, int, tuple[int, ...]]], wanted: list[Link]
) -> tuple[list[Box], list[Link], Layout]:
    """Draw what of the wanted links there are boxes and exits for."""
    made = [Box(name, *size) for name, size in zip(NAMES, sizes, strict=False)]
    exits = {box.name: len(box.exits) for box in made}
    fit = [each for each in wanted if each.target in exits and each.exit < exits.get(each.source, 0)]
    following: dict[str, list[str]] = {}
    for link in fit:
        following.setdefault(link.source, []).append(link.target)
    return made, fit, layout(made, fit, ranks([box.name for box in made], following, ["a"]))


def crosses(one: Point, other: Point, corner: Point, box: Box) -> bool:
    """Whether a level or upright line passes through the inside of a box."""
    beside = max(one.x, other.x) <= corner.x or min(one.x, other.x) >= corner.x + box.width
    apart = max(one.y, other.y) <= corner.y or min(one.y, other.y) >= corner.y + box.height
    return not (beside or apart)


@settings(max_examples=150)
@given(st.lists(boxes, min_size=1, max_size=10), links)
def test_boxes_stand_apart_and_lines_go_around_them(
    sizes: Sequence[tuple[int, int, tuple[int, ...]]], wanted: list[Link]
) -> None:
    made, _, found = drawn(sizes, wanted)
    for one, other in combinations(made, 2):
        at, to = found.places[one.name], found.places[other.name]
        apart_x = at.x + one.width < to.x or to.x + other.width < at.x
        assert apart_x or at.y + one.height < to.y or to.y + other.height < at.y
    for route in found.routes:
        for start, end in pairwise(route):
            assert start.x == end.x or start.y == end.y
            assert not any(crosses(start, end, found.places[box.name], box) for box in made)


@settings(max_examples=100)
@given(st.lists(boxes, min_size=1, max_size=10), links)
def test_each_line_leaves_at_its_exit_and_arrives_at_the_top(
    sizes: Sequence[tuple[int, int, tuple[int, ...]]], wanted: list[Link]
) -> None:
    made, fit, found = drawn(sizes, wanted)
    by_name = {box.name: box for box in made}
    assert len(found.routes) == len(fit)
    for link, route in zip(fit, found.routes, strict=True):
        source, target = by_name[link.source], by_name[link.target]
        at, to = found.places[source.name], found.places[target.name]
        assert route[0] == Point(at.x + source.exits[link.exit], at.y + source.height)
        assert route[-1].y == to.y
        assert to.x < route[-1].x < to.x + target.width
        assert all(0 <= point.x <= found.width and 0 <= point.y <= found.height for point in route)


def test_the_same_input_gives_the_same_drawing() -> None:
    sizes = [(200, 80, (50, 100))] * 6
    wanted = [Link("a", 0, "b"), Link("a", 1, "c"), Link("b", 0, "d"), Link("c", 0, "d"), Link("d", 0, "a")]
    assert drawn(sizes, wanted)[2] == drawn(sizes, wanted)[2]


def test_a_single_way_is_a_straight_line() -> None:
    _, _, found = drawn([(200, 80, (100,))] * 3, [Link("a", 0, "b"), Link("b", 0, "c")])
    assert [len({point.x for point in route}) for route in found.routes] == [1, 1]


def test_links_to_one_box_end_in_one_line_but_light_ones_keep_to_themselves() -> None:
    wanted = [Link("a", 0, "b"), Link("a", 1, "c"), Link("b", 0, "d"), Link("c", 0, "d"), Link("b", 1, "d", light=True)]
    _, _, found = drawn([(200, 80, (50, 150))] * 4, wanted)
    ends = [found.routes[index][-1] for index in (2, 3, 4)]
    assert ends[0] == ends[1] != ends[2]


def test_parts_that_nothing_ties_together_stand_side_by_side() -> None:
    _, _, found = drawn([(200, 80, (100,))] * 4, [Link("a", 0, "b"), Link("c", 0, "d")])
    assert found.width == 200 + 30 + 200


def test_nothing_is_no_drawing() -> None:
    assert layout([], [], {}) == Layout(0, 0, {}, ())


def test_a_box_that_only_leads_back_stays_near() -> None:
    _, _, found = drawn([(200, 80, (100,))] * 3, [Link("a", 0, "b"), Link("c", 0, "a")])
    assert found.width <= 200 + 30 + 200 + 2 * 24


def test_a_box_that_leads_to_itself_stays_over_what_follows() -> None:
    wanted = [Link("a", 0, "a"), Link("a", 0, "a"), Link("a", 0, "b"), Link("b", 0, "c")]
    _, _, found = drawn([(200, 80, (100,))] * 3, wanted)
    assert found.width <= 200 + 24


@settings(max_examples=150)
@given(st.lists(boxes, min_size=1, max_size=10), links)
def test_a_drawing_is_no_wider_than_everything_side_by_side(
    sizes: Sequence[tuple[int, int, tuple[int, ...]]], wanted: list[Link]
) -> None:
    made, fit, found = drawn(sizes, wanted)
    assert found.width <= sum(box.width + 30 for box in made) + 24 * len(fit)
