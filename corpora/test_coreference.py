#!/usr/bin/env python3
"""Holds the scores of `coreference.py` against small examples counted by hand: `python3 corpora/test_coreference.py`."""
import unittest

import coreference as c


class Scores(unittest.TestCase):
    # The example of Pradhan et al. 2014: key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    KEY = [set("abc"), set("defg")]
    RESPONSE = [set("ab"), set("cd"), set("fghi")]

    def test_muc(self):
        # Key: 3-2 + 4-3 of 2 + 3; response: 2-1 + 2-2 + 4-3 of 1 + 1 + 3.
        self.assertEqual(c.muc(self.KEY, self.RESPONSE), (2, 5, 2, 5))

    def test_b_cubed(self):
        # Recall (4+1)/3 + (1+4)/4 of 7; precision 4/2 + (1+1)/2 + 4/4 of 8.
        r, n, p, m = c.b_cubed(self.KEY, self.RESPONSE)
        self.assertAlmostEqual(r, 5 / 3 + 5 / 4)
        self.assertAlmostEqual(p, 2 + 1 + 1)
        self.assertEqual((n, m), (7, 8))

    def test_ceaf_e(self):
        # {a b c}-{a b}: 4/5, {d e f g}-{f g h i}: 4/8.
        r, n, p, m = c.ceaf_e(self.KEY, self.RESPONSE)
        self.assertAlmostEqual(r, 0.8 + 0.5)
        self.assertAlmostEqual(p, 1.3)
        self.assertEqual((n, m), (2, 3))

    def test_the_same_is_all_right(self):
        for metric in c.METRICS.values():
            self.assertAlmostEqual(c.f1([metric(self.KEY, self.KEY)]), 100)

    def test_nothing_found(self):
        for metric in c.METRICS.values():
            self.assertEqual(c.f1([metric(self.KEY, [])]), 0)

    def test_an_assignment_takes_the_best_sum_and_not_the_best_cell(self):
        self.assertEqual(c.assign([[0.9, 0.8], [0.8, 0.1]]), {0: 1, 1: 0})
        self.assertEqual(c.assign([[0.1], [0.7], [0.2]]), {1: 0})

    def test_of_one_head_the_mention_with_most_words_in_common(self):
        gold = [(3, {3}), (3, {2, 3, 4, 5})]
        self.assertEqual(c.matched(gold, [(3, {2, 3, 4}), (3, {3}), (7, {7})]), {0: 1, 1: 0})


if __name__ == "__main__":
    unittest.main()
