"""The table that is printed."""

from benchmarks.table import Figure, Section, best, ratio, text, values

PACE = Figure("pace", "kchar/s", 1200.0, (("snail", 3.0), ("hare", 2400.0)))
MEMORY = Figure("memory", "MB", 5.0, (("snail", 20.0), ("hare", 200.0)), less_is_better=True)
ALONE = Figure("names", "%", 90.0)


def test_the_best_peer_is_the_most_or_the_least_as_it_should_be() -> None:
    """Of memory less is better."""
    assert best(PACE) == ("hare", 2400.0)
    assert best(MEMORY) == ("snail", 20.0)
    assert best(ALONE) is None


def test_the_ratio_is_ours_over_the_best_peers() -> None:
    """Where nobody else was measured there is none."""
    assert (ratio(PACE), ratio(MEMORY), ratio(ALONE)) == (0.5, 0.25, None)


def test_every_figure_and_peer_stands_in_the_table() -> None:
    """Each in its own row and column, with the notes below."""
    lines = text((Section("Weir posts", (PACE, ALONE)),), ("Snail ran on one leg.",)).splitlines()
    assert lines[0].split() == ["Late", "Edition", "best", "peer", "ratio", "snail", "hare"]
    assert "  pace, kchar/s         1,200  2,400 hare   0.50    3.0  2,400" in lines
    assert lines[-1] == "Snail ran on one leg."


def test_json_holds_the_same_figures() -> None:
    """What a machine reads is what is printed."""
    told = values((Section("Weir posts", (PACE,)),), ())
    assert told == {
        "sections": [
            {
                "title": "Weir posts",
                "figures": [
                    {
                        "name": "pace",
                        "unit": "kchar/s",
                        "less_is_better": False,
                        "ours": 1200.0,
                        "peers": {"snail": 3.0, "hare": 2400.0},
                        "best_peer": "hare",
                        "ratio": 0.5,
                    }
                ],
            }
        ],
        "notes": [],
    }
