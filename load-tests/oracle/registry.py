"""Folds compounds, contracts and firms, and answers for any day: who was responsible, what was without service, what share.

Every state is kept with the moment from which it was known, so that a question can be answered as it was on the day it was asked.
Gaps are found day by day from the contracts in force; the ledger of the platform is only what that is compared with.
"""
from bisect import bisect_right
from calendars import moment, months_after, number_of, name_of, shifted, today

FAR = '9999-12-31'


def last_day(contract):
    return min(contract['endsOn'], contract.get('endedOn') or FAR)


def in_force(contract, day):
    return contract['startsOn'] <= day <= last_day(contract)


def reaches(contract, day):
    return last_day(contract) >= day and last_day(contract) >= contract['startsOn']


class Place:
    """A compound in time: names and households as periods, each from a day on ('' is the beginning)."""

    def __init__(self, first):
        self.id, self.division, self.registered = first['id'], first['division'], first['registeredAt']
        self.starts, self.ends = first.get('startsOn'), None
        self.names, self.households = {'': first['name']}, {'': first['households']}
        self.into, self.parts, self.before = None, None, list(first.get('predecessors', []))

    def copy(self):
        twin = object.__new__(Place)
        twin.__dict__.update(self.__dict__, names=dict(self.names), households=dict(self.households), before=list(self.before))
        return twin

    @staticmethod
    def on(periods, day):
        return periods[max(start for start in periods if start <= day)]

    def name(self, day):
        return self.on(self.names, day)

    def exists(self, day):
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    def successors(self):
        if self.ends is None:
            return []
        first = shifted(self.ends, 1)
        return [(self.into, 'merged', first)] if self.into else [(part, 'split', first) for part in self.parts]

    def told(self):
        """What the platform's own form says of the same."""
        def former(periods):
            starts = sorted(periods)
            return [(periods[a], shifted(b, -1)) for a, b in zip(starts, starts[1:])]
        last = lambda periods: periods[max(periods)]
        return {'name': last(self.names), 'formerNames': former(self.names), 'households': last(self.households),
                'former households': former(self.households), 'startsOn': self.starts, 'endsOn': self.ends, 'mergedInto': self.into,
                'splitInto': self.parts, 'predecessors': [(one['id'], one['how'], one['on'], one.get('name')) for one in self.before]}


def said(compound):
    return {'name': compound['name'], 'formerNames': [(one['name'], one['until']) for one in compound.get('formerNames', [])],
            'households': compound['households'], 'former households': [(one['households'], one['until']) for one in compound.get('formerFacts', [])],
            'startsOn': compound.get('startsOn'), 'endsOn': compound.get('endsOn'), 'mergedInto': compound.get('mergedInto'),
            'splitInto': compound.get('splitInto'),
            'predecessors': [(one['id'], one['how'], one['on'], one.get('name')) for one in compound.get('predecessors', [])]}


class History:
    """States of one thing with the moments from which they were known."""

    def __init__(self):
        self.moments, self.states = [], []

    def add(self, at, state):
        self.moments.append(max(at, self.moments[-1]) if self.moments else at)
        self.states.append(state)

    def known(self, at):
        index = bisect_right(self.moments, at)
        return self.states[index - 1] if index else None


class Registry:
    def __init__(self, book, journal, verdict):
        self.book, self.journal, self.verdict = book, journal, verdict
        self.places, self.contracts, self.firms, self.at_place, self.gaps = {}, {}, {}, {}, {}
        self.acts = {}

    # -- folding ---------------------------------------------------------------------------------------------------------

    def fold(self, aggregates):
        for event in (event for kind in ('compound', 'contract', 'enterprise') for events in aggregates.get(kind, {}).values() for event in events):
            self.acts.setdefault(event['xid'], []).append(event)
        for kind, fold in (('compound', self.compound), ('enterprise', self.enterprise), ('contract', self.contract), ('coverage-gap', self.gap)):
            for ident, events in aggregates.get(kind, {}).items():
                for position, event in enumerate(events):
                    where = f'{kind} {ident} version {event["version"]}'
                    if not self.verdict.same('every version once', where, event['version'], position + 1):
                        break
                    fold(ident, event, event['ce_type'].split('.')[1], event['payload'], moment(event['recorded_at']), f'{where} {event["ce_type"]}')
        self.check_turns()

    def compound(self, ident, event, name, data, at, where):
        told = data['compound']
        history = self.places.setdefault(ident, History())
        request = self.journal.accepted.get((ident, event['version'])) or self.journal.creating.get(ident)
        if name == 'registered':
            place = Place(told)
            if request and request['op'] == 'registerCompound':
                self.verdict.same('compounds', where, (told['name'], told['households'], told['division']),
                                  tuple(request['body'][key] for key in ('name', 'households', 'division')))
        else:
            place = history.states[-1].copy()
        if name == 'changed':
            for key, periods in (('name', place.names), ('households', place.households)):
                if request and key in request['body']:
                    periods[max(periods)] = request['body'][key]
        elif name == 'renamed':
            place.names[data['from']] = data['name']
        elif name == 'merged' and data['survivorId'] == ident:
            self.merge(place, data, request, event, where)
        elif name == 'merged':
            place.ends, place.into = shifted(data['from'], -1), data['survivorId']
        elif name == 'split':
            place.ends, place.parts = shifted(data['from'], -1), data['partIds']
        self.verdict.whole('compounds', where, said(told), place.told())
        history.add(at, place)

    def merge(self, place, data, request, event, where):
        given = ((request or {}).get('body', {}).get('facts') or {}).get('households')
        others = [one['payload']['compound'] for one in self.acts[event['xid']]
                  if one['ce_type'] == 'compound.merged.v1' and one['aggregate_id'] in data['endedIds']]
        self.verdict.same('compounds', f'{where} those that ended', sorted(one['id'] for one in others), sorted(data['endedIds']))
        place.households[data['from']] = given if given is not None else place.households[max(place.households)] + sum(one['households'] for one in others)
        until = shifted(data['from'], -1)
        named = {one['id']: self.name_of(one, until) for one in others}
        place.before += [{'id': other, 'name': named.get(other), 'how': 'merged', 'on': data['from']} for other in data['endedIds']]

    @staticmethod
    def name_of(compound, day):
        return next((former['name'] for former in compound.get('formerNames', []) if day <= former['until']), compound['name'])

    def contract(self, ident, event, name, data, at, where):
        told = data['contract']
        history = self.contracts.setdefault(ident, History())
        request = self.journal.accepted.get((ident, event['version'])) or (self.journal.creating.get(ident) if name == 'concluded' else None)
        keys = ('id', 'compoundId', 'enterpriseId', 'startsOn', 'endsOn', 'endedOn', 'endCause', 'continues')
        seen = {key: told.get(key) for key in keys}
        if name == 'concluded':
            self.at_place.setdefault(told['compoundId'], []).append(history)
            own = {key: told.get(key) for key in keys}
            if request:
                own.update({key: request['body'][key] for key in ('compoundId', 'enterpriseId', 'startsOn', 'endsOn')}, endedOn=None, endCause=None, continues=None)
            else:
                self.verdict.holds('contracts', where, 'continues' in told, 'nobody concluded it and it continues none')
            self.verdict.same('contracts', f'{where} firm', told['enterpriseName'], self.firm_name(told['enterpriseId']))
        else:
            own = dict(history.states[-1])
            cause = self.cause(event, own)
            if request and request['op'] == 'endContract':
                own['endedOn'] = request['body']['endedOn']
            elif cause:
                self.verdict.holds('contracts', where, reaches(own, cause[0]), f'ended although it does not reach {cause[0]}')
                own['endedOn'], own['endCause'] = shifted(max(cause[0], own['startsOn']), -1), cause[1]
            else:
                self.verdict.say('contracts', where, 'an end', 'nothing that ended it')
        self.verdict.same('contracts', where, seen, own)
        history.add(at, own)

    def cause(self, event, contract):
        """What else happened in the same transaction and ends the contract: an exit, a merger, a split."""
        for act in self.acts[event['xid']]:
            kind, data = act['ce_type'], act['payload']
            if kind == 'enterprise.exited.v1' and act['aggregate_id'] == contract['enterpriseId']:
                return data['exitedOn'], 'firm-exited'
            if kind in ('compound.merged.v1', 'compound.split.v1') and act['aggregate_id'] == contract['compoundId'] \
                    and data.get('survivorId') != contract['compoundId']:
                return data['from'], kind.split('.')[1]
        return None

    def check_turns(self):
        """Nothing is in force after what ended it, and each part of a split carries on what the whole had."""
        carried = {}
        for history in self.contracts.values():
            contract = history.states[-1]
            place = self.places[contract['compoundId']].states[-1]
            firm = self.firms[contract['enterpriseId']].states[-1]
            over = [day for day in (place.ends and shifted(place.ends, 1), firm.get('exitedOn')) if day]
            for day in over:
                self.verdict.holds('contracts', f'contract {contract["id"]}', not reaches(contract, day), f'in force after {day}')
            if contract.get('continues'):
                carried.setdefault(contract['continues'], []).append(contract)
        for history in self.contracts.values():
            for before, after in zip(history.states, history.states[1:]):
                if after.get('endCause') != 'split' or before.get('endCause') == 'split':
                    continue
                place = self.places[after['compoundId']].states[-1]
                own = sorted((part, max(before['startsOn'], shifted(place.ends, 1)), last_day(before), before['enterpriseId']) for part in place.parts)
                first = [self.contracts[one['id']].states[0] for one in carried.get(after['id'], [])]
                self.verdict.same('contracts', f'contract {after["id"]} carried on', sorted((one['compoundId'], one['startsOn'], one['endsOn'], one['enterpriseId'])
                                                                                            for one in first), own)
        for ident, histories in self.at_place.items():
            terms = sorted((h.states[-1]['startsOn'], last_day(h.states[-1])) for h in histories if reaches(h.states[-1], ''))
            for (_, a), (b, _) in zip(terms, terms[1:]):
                self.verdict.holds('contracts', f'compound {ident}', a < b, f'two contracts in force on {b}')

    def enterprise(self, ident, event, name, data, at, where):
        history = self.firms.setdefault(ident, History())
        day = today(moment(data['at']))
        if name == 'filed':
            firm = {key: data['enterprise'].get(key) for key in ('id', 'name', 'uscc', 'parentUscc', 'division')}
            firm.update(status='FILED', filedAt=data['at'])
        else:
            firm = dict(history.states[-1])
            self.verdict.holds('firms', where, firm['status'] == {'filing-accepted': 'FILED', 'filing-returned': 'FILED'}.get(name, 'ACCEPTED'), f'from {firm["status"]}')
        months = lambda: self.book.document('enterprise-filing', firm['division'], moment(data['at']))['content']['refreshMonths']
        if name == 'filing-accepted':
            firm.update(status='ACCEPTED', decidedAt=data['at'], goodUntil=months_after(day, months()))
        elif name == 'filing-returned':
            firm.update(status='RETURNED', decidedAt=data['at'], returnReason=data['reason'])
        elif name == 'refreshed':
            firm.update(refreshedFor=data['year'], staffCount=data['staffCount'], projectCount=data['projectCount'], goodUntil=months_after(day, months()))
        elif name == 'exited':
            firm.update(status='EXITED', exitedOn=data['exitedOn'], exitReason=data['reason'])
        if 'goodUntil' in data:
            self.verdict.same('firms', where, data['goodUntil'], firm['goodUntil'])
        history.add(at, firm)

    def gap(self, ident, event, name, data, at, where):
        self.gaps.setdefault(ident, History()).add(at, data['gap'])

    # -- answering -------------------------------------------------------------------------------------------------------

    def firm_name(self, ident):
        return self.firms[ident].states[0]['name'] if ident in self.firms else None

    def contracts_at(self, ident, at=float('inf')):
        return [state for state in (history.known(at) for history in self.at_place.get(ident, [])) if state]

    def responsible(self, ident, day, at=float('inf')):
        return next((contract for contract in self.contracts_at(ident, at) if in_force(contract, day)), None)

    def serves(self, firm, ident, day, at):
        """Whether a firm answers for a place, itself or by a branch."""
        return any(in_force(contract, day) and self.legal_person(contract['enterpriseId'], at)['id'] == firm for contract in self.contracts_at(ident, at))

    def place_at(self, ident, at):
        day, history = today(at), self.places.get(ident)
        place = history.known(at) if history else None
        if not place or not place.exists(day):
            return None
        contract = self.responsible(ident, day, at)
        firm = self.legal_person(contract['enterpriseId'], at) if contract else {}
        return firm.get('id'), firm.get('name'), place.division, place.name(day)

    def legal_person(self, ident, at):
        firm = self.firms[ident].known(at)
        if firm['parentUscc'] is None:
            return {'id': firm['id'], 'name': firm['name']}
        for history in self.firms.values():
            other = history.known(at)
            if other and other['uscc'] == firm['parentUscc'] and other['status'] == 'ACCEPTED':
                return {'id': other['id'], 'name': other['name']}
        return {'id': firm['id'], 'name': firm['name']}

    def responsible_on(self, ident, day, at):
        place, contract = self.places[ident].known(at), self.responsible(ident, day, at)
        return {'contract': contract and contract['id'], 'firm': contract and contract['enterpriseId'],
                'legalPerson': contract and self.legal_person(contract['enterpriseId'], at), 'exists': place.exists(day),
                'isGap': place.exists(day) and contract is None, 'successors': place.successors(),
                'predecessors': [(one['id'], one['how'], one['on']) for one in place.before]}

    def stretches(self, ident, at):
        """Runs of days without a contract up to the day of a moment, found day by day."""
        place, contracts, now = self.places[ident].known(at), self.contracts_at(ident, at), today(at)
        terms = [contract for contract in contracts if reaches(contract, '')]
        registered = today(moment(place.registered))
        first = place.starts or min([registered, *(term['startsOn'] for term in terms)])
        served = set()
        for term in terms:
            until = min(last_day(term), now)
            if term['startsOn'] <= until:
                served.update(range(number_of(term['startsOn']), number_of(until) + 1))
        end = number_of(min(now, place.ends or now))
        found, begun = [], None
        for number in range(number_of(first), end + 2):
            is_free = number <= end and number not in served
            if is_free and begun is None:
                begun = number
            elif not is_free and begun is not None:
                found.append((begun, number if number <= end or (place.ends and place.ends < now) else None))
                begun = None
        return [self.stretch(place, terms, *one) for one in found]

    def stretch(self, place, terms, begun, until):
        start = name_of(begun)
        before = max((term for term in terms if last_day(term) < start), key=last_day, default=None)
        if before is None:
            reason = 'split' if place.starts else 'never-served'
        elif before.get('endCause') == 'firm-exited':
            reason = 'firm-exited'
        else:
            reason = 'ended-early' if last_day(before) < before['endsOn'] else 'term-ended'
        gap = {'compoundId': place.id, 'openedOn': start, 'reason': reason, 'afterContractId': before and before['id'],
               'closedOn': None, 'closedBy': None, 'contractId': None}
        if until is not None:
            day = name_of(until)
            after = next((term for term in terms if term['startsOn'] == day), None)
            over = place.ends is not None and place.ends < day
            gap.update(closedOn=day, closedBy='contract' if after and not over else 'merged' if place.into else 'split',
                       contractId=after['id'] if after and not over else None)
        return gap

    def listed_gaps(self, division, day, state, at):
        rows = []
        for ident, history in self.places.items():
            place = history.known(at)
            if not place or not place.division.startswith(division):
                continue
            for gap in self.stretches(ident, at):
                if gap['openedOn'] > day:
                    continue
                is_closed = gap['closedOn'] is not None and gap['closedOn'] <= day
                if not is_closed:
                    gap = {**gap, 'closedOn': None, 'closedBy': None, 'contractId': None}
                if state == 'any' or (state == 'closed') == is_closed:
                    rows.append({**gap, 'compoundName': place.name(day), 'households': Place.on(place.households, day)})
        return sorted(rows, key=lambda row: (row['openedOn'], row['compoundId']))

    def there(self, division, day, at):
        for ident, history in self.places.items():
            place = history.known(at)
            if place and place.division.startswith(division) and place.exists(day):
                yield place, self.responsible(ident, day, at)

    def coverage(self, division, day, at):
        persons = self.book.document('coverage', division, at, day)['content']['personsPerHousehold']
        levels, shares = (2, 4, 6, 9, 12), {}
        for place, contract in self.there(division, day, at):
            below = next((place.division[:n] for n in levels if len(division) < n <= len(place.division)), division)
            for key in ('', below):
                counts = shares.setdefault((key, contract is not None), [0, 0])
                counts[0] += 1
                counts[1] += Place.on(place.households, day)

        def share(key, covered):
            compounds, households = shares.get((key, covered), (0, 0))
            # Halves are rounded up.
            return {'compounds': compounds, 'households': households, 'residents': int(households * persons + 0.5)}
        covered, uncovered = share('', True), share('', False)
        residents = covered['residents'] + uncovered['residents']
        parts = sorted({key for key, _ in shares if key})
        out = {'covered': covered, 'uncovered': uncovered, 'residents': residents,
               'parts': [(part, share(part, True), share(part, False)) for part in parts]}
        if residents:
            out['percent'] = int(1000 * covered['residents'] / residents + 0.5) / 10
        return out
