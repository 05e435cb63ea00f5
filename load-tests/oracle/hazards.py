"""Folds the events of hazards: who did what and when is taken from them, what follows from it is computed.

What an event says of clocks, class or reporters is never taken over: it is what the computed is compared with.
"""
import copy

from calendars import day_of, instant, last_moment, moment, number_of, shifted, today
from clocks import LENGTHS, Clockwork, end_of, said, territory, told
from rulebook import rule_for

OPEN = {'REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING', 'SUBMITTED'}
WORKED = {'ACCEPTED', 'RECTIFYING'}
RISKS = ['RED', 'ORANGE', 'YELLOW', 'BLUE']
CLASSES = ['ORDINARY', 'SUSPECTED_MAJOR', 'MAJOR']
# From which states an event is possible, and where it leads.
STEPS = {
    'graded': (OPEN, None), 'major-confirmed': (OPEN, None), 'major-refuted': (OPEN, None),
    'assigned': ({'REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING'}, 'ASSIGNED'), 'accepted': ({'ASSIGNED'}, 'ACCEPTED'),
    'returned': ({'ASSIGNED'}, 'REPORTED'), 'plan-submitted': (WORKED, 'RECTIFYING'), 'controlled': (OPEN, None),
    'extension-requested': (WORKED, None), 'extension-granted': (WORKED, None), 'extension-refused': (WORKED, None),
    'rectification-submitted': (WORKED, 'SUBMITTED'), 'recheck-signed': ({'SUBMITTED'}, None), 'closed': ({'SUBMITTED'}, 'CLOSED'),
    'recheck-failed': ({'SUBMITTED'}, 'RECTIFYING'), 'acknowledged': (OPEN, None), 'urged': (OPEN, None), 'escalated': (OPEN | {'CLOSED'}, None),
    'overdue': (OPEN | {'CLOSED'}, None), 'listed': (OPEN, None), 'listing-recorded': (OPEN | {'CLOSED'}, None), 'delisted': ({'CLOSED'}, None),
    'transferred': (OPEN, None), 'place-suspended': (OPEN, None), 'place-resumed': (OPEN | {'CLOSED', 'MERGED', 'VOID'}, None),
    'merged': (OPEN, 'MERGED'), 'joined': (OPEN, None), 'repeated': (OPEN, None), 'voided': ({'REPORTED'}, 'VOID'), 'looked-back': ({'CLOSED'}, None),
}
# Members that a case is made of by its report alone.
REPORTED = ['id', 'number', 'division', 'compoundId', 'compoundName', 'spot', 'point', 'family', 'itemCode', 'subtype', 'title', 'fixer',
            'departments', 'responsibleEnterpriseId', 'responsibleEnterpriseName', 'relapsedFrom', 'reportedBy', 'foundAt', 'recordedAt',
            'description', 'facts', 'photos', 'sourceKeys', 'policies']


def some(**members):
    return {key: value for key, value in members.items() if value is not None}


def item_of(document, code, subtype):
    item = next(one for one in document['content']['items'] if one['code'] == code)
    for variant in item.get('subtypes', []):
        if variant['subtype'] == subtype:
            return {**item, **variant}
    return item


class Hazards:
    def __init__(self, book, registry, journal, verdict, settled):
        self.book, self.registry, self.journal, self.verdict = book, registry, journal, verdict
        self.clockwork, self.settled = Clockwork(book), settled
        self.cases, self.snapshots, self.states, self.joins = {}, {}, {}, {}

    # -- folding ---------------------------------------------------------------------------------------------------------

    def fold(self, events, keep_from):
        """All events of one hazard in the order of their versions; states from `keep_from` on are kept one by one."""
        case, waiting = None, None
        ident = events[0]['aggregate_id']
        for position, event in enumerate(events):
            name, data = event['ce_type'].split('.')[1], event['payload']
            at = moment(data['recordedAt'] if name == 'reported' else data['at'])
            where = f'hazard {ident} version {event["version"]} {name}'
            if not self.verdict.same('every version once', where, event['version'], position + 1):
                return None
            if name == 'reported':
                case = self.reported(data, at, where)
            elif case is None:
                return None
            else:
                if waiting and name != 'escalated':
                    self.verdict.say('escalations', where, 'nothing', waiting)
                    waiting = None
                before = case['state']
                possible, to = STEPS[name]
                self.verdict.holds('steps of the state table', where, before in possible, f'not possible from {before}')
                waiting = self.step(case, name, data, at, event, where, waiting)
                case['state'] = to or case['state']
            case['version'] = event['version']
            case['last'] = at
            self.verdict.same('clocks in events', where, self.sorted(map(said, data['clocks'])), self.sorted(self.told(case)))
            self.states.setdefault(ident, []).append((case['state'], case['class']))
            request = self.journal.accepted.get((ident, event['version']))
            if request and 'clocks' in request['answer']:
                self.compare_short(request['answer'], case, where)
            until = moment(events[position + 1]['recorded_at']) if position + 1 < len(events) else None
            self.settle(case, moment(event['recorded_at']), until, where)
            if moment(event['recorded_at']) >= keep_from or position + 1 == len(events):
                self.snapshots.setdefault(ident, []).append((moment(event['recorded_at']), copy.deepcopy(case) if until else case))
        if waiting:
            self.verdict.say('escalations', f'hazard {ident}', 'nothing', waiting)
        self.cases[ident] = case
        return case

    def sorted(self, clocks):
        return sorted(clocks, key=lambda clock: clock['duty'])

    def told(self, case):
        return [told(duty, clock) for duty, clock in case['running'].items()]

    def settle(self, case, at, until, where):
        """At every moment by which all that was due had acted, the next step of each clock lies ahead."""
        for moment_settled in self.settled:
            if moment_settled < at or (until is not None and moment_settled >= until):
                continue
            for duty in case['running']:
                rung = self.clockwork.next_rung(case, duty, moment_settled)
                if rung:
                    self.verdict.holds('deadlines that had come had acted', f'{where} {duty}', rung['at'] > moment_settled,
                                       f'step {rung} was due at {instant(rung["at"])} and had not acted by {instant(moment_settled)}')

    def reported(self, data, at, where):
        v = self.verdict
        case = {key: data[key] for key in REPORTED if key in data}
        catalogue = self.book.document('hazard-catalogue', data['division'], at)
        deadlines = self.book.document('hazard-deadlines', data['division'], at)
        item = item_of(catalogue, data['itemCode'], data.get('subtype'))
        request = self.journal.creating.get(data['id'])
        old = self.cases_before(data)
        body = request['body'] if request else {}
        suspected = body.get('isSuspectedMajor', False) if request else old is not None and old[1] != 'ORDINARY'
        by_facts = any((data.get('facts') or {}).get(name) is True for name in item.get('suspectedWhen', []))
        case['class'] = 'SUSPECTED_MAJOR' if suspected or by_facts else item['defaultClass']
        case['riskLevel'] = 'RED' if case['class'] == 'SUSPECTED_MAJOR' else item['defaultRiskLevel']
        case.update(state='REPORTED', escalationLevel=0, isSupervised=False, urgedCount=0, running={})
        for key in ('family', 'title', 'fixer', 'departments'):
            v.same('class and catalogue at report', f'{where} {key}', data[key], item[key])
        for key in ('class', 'riskLevel', 'state'):
            v.same('class and catalogue at report', f'{where} {key}', data[key], case[key])
        v.same('class and catalogue at report', f'{where} policies', [(p['id'], p['version']) for p in data['policies']],
               [(d['id'], d['version']) for d in (catalogue, deadlines)])
        if request:
            for key in ('compoundId', 'itemCode', 'spot', 'description', 'facts', 'foundAt'):
                v.same('what was filed', f'{where} {key}', data.get(key), body.get(key))
            v.same('what was filed', f'{where} by', data['reportedBy']['sub'], request['by'])
            keys = [f"{request['by']}/{body['sourceKey']}"] if 'sourceKey' in body else None
            v.same('what was filed', f'{where} sourceKeys', data.get('sourceKeys'), keys)
        place = self.registry.place_at(data['compoundId'], at)
        v.same('responsible firm at report', where, (data.get('responsibleEnterpriseId'), data.get('responsibleEnterpriseName'), data['division'], data['compoundName']), place)
        self.clockwork.start(case, 'assign', at)
        if case['class'] == 'SUSPECTED_MAJOR':
            self.clockwork.start(case, 'decide', at)
        return case

    def cases_before(self, data):
        """State and class of the case that a relapse names, as it stood when it was looked back at."""
        if 'relapsedFrom' not in data:
            return None
        return self.states.get(data['relapsedFrom']['id'], [(None, None)])[-1]

    def step(self, case, name, data, at, event, where, waiting):
        start, running = self.clockwork.start, case['running']
        drop = lambda *duties: [running.pop(duty, None) for duty in duties]
        by, noted = data['by'], some(note=data.get('note'))
        mark = {'by': by, 'at': data['at']}
        request = self.journal.accepted.get((case['id'], event['version']))
        body = (request or {}).get('body') or {}
        if name in ('overdue', 'escalated') and data.get('cause') != 'supervision':
            return self.climb(case, name, data, at, where, waiting)
        self.rights(case, name, data, where)
        if name == 'graded':
            if data['class'] != case['class']:
                case.update({'class': 'SUSPECTED_MAJOR', 'riskLevel': 'RED'})
                start(case, 'decide', at)
            else:
                self.verdict.holds('steps of the state table', where, RISKS.index(data['riskLevel']) < RISKS.index(case['riskLevel']), 'not raised')
                case['riskLevel'] = data['riskLevel']
        elif name in ('major-confirmed', 'major-refuted'):
            confirmed = name == 'major-confirmed'
            self.verdict.holds('steps of the state table', where, case['class'] == 'SUSPECTED_MAJOR', f'decided on {case["class"]}')
            drop('decide')
            case['class'] = 'MAJOR' if confirmed else 'ORDINARY'
            if confirmed:
                case['riskLevel'] = 'RED'
            else:
                catalogue = self.book.document('hazard-catalogue', case['division'], moment(case['recordedAt']))
                # What is known by now of that day decides.
                catalogue = self.book.document('hazard-catalogue', case['division'], at, today(moment(case['recordedAt']))) or catalogue
                case['riskLevel'] = item_of(catalogue, case['itemCode'], case.get('subtype'))['defaultRiskLevel']
            if confirmed and 'rectify' in running:
                stood = 'stopped' in running['rectify']
                start(case, 'rectify', at)
                if stood:
                    self.clockwork.stop(case, 'rectify', at)
            self.add(case, 'decisions', {'decision': 'confirmed' if confirmed else 'refuted', 'department': data['department'],
                                         'criteriaVersion': data['criteriaVersion'], 'clauses': data['clauses'], **some(reason=data.get('reason')), **mark})
        elif name == 'assigned':
            self.assigned(case, data, body, request, at, where)
            self.settle_extension(case, withdrawnAt=data['at'])
            drop('assign', 'rectify', 'decide-extension')
            start(case, 'accept', at)
            case.pop('acceptedBy', None), case.pop('acceptedAt', None)
        elif name == 'accepted':
            drop('accept')
            case.update(acceptedBy=by, acceptedAt=data['at'])
            start(case, 'rectify', at)
            if 'listing' in case:
                self.clockwork.move(case, 'rectify', end_of(case['listing']['limitOn']), at)
        elif name == 'returned':
            drop('accept')
            start(case, 'assign', at)
            case.pop('assignee')
            self.add(case, 'returns', {**mark, 'note': data['reason']})
        elif name == 'plan-submitted':
            clock = running.get('rectify')
            rule = rule_for(self.clockwork.rules(case['division'], at)['content'], 'rectify', case)
            first = clock and not any(moment(plan['at']) >= clock['from'] for plan in case.get('plans', []))
            if first and rule and rule.get('isPlanBased'):
                self.clockwork.move(case, 'rectify', end_of(data['finishOn']), at)
            self.add(case, 'plans', {**{key: data[key] for key in ('responsibility', 'measures', 'funds', 'finishOn', 'contingency')}, **mark})
        elif name == 'controlled':
            case.setdefault('controlledAt', data['at'])
            self.add(case, 'controls', {'measures': data['measures'], 'photos': data['photos'], **mark})
        elif name == 'extension-requested':
            start(case, 'decide-extension', at)
            case['extension'] = {'until': data['until'], 'reason': data['reason'], **mark}
        elif name in ('extension-granted', 'extension-refused'):
            drop('decide-extension')
            granted = name == 'extension-granted'
            if granted:
                until = body.get('until', case['extension']['until'])
                self.verdict.same('what was asked is what is on record', f'{where} until', data['until'], until)
                self.clockwork.move(case, 'rectify', end_of(until), at)
            decision = {'isGranted': granted, **some(until=data.get('until'), reason=data.get('reason')), **mark}
            self.settle_extension(case, decision=decision)
        elif name == 'rectification-submitted':
            drop('decide-extension')
            self.clockwork.stop(case, 'rectify', at)
            start(case, 'recheck', at)
            self.settle_extension(case, withdrawnAt=data['at'])
            self.add(case, 'rectifications', {'note': data['note'], 'photos': data['photos'], **mark})
        elif name in ('recheck-signed', 'closed', 'recheck-failed'):
            passed = name != 'recheck-failed'
            if name == 'closed':
                running.clear()
                case['closedAt'] = data['at']
                if 'listing' in case:
                    start(case, 'delist', at)
            elif not passed:
                drop('recheck')
                self.clockwork.resume(case, 'rectify', at)
                for earlier in case.get('rechecks', []):
                    earlier['isVoid'] = True
            self.add(case, 'rechecks', {'passed': passed, **noted, 'photos': data['photos'], **mark})
        elif name == 'acknowledged':
            case.setdefault('acknowledgedAt', data['at'])
            self.add(case, 'acknowledgements', {**mark, **noted})
        elif name == 'urged':
            case['urgedCount'] += 1
            self.add(case, 'urges', {**mark, **noted})
        elif name == 'escalated':
            self.verdict.same('escalations', f'{where} by the county', (data['level'], data['to']),
                              (case['escalationLevel'] + 1, case['division'][:6]))
            case['isSupervised'] = True
            self.raise_to(case, case['escalationLevel'] + 1, case['division'][:6])
        elif name == 'listed':
            self.clockwork.move(case, 'rectify', end_of(data['limitOn']), at)
            start(case, 'publish', at)
            start(case, 'file-with-city', at)
            case['listing'] = {'limitOn': data['limitOn'], 'reason': data['reason'], **some(documentNo=data.get('documentNo')), **mark, 'records': []}
        elif name == 'listing-recorded':
            drop({'published': 'publish', 'filed-with-city': 'file-with-city'}[data['step']])
            of = case['listing'].get('delisted', case['listing'])
            of['records'].append({'step': data['step'], 'on': data['on'], **some(medium=data.get('medium'), documentNo=data.get('documentNo')), **mark})
        elif name == 'delisted':
            running.clear()
            start(case, 'publish', at)
            start(case, 'file-with-city', at)
            case['listing']['delisted'] = {**some(reason=data.get('reason')), **mark, 'records': []}
        elif name == 'transferred':
            case['departments'] = case['departments'] + [data['department']] * (data['department'] not in case['departments'])
            self.add(case, 'transferredTo', data['department'])
            self.add(case, 'transfers', {'department': data['department'], 'reason': data['reason'], **some(documentNo=data.get('documentNo')), **mark})
        elif name == 'place-suspended':
            case['suspension'] = {'department': data['department'], 'extent': data['extent'], 'reason': data['reason'],
                                  **some(documentNo=data.get('documentNo')), **mark}
        elif name == 'place-resumed':
            self.add(case, 'suspensions', {**case.pop('suspension'), 'resumed': {'reason': data['reason'], **mark}})
        elif name == 'merged':
            running.clear()
            self.settle_extension(case, withdrawnAt=data['at'])
            case.update(closedAt=data['at'], mergedInto=data['into'], endReason=data['reason'])
            first = {'by': case['reportedBy'], 'foundAt': case['foundAt'], 'at': case['recordedAt'], **some(description=case.get('description'))}
            own = {'id': case['id'], 'number': case['number']}
            reporters = [{**first, 'from': own}] + [{**one, 'from': one.get('from', own)} for one in case.get('reporters', [])]
            self.joins[(data['into']['id'], case['id'])] = (reporters, case['photos'], case.get('sourceKeys', []), case['compoundId'], case['class'], data['at'])
        elif name == 'joined':
            self.joined(case, data, where)
        elif name == 'repeated':
            case['repeats'] = case.get('repeats', 0) + 1
            self.add(case, 'reporters', {'by': by, 'at': data['at'], 'foundAt': data['foundAt'], **some(description=data.get('description'))})
            case['photos'] = case['photos'] + data['photos']
        elif name == 'voided':
            running.clear()
            case.update(closedAt=data['at'], endReason=data['reason'])
        elif name == 'looked-back':
            if 'relapsedAs' in data:
                case['relapsedAs'] = data['relapsedAs']
            self.add(case, 'lookBacks', {'outcome': data['outcome'], **noted, 'photos': data['photos'], **some(relapsedAs=data.get('relapsedAs')), **mark})
        return None

    def add(self, case, key, record):
        case[key] = [*case.get(key, []), record]

    def settle_extension(self, case, **end):
        if 'extension' in case:
            self.add(case, 'extensions', {**case.pop('extension'), **end})

    def raise_to(self, case, level, to):
        case['escalationLevel'] = max(case['escalationLevel'], level)
        known = case.get('escalatedTo')
        case['escalatedTo'] = to if known is None or len(to) < len(known) else known

    def assigned(self, case, data, body, request, at, where):
        to = body.get('to') or ({'kind': 'enterprise', 'enterpriseId': case.get('responsibleEnterpriseId')}
                                if case.get('responsibleEnterpriseId') else {'kind': 'subdistrict'})
        assignee = data['assignee']
        if request:
            own = {'kind': to['kind']}
            if to['kind'] == 'enterprise':
                firm = self.registry.legal_person(to['enterpriseId'], at)
                own.update(enterpriseId=firm['id'], name=firm['name'])
            else:
                length = 9 if to['kind'] == 'subdistrict' else 6
                own['division'] = case['division'][:length]
                if to['kind'] == 'department':
                    own['department'] = to['department']
            seen = {key: value for key, value in assignee.items() if key in own}
            self.verdict.same('to whom it was handed', where, seen, own)
        case['assignee'] = assignee
        if assignee['kind'] == 'enterprise':
            case.update(responsibleEnterpriseId=assignee['enterpriseId'], responsibleEnterpriseName=assignee['name'])
        if assignee['kind'] == 'department' and assignee['department'] not in case['departments']:
            case['departments'] = case['departments'] + [assignee['department']]
        self.verdict.same('to whom it was handed', f'{where} facts', (data['departments'], data.get('responsibleEnterpriseId')),
                          (case['departments'], case.get('responsibleEnterpriseId')))

    def joined(self, case, data, where):
        known = self.joins.get((case['id'], data['from']['id']))
        if known is None:
            self.verdict.say('merges', where, 'a report that joined', 'no such merger')
            known = ([], [], [], case['compoundId'], 'ORDINARY', data['at'])
        reporters, photos, keys, compound, weight, at = known
        self.verdict.same('merges', f'{where} reporters', data['reporters'], reporters)
        self.verdict.same('merges', f'{where} photos and machine names', (data['photos'], data['sourceKeys']), (photos, keys))
        self.verdict.holds('merges', where, compound == case['compoundId'], 'of another compound')
        self.verdict.holds('merges', where, CLASSES.index(weight) <= CLASSES.index(case['class']), 'into a lower class')
        self.verdict.same('merges', f'{where} moment', data['at'], at)
        case['repeats'] = case.get('repeats', 0) + len(reporters)
        case['reporters'] = [*case.get('reporters', []), *reporters]
        case['photos'] = case['photos'] + photos
        case['sourceKeys'] = list(dict.fromkeys([*case.get('sourceKeys', []), *keys]))

    def rights(self, case, name, data, where):
        """Who may not do it although the role may: the same person twice, another department, what is still out of use."""
        by, hold = data['by'], lambda truth, words: self.verdict.holds('who may not', where, truth, words)
        if name in ('accepted', 'returned', 'plan-submitted', 'rectification-submitted', 'extension-requested'):
            assignee = case.get('assignee') or {}
            mine = {'enterprise': by.get('enterpriseId') == assignee.get('enterpriseId'), 'department': by.get('department') == assignee.get('department'),
                    'subdistrict': by['role'] == 'subdistrict-officer'}
            hold(mine.get(assignee.get('kind'), False), 'not the assignee')
        if name == 'rectification-submitted' and case['class'] == 'MAJOR':
            hold(any(True for _ in case.get('plans', [])), 'a major hazard without a plan')
        if name in ('closed', 'recheck-signed', 'recheck-failed'):
            hold(all(r['by']['sub'] != by['sub'] for r in case.get('rectifications', [])), 're-checked by who rectified')
            signed = [r['by']['sub'] for r in case.get('rechecks', []) if r['passed'] and not r.get('isVoid')]
            if case['class'] == 'MAJOR':
                hold(by['sub'] != case['reportedBy']['sub'], 're-checked by who reported')
            if name == 'closed':
                hold('suspension' not in case, 'closed while the place is out of use')
                hold(case['class'] == 'ORDINARY' or (case['class'] == 'MAJOR' and signed and by['sub'] not in signed), 'closed without two signatures')
            if name == 'recheck-signed':
                hold(case['class'] == 'MAJOR' and not signed, 'signed where nothing is to be signed')
        if name in ('major-confirmed', 'major-refuted'):
            hold(by.get('department') in case['departments'], 'a department that is not named')
        if name == 'merged':
            hold(case['class'] != 'MAJOR' and not any(key in case for key in ('listing', 'transferredTo', 'suspension')), 'supervised or major')
        if name == 'listed':
            hold(case['class'] == 'MAJOR' and 'listing' not in case, 'not major, or listed already')
        if name == 'looked-back':
            hold(all(r['by']['sub'] != by['sub'] for r in case.get('rechecks', [])), 'looked back at by a re-checker')
        if name == 'place-resumed':
            hold(case.get('suspension', {}).get('department') == by.get('department'), 'resumed by another department')

    def climb(self, case, name, data, at, where, waiting):
        """A deadline acts: its next step is computed and compared; an overdue step may be followed by an escalation."""
        v = self.verdict
        if name == 'escalated' and waiting:
            v.same('escalations', where, (data.get('duty'), data['level'], data.get('to'), data.get('percent'), data['at']), waiting)
            self.raise_to(case, waiting[1], waiting[2])
            return None
        duty = data['duty']
        rung = self.clockwork.next_rung(case, duty, at)
        if not rung:
            v.say('escalations', where, f'{name} of {duty}', 'no step of a running clock')
            return None
        if name != ('overdue' if rung['deadline'] else 'escalated'):
            v.say('escalations', where, name, f'step {rung}')
            return None
        v.holds('escalations', where, rung['at'] <= at, f'acted at {instant(at)}, is due at {instant(rung["at"])}')
        clock = case['running'][duty]
        clock['climbed'] += 1
        to = territory(case, duty, rung)
        expected = (duty, rung.get('level'), to, rung.get('percent'), data['at'])
        if name == 'overdue':
            v.same('escalations', f'{where} overdue', (duty, data['dueAt']), (duty, instant(rung['at'])))
            clock['overdue'] = rung['at']
            return expected if 'level' in rung else None
        v.same('escalations', where, (duty, data['level'], data.get('to'), data.get('percent'), data['at']), expected)
        self.raise_to(case, rung['level'], to)
        return None

    # -- comparing -------------------------------------------------------------------------------------------------------

    def compare_short(self, answer, case, where):
        keys = ('state', 'class', 'riskLevel', 'escalationLevel', 'escalatedTo', 'responsibleEnterpriseId', 'assignee')
        self.verdict.same('answers on the way', where, {key: answer.get(key) for key in keys}, {key: case.get(key) for key in keys})
        self.verdict.same('answers on the way', f'{where} clocks', self.sorted(map(said, answer['clocks'])), self.sorted(self.told(case)))

    def compare(self, ident, answer):
        known = self.snapshots.get(ident)
        if not known:
            return self.verdict.say('states, class, level', f'hazard {ident}', answer['state'], 'no such case')
        case = next((state for _, state in known if state['version'] == answer['version']), known[-1][1])
        keys = ('state', 'class', 'riskLevel', 'version')
        where = f'hazard {ident}'
        self.verdict.same('states, class, level', where, [answer[key] for key in keys], [case[key] for key in keys])
        self.verdict.same('deadlines', where, self.sorted(map(said, answer['clocks'])), self.sorted(self.told(case)))
        self.verdict.same('escalation', where, (answer['escalationLevel'], answer.get('escalatedTo'), answer['isSupervised']),
                          (case['escalationLevel'], case.get('escalatedTo'), case['isSupervised']))
        self.verdict.whole('whole cases', where, answer, case, but={'clocks', 'running', 'last', *keys})
