"""Names, coreference and pronouns on GUM, end to end from raw text; `measure.py gum` prints it.

A mention's head is the word of it that stands highest in GUM's tree, for GUM's mentions and for ours. *Named heads*: of mentions whose head is a proper noun and
whose type is person, organisation or place, found as a name of an entity of that kind at that word. *Coreference*: mentions match by head,
one to one; entities of one mention are left out on both sides. *Pronouns*: he, she, they and their forms whose entity GUM names somewhere in
the document; right where our entity's name is a name of that entity.
"""
import coreference
import gum

TYPES = {"person": "person", "organization": "organisation", "place": "place"}
KINDS = {"person": "person", "group": "person", "organisation": "organisation", "publication": "organisation", "place": "place"}
THIRD = {"he", "him", "his", "himself", "she", "her", "hers", "herself", "they", "them", "their", "theirs", "themselves"}


def ours(doc, reading):
    """Our mentions: (entity, kind of entity, kind of mention, head, words); a title with a capital is a name, as the tree has it."""
    out = []
    for entity in reading["entities"]:
        for mention in entity["mentions"]:
            words = [i for s in mention["spans"] for i in doc.words_of(s["start"], s["end"])]
            if words:
                head = doc.head(words)
                form = "name" if mention["kind"] == "title" and doc.words[head].form[0].isupper() else mention["kind"]
                out.append((entity["id"], KINDS.get(entity["kind"], "other"), form, head, frozenset(words)))
    return out


def named(doc, mentions):
    """{type: (right, found, right, gold)} of named heads."""
    gold = {(m.head, TYPES[m.type]) for m in doc.mentions if m.type in TYPES and doc.words[m.head].xpos.startswith("NNP")}
    found = {(head, kind) for _, kind, form, head, _ in mentions if form == "name" and kind in TYPES.values()}
    out = {}
    for name in ["all", *TYPES.values()]:
        g = {x for x in gold if name in ("all", x[1])}
        f = {x for x in found if name in ("all", x[1])}
        out[name] = (len(g & f), len(f), len(g & f), len(g))
    return out


def chains(doc, mentions):
    """Tallies of coreference without entities of one mention."""
    gold, found = {}, {}
    for m in doc.mentions:
        gold.setdefault(m.entity, []).append((m.head, frozenset(m.words)))
    for entity, _, _, head, words in mentions:
        found.setdefault(entity, []).append((head, words))
    gold = [g for g in ([(h, w) for h, w in c] for c in gold.values()) if len(g) > 1]
    found = [f for f in found.values() if len(f) > 1]
    flat_gold = [m for c in gold for m in c]
    flat_found = [m for c in found for m in c]
    match = coreference.matched(flat_gold, flat_found)
    key, response, g, f = [], [], 0, 0
    for c in gold:
        key.append({("gold", g + i) for i in range(len(c))})
        g += len(c)
    for c in found:
        response.append({("gold", match[f + i]) if f + i in match else ("ours", f + i) for i in range(len(c))})
        f += len(c)
    out = coreference.tallies(key, response)
    out["mentions"] = (len(match), len(flat_gold), len(match), len(flat_found))
    return out


def pronouns(doc, reading, mentions):
    """(right, linked, right, gold): pronouns whose entity is named in the text."""
    names = {}
    for m in doc.mentions:
        if doc.words[m.head].xpos.startswith("NNP"):
            names.setdefault(m.entity, set()).add(m.head)
    of, heads = {}, {}
    for entity, _, form, head, _ in mentions:
        of[head] = of.get(head, []) + [entity]
        if form == "name":
            heads.setdefault(entity, set()).add(head)
    right = linked = gold = 0
    for m in doc.mentions:
        if doc.words[m.head].form.lower() not in THIRD or len(m.words) > 1 or m.entity not in names:
            continue
        gold += 1
        entities = [e for e in of.get(m.head, ()) if e in heads]
        linked += bool(entities)
        # Most of our entity's names are names of theirs.
        right += any(2 * len(heads[e] & names[m.entity]) >= len(heads[e]) for e in entities)
    return right, linked, right, gold
