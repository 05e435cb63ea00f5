"""Which rule document decides: of those that are known and hold on the day, the nearest place, then the highest version."""
from bisect import bisect_right

from calendars import Calendar, moment, today


class Rulebook:
    def __init__(self, events):
        approved = [(moment(e['recorded_at']), e['payload']['document']) for e in events if e['ce_type'] == 'policy.approved.v1']
        approved.sort(key=lambda one: one[0])
        self.moments = [at for at, _ in approved]
        self.documents = [document for _, document in approved]
        self.versions = {(d['id'], d['version']): d for d in self.documents}
        self.cache = {}

    def epoch(self, at):
        """How many documents were known at a moment."""
        return bisect_right(self.moments, at)

    def deciding(self, documents, division, day):
        holding = [d for d in documents
                   if division.startswith(d.get('jurisdiction', '')) and d['validFrom'] <= day <= d.get('validTo', '9999-12-31')]
        return max(holding, key=lambda d: (len(d.get('jurisdiction', '')), d['version'], d['validFrom']), default=None)

    def document(self, kind, division, at, day=None):
        key = (kind, division, self.epoch(at), day or today(at))
        if key not in self.cache:
            known = [d for d in self.documents[:key[2]] if d['kind'] == kind]
            self.cache[key] = self.deciding(known, division, key[3])
        return self.cache[key]

    def calendar(self, division, day, at):
        """The calendar of a place on a day, as far as it is known at a moment."""
        key = ('calendar', division, self.epoch(at), day)
        if key not in self.cache:
            known = self.documents[:key[2]]
            hours = self.deciding([d for d in known if d['kind'] == 'working-time'], division, day)
            schedules = []
            for year in {d['content']['year'] for d in known if d['kind'] == 'holidays'}:
                within = min(max(day, f'{year}-01-01'), f'{year}-12-31')
                found = self.deciding([d for d in known if d['kind'] == 'holidays' and d['content']['year'] == year], division, within)
                if found:
                    schedules.append(found['content'])
            self.cache[key] = self.shared(hours['content'], schedules)
        return self.cache[key]

    def shared(self, hours, schedules):
        key = repr((hours, schedules))
        if key not in self.cache:
            self.cache[key] = Calendar(hours, schedules)
        return self.cache[key]


def rule_for(content, duty, weighed):
    """The most specific rule of a duty: item before class before risk level; the first of equals."""
    best, weight = None, -1
    for rule in content['rules']:
        if rule['duty'] != duty:
            continue
        named = [(4, 'itemCode'), (2, 'class'), (1, 'riskLevel')]
        if any(key in rule and rule[key] != weighed[key] for _, key in named):
            continue
        own = sum(value for value, key in named if key in rule)
        if own > weight:
            best, weight = rule, own
    return best
