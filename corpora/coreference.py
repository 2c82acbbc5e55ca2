"""Scores of coreference: MUC, B³ and CEAF-e, and their mean, the CoNLL F1.

MUC: Vilain et al. 1995; B³: Bagga and Baldwin 1998; CEAF-e: Luo 2005 (here with φ4); their mean: Pradhan et al. 2012. Clusters are lists of
sets of mentions; a mention is anything that can be hashed, the same object in key and response where the two match. Every score is a
tally (recall numerator, recall denominator, precision numerator, precision denominator), so that documents add up.
"""


def muc(key, response):
    def half(clusters, others):
        of = {m: i for i, c in enumerate(others) for m in c}
        found = whole = 0
        for cluster in clusters:
            parts = {of.get(m, ("alone", m)) for m in cluster}
            found += len(cluster) - len(parts)
            whole += len(cluster) - 1
        return found, whole
    return half(key, response) + half(response, key)


def b_cubed(key, response):
    def half(clusters, others):
        of = {m: i for i, c in enumerate(others) for m in c}
        total = count = 0
        for cluster in clusters:
            shared = {}
            for m in cluster:
                if m in of:
                    shared[of[m]] = shared.get(of[m], 0) + 1
            total += sum(n * n for n in shared.values()) / len(cluster)
            count += len(cluster)
        return total, count
    return half(key, response) + half(response, key)


def assign(weights):
    """The one-to-one assignment of greatest weight, as {row: column} (Hungarian method with potentials, O(n²m))."""
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if not rows or not columns:
        return {}
    if rows > columns:
        return {r: c for c, r in assign([list(col) for col in zip(*weights)]).items()}
    far = float("inf")
    u, v, match, way = [0.0] * (rows + 1), [0.0] * (columns + 1), [0] * (columns + 1), [0] * (columns + 1)
    for i in range(1, rows + 1):
        match[0], j0 = i, 0
        least, used = [far] * (columns + 1), [False] * (columns + 1)
        while True:
            used[j0] = True
            i0, delta, j1 = match[j0], far, 0
            for j in range(1, columns + 1):
                if not used[j]:
                    cost = -weights[i0 - 1][j - 1] - u[i0] - v[j]
                    if cost < least[j]:
                        least[j], way[j] = cost, j0
                    if least[j] < delta:
                        delta, j1 = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
            if not match[j0]:
                break
        while j0:
            match[j0] = match[way[j0]]
            j0 = way[j0]
    return {match[j] - 1: j - 1 for j in range(1, columns + 1) if match[j]}


def ceaf_e(key, response):
    """Clusters that share no mention are parted first: they are never assigned to each other to any gain."""
    of = {m: i for i, c in enumerate(response) for m in c}
    total = 0.0
    seen = set()
    touch = [{of[m] for m in c if m in of} for c in key]
    by_response = {}
    for i, parts in enumerate(touch):
        for r in parts:
            by_response.setdefault(r, []).append(i)
    for i in range(len(key)):
        if i in seen or not touch[i]:
            continue
        rows, columns, stack = [], set(), [i]
        seen.add(i)
        while stack:
            k = stack.pop()
            rows.append(k)
            for r in touch[k] - columns:
                columns.add(r)
                for other in by_response[r]:
                    if other not in seen:
                        seen.add(other)
                        stack.append(other)
        names = sorted(columns)
        rows.sort()
        weights = [[2 * len(key[k] & response[r]) / (len(key[k]) + len(response[r])) for r in names] for k in rows]
        total += sum(weights[a][b] for a, b in assign(weights).items())
    return total, len(key), total, len(response)


METRICS = {"MUC": muc, "B³": b_cubed, "CEAF-e": ceaf_e}


def f1(tallies):
    """F1 in per cent of summed tallies."""
    r, rn, p, pn = map(sum, zip(*tallies)) if tallies else (0, 0, 0, 0)
    r, p = r / rn if rn else 0, p / pn if pn else 0
    return 200 * p * r / (p + r) if p + r else 0.0


def conll(per_document):
    """The mean of the three F1 over documents, each a {name: tally}."""
    return sum(f1([d[name] for d in per_document]) for name in METRICS) / len(METRICS)


def tallies(key, response):
    return {name: metric(key, response) for name, metric in METRICS.items()}


def matched(gold, found):
    """One gold mention for each found one, and the reverse: same head, most words shared first; {index of found: index of gold}.

    gold and found: (head, set of words) each.
    """
    by_head = {}
    for g, (head, _) in enumerate(gold):
        by_head.setdefault(head, []).append(g)
    options = []
    for f, (head, words) in enumerate(found):
        for g in by_head.get(head, ()):
            shared = len(words & gold[g][1]) / len(words | gold[g][1])
            options.append((-shared, f, g))
    out, taken = {}, set()
    for _, f, g in sorted(options):
        if f not in out and g not in taken:
            out[f] = g
            taken.add(g)
    return out
