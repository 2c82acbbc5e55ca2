"""Communications against reports with full records; `measure.py communications` prints it.

A quotation of ours is gold's where their contents overlap most, by half of gold's at least. A communication of ours is gold's where they share
quotations or evidence, the pair with the same medium and the most in common first, one to one. *Both ends right*: names of `from` and `to` are gold's,
where an alias, or a name within the other, is as good; gold's words of one who has no name match the same words. What gold leaves out must be absent.
*Date*: when a quotation was said, by itself or by its communication. *Said*: by itself alone. `people` is for `measure.py people`: who speaks and is told.
"""
import re

import predict


def overlap(a, b):
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def words(name):
    return set(re.findall(r"\w+", name.lower())) - {"the", "a", "an", "of", "his", "her", "its", "their"}


def same(gold, names):
    return any(words(gold) and (words(gold) <= words(n) or words(n) and words(n) <= words(gold)) for n in names)


def end_right(gold, entities):
    """Whether two lists of people are the same people."""
    gold = [g.strip() for g in (gold or "").split(";") if g.strip() and g.strip() != "nobody"]
    if len(gold) != len(entities):
        return False
    left = list(entities)
    for g in gold:
        hit = next((e for e in left if same(g, [e["name"], *e["aliases"]])), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def quotations(case, reading):
    """{gold number: our quotation}."""
    out, used = {}, set()
    for n, pieces in case.content.items():
        size = sum(e - s for s, e in pieces)
        best = max(reading["quotations"], key=lambda q: overlap(pieces, predict.pairs(q["content"])), default=None)
        if best and best["id"] not in used and 2 * overlap(pieces, predict.pairs(best["content"])) >= size:
            out[n] = best
            used.add(best["id"])
    return out


def pairs(case, reading, quoted):
    """{gold number: our communication}, one to one."""
    found = []
    for n, gold in case.communications.items():
        own = {m for m, facts in case.facts.items() if facts.get("in") == f"m{n}"}
        for c in reading["communications"]:
            shared = sum(quoted[m]["communication"] == c["id"] for m in own if m in quoted)
            touch = overlap(case.evidence.get(n, []), predict.pairs(c["evidence"])) > 0
            if shared or touch:
                found.append((gold["medium"] == c["medium"], shared, touch, -n, c["id"]))
    by_id, out, used = {c["id"]: c for c in reading["communications"]}, {}, set()
    for *_, n, c in sorted(found, reverse=True):
        if -n not in out and c not in used:
            out[-n] = by_id[c]
            used.add(c)
    return out


def tallies(case, reading, show=False):
    """{measure: (right predictions, predictions, right gold, gold)} of one report."""
    quoted = quotations(case, reading)
    matched = pairs(case, reading, quoted)
    entities = {e["id"]: e for e in reading["entities"]}
    values = {t["id"]: t["value"] for t in reading["times"]}
    ours = {c["id"]: c for c in reading["communications"]}
    back = {c["id"]: n for n, c in matched.items()}

    def right(n, c):
        gold = case.communications[n]
        return all(end_right(gold.get(end), [entities[e] for e in c[end]]) for end in ("from", "to"))

    good = sum(right(n, c) for n, c in matched.items())
    gold_replies = {(n, int(m)) for n, g in case.communications.items() for m in re.findall(r"m([0-9]+)", g.get("replies", ""))}
    our_replies = [(back.get(c["id"]), back.get(r)) for c in ours.values() for r in c["in_reply_to"]]
    replies = sum(r in gold_replies for r in our_replies)
    out = {"both ends": (good, len(ours), good, len(case.communications)),
           "reply": (replies, len(our_replies), replies, len(gold_replies))}
    attached, medium, date, said = [0] * 4, [0] * 4, [0] * 4, [0] * 4

    def count(cell, is_right, got, wanted):
        for i, value in enumerate((is_right, got, is_right, wanted)):
            cell[i] += bool(value)

    for n, q in quoted.items():
        facts = case.facts.get(n, {})
        wanted = int(facts["in"][1:]) if "in" in facts else None
        gold, c = case.communications.get(wanted, {}), ours.get(q["communication"], {})
        count(attached, wanted and c and matched.get(wanted) is c, c, wanted)
        count(medium, c and c["medium"] != "other" and c["medium"] == gold.get("medium"), c and c["medium"] != "other", gold)
        day = case.values.get(facts.get("said")) or case.values.get(gold.get("date"))
        ours_day = values.get(q["said"]) or (values.get(c.get("date")) if c else None)
        count(date, day and day == ours_day, ours_day, day)
        day, ours_day = case.values.get(facts.get("said")), values.get(q["said"])
        count(said, day and day == ours_day, ours_day, day)
    out.update({"attached": tuple(attached), "medium": tuple(medium), "date": tuple(date), "said": tuple(said)})
    if show:
        for n, gold in case.communications.items():
            c = matched.get(n)
            if c is None or not right(n, c):
                got = c and {k: [entities[e]["name"] for e in c[k]] for k in ("from", "to")}
                print(f"{case.id} m{n} {gold}: {'missed' if c is None else (c['medium'], got)}")
        for pair in our_replies:
            if pair not in gold_replies:
                print(f"{case.id}: reply {pair} is none")
        for c in ours.values():
            if c["id"] not in back:
                text = " | ".join(case.text[s:e] for s, e in predict.pairs(c["evidence"]))
                print(f"{case.id}: {c['id']} {c['medium']} is nobody's: {text[:90]}")
    return out


def people(case, reading, show=False):
    """{measure: (right predictions, predictions, right gold, gold)} of who is meant in one report, of quotations that were found.

    Speakers: of those whose mention is right (half of its words, Jaccard) and who are named. Addressees: of all quotations found.
    """
    quoted = quotations(case, reading)
    entities = {e["id"]: e for e in reading["entities"]}
    speaker, sure, unnamed, told, stated = [0] * 4, [0] * 4, [0] * 4, [0] * 4, [0] * 4

    def add(cell, right, got, wanted):
        for i, value in enumerate((right, got, right, wanted)):
            cell[i] += value

    for n, q in quoted.items():
        facts = case.facts.get(n, {})
        mention = [p for s in q["speakers"] for p in predict.pairs(s["mention"])]
        gold = case.source.get(n, [])
        shared = overlap(gold, mention)
        all_of = sum(e - s for s, e in gold) + sum(e - s for s, e in mention) - shared
        if gold and 2 * shared >= all_of and len(q["speakers"]) == 1:
            one = q["speakers"][0]
            status = facts.get("status", "").split(" ")[0]
            if status == "named":
                e = entities.get(one["entity"])
                right = bool(e and same(facts.get("speaker-name", ""), [e["name"], *e["aliases"]]))
                add(speaker, right, bool(e), 1)
                if e and one["confidence"] >= 0.8:
                    add(sure, right, 1, 0)
                sure[3] += 1
                if show and not right:
                    print(f"{case.id} q{n}: speaker {facts.get('speaker-name')} is {e and e['name']} ({one['confidence']})")
            elif status == "unnamed":
                add(unnamed, one["status"] == "named", 0, 1)
        wanted = [w.strip() for w in facts.get("to", "").split(";") if w.strip() not in ("", "nobody")]
        ours = []
        for a in q["addressees"]:
            e = entities.get(a["entity"])
            ours.append(([e["name"], *e["aliases"]] if e else [" ".join(case.text[s:t] for s, t in predict.pairs(a["mention"]))], a["inferred"]))
        hit = sum(any(same(w, names) for names, _ in ours) for w in wanted)
        good = sum(any(same(w, names) for w in wanted) for names, _ in ours)
        for i, value in enumerate((good, len(ours), hit, len(wanted))):
            told[i] += value
        plain = [o for o in ours if not o[1]]
        add(stated, sum(any(same(w, names) for w in wanted) for names, _ in plain), len(plain), 0)
        if show and (good < len(ours) or hit < len(wanted)):
            print(f"{case.id} q{n}: to {wanted} is {[(n[0], 'inferred' if i else 'stated') for n, i in ours]}")
    return {"speaker": tuple(speaker), "speaker, confidence 0.8 and above": tuple(sure), "unnamed called named": tuple(unnamed),
            "addressee": tuple(told), "addressee, stated": tuple(stated)}
