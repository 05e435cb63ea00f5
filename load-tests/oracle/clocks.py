"""The clocks of a case, computed: one per duty, started by the rule of its day, stopped, resumed, moved, climbed.

A clock here holds moments as milliseconds; `told` gives it the way the platform writes it.
"""
from calendars import day_of, instant, last_moment, number_of, today
from rulebook import rule_for

LENGTHS = {'province': 2, 'prefecture': 4, 'county': 6, 'township': 9, 'community': 12}
HELD_BY_TOWNSHIP = {'assign', 'recheck', 'decide-extension'}
HELD_BY_COUNTY = {'decide', 'publish', 'file-with-city', 'delist'}


def end_of(day):
    return last_moment(number_of(day))


class Clockwork:
    def __init__(self, book):
        self.book, self.ladders = book, {}

    def rules(self, division, at):
        return self.book.document('hazard-deadlines', division, at)

    def calendar(self, division, at):
        return self.book.calendar(division, today(at), at)

    def start(self, case, duty, at, weighed=None):
        document = self.rules(case['division'], at)
        rule = rule_for(document['content'], duty, weighed or case)
        case['running'].pop(duty, None)
        if rule:
            calendar = self.calendar(case['division'], at)
            due = calendar.due(at, rule['amount'], rule['unit'])
            case['running'][duty] = {
                'unit': rule['unit'], 'from': at, 'due': due, 'uncertain': calendar.is_uncertain(at, due, rule['unit']),
                'climbed': 0, 'policy': (document['id'], document['version'])}

    def stop(self, case, duty, at):
        clock = case['running'].get(duty)
        if clock and 'stopped' not in clock:
            clock['stopped'] = at
            clock['left'] = self.calendar(case['division'], at).run(at, clock['due'], clock['unit'])

    def resume(self, case, duty, at):
        clock = case['running'].get(duty)
        if clock and 'stopped' in clock:
            calendar = self.calendar(case['division'], at)
            clock['idle'] = clock.get('idle', 0) + calendar.run(clock['stopped'], at, clock['unit'])
            clock['due'] = calendar.forward(at, clock['left'] * 100, clock['unit'])
            clock['uncertain'] = calendar.is_uncertain(at, clock['due'], clock['unit'])
            del clock['stopped'], clock['left']

    def move(self, case, duty, due, at):
        """The deadline becomes another moment: the rule of that day decides from then on, steps that lie ahead count again."""
        clock = case['running'].get(duty)
        if not clock:
            return
        document = self.rules(case['division'], at)
        clock['due'] = due
        clock['policy'] = (document['id'], document['version'])
        clock.pop('overdue', None)
        calendar = self.calendar(case['division'], at)
        if 'stopped' in clock:
            clock['left'] = calendar.run(clock['stopped'], due, clock['unit'])
        # A clock that stands still is where it was when it stopped.
        clock['climbed'] = sum(rung['at'] <= clock.get('stopped', at) for rung in self.ladder(clock, calendar))

    def ladder(self, clock, calendar):
        key = (clock['from'], clock.get('idle', 0), clock['due'], clock['unit'], clock['policy'], id(calendar))
        if key not in self.ladders:
            if len(self.ladders) > 20_000:
                self.ladders.clear()
            self.ladders[key] = self.rungs(clock, calendar)
        return self.ladders[key]

    def rungs(self, clock, calendar):
        content = self.book.versions[clock['policy']]['content']
        rungs = []
        for step in content['escalation']:
            when, rung = step['at'], {'level': step['level'], 'territory': step['territory'], 'deadline': False}
            if 'percent' not in when:
                rung['at'] = calendar.due(clock['due'], when['after']['amount'], when['after']['unit'])
            elif when['percent'] == 100:
                rung.update(at=clock['due'], percent=100, deadline=True)
            else:
                # A share of the time that was given; what passed while the clock stood still was nobody's time.
                idle = clock.get('idle', 0)
                given = calendar.run(clock['from'], clock['due'], clock['unit']) - idle
                rung.update(at=calendar.forward(clock['from'], given * when['percent'] + idle * 100, clock['unit']), percent=when['percent'])
            rungs.append(rung)
        if not any(rung['deadline'] for rung in rungs):
            rungs.append({'at': clock['due'], 'deadline': True})
        return sorted(rungs, key=lambda rung: rung['at'])

    def next_rung(self, case, duty, at):
        """The step of a running clock that comes next, as it is known at a moment."""
        clock = case['running'].get(duty)
        if not clock or 'stopped' in clock:
            return None
        rungs = self.ladder(clock, self.book.calendar(case['division'], today(clock['from']), at))
        return rungs[clock['climbed']] if clock['climbed'] < len(rungs) else None


def territory(case, duty, rung):
    """Escalation begins where the duty is held and goes upward; a place that ends above the level stands for itself."""
    kind = (case.get('assignee') or {}).get('kind')
    held = 'township' if duty in HELD_BY_TOWNSHIP else 'county' if duty in HELD_BY_COUNTY \
        else {'department': 'county', 'subdistrict': 'township'}.get(kind, 'community')
    wanted = rung.get('territory', 'holder')
    length = LENGTHS[held] if wanted == 'holder' else min(LENGTHS[held], LENGTHS[wanted])
    return case['division'][:length] if len(case['division']) >= length else case['division']


def told(duty, clock):
    out = {'duty': duty, 'unit': clock['unit'], 'startedAt': instant(clock['from']), 'dueAt': instant(clock['due']),
           'crossesUnknownYear': clock['uncertain'], 'steps': clock['climbed'], 'policy': clock['policy']}
    if 'stopped' in clock:
        out.update(stoppedAt=instant(clock['stopped']), leftMs=clock['left'])
    if 'idle' in clock:
        out['idleMs'] = clock['idle']
    if 'overdue' in clock:
        out['overdueAt'] = instant(clock['overdue'])
    return out


def said(clock):
    """A clock of the platform in the same form."""
    out = {key: value for key, value in clock.items() if key != 'policy'}
    out['policy'] = (clock['policy']['id'], clock['policy']['version'])
    return out
