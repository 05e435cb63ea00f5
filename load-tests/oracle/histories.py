#!/usr/bin/env python3
"""Judges an export of `npm run prove:histories`: `python3 load-tests/oracle/histories.py FOLDER [--sabotage NAME]`.

An independent program: no code of the platform, nothing but the standard library. It folds the exported events by itself, computes what
follows from them, and compares that with what the platform answered. It ends with 0 when nothing differs, with 1 when something does, with 2 when it cannot say.
"""
import json
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from calendars import moment, today
from hazards import Hazards
from journal import Journal
from lists import listed
from registry import Registry
from rulebook import Rulebook
from sabotage import sabotages
from verdict import Verdict


def read(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8') as file:
        return [json.loads(line) for line in file]


def by_aggregate(events):
    found = {}
    for event in events:
        found.setdefault(event['aggregate_type'], {}).setdefault(event['aggregate_id'], []).append(event)
    for kind in found.values():
        for those in kind.values():
            those.sort(key=lambda event: event['version'])
    return found


def order_of(hazards):
    """A case is folded after those that were merged into it and after the one that it came back from."""
    into, done, order = {}, set(), []
    for ident, events in hazards.items():
        for event in events:
            if event['ce_type'] == 'hazard.merged.v1':
                into.setdefault(event['payload']['into']['id'], []).append(ident)
        came = events[0]['payload'].get('relapsedFrom')
        if came:
            into.setdefault(ident, []).append(came['id'])
    for ident in hazards:
        waiting = [ident]
        while waiting:
            first = waiting[-1]
            left = [other for other in into.get(first, []) if other not in done and other in hazards and other not in waiting]
            if left:
                waiting.extend(left)
                continue
            waiting.pop()
            if first not in done:
                done.add(first)
                order.append(first)
    return order


def compare_registry(registry, verdict, answer):
    kind, at, body = answer['kind'], moment(answer['at']), answer['answer']
    if kind == 'responsibleOn':
        own = registry.responsible_on(answer['compoundId'], answer['on'], at)
        contract = body.get('contract')
        api = {'contract': contract and contract['id'], 'firm': contract and contract['enterpriseId'], 'legalPerson': body.get('legalPerson'),
               'exists': body['exists'], 'isGap': body['isGap'], 'successors': [(one['id'], one['how'], one['on']) for one in body.get('successors', [])],
               'predecessors': [(one['id'], one['how'], one['on']) for one in body.get('predecessors', [])]}
        verdict.whole('responsible firm on a day', f'compound {answer["compoundId"]} on {answer["on"]}, asked {answer["at"]}', api, own)
    elif kind == 'compound':
        place, day = registry.places[answer['compoundId']].known(at), answer['on']
        own = (place.name(day), place.on(place.households, day), place.exists(day), sorted(c['id'] for c in registry.contracts_at(place.id, at)))
        api = (body['name'], body['households'], body['exists'], sorted(c['id'] for c in body['contracts']))
        verdict.same('compounds on a day', f'compound {place.id} on {day}, asked {answer["at"]}', api, own)
    elif kind == 'compounds':
        own = [{'id': place.id, 'name': place.name(answer['on']), 'households': place.on(place.households, answer['on']),
                **({'enterpriseId': contract['enterpriseId']} if contract else {})}
               for place, contract in registry.there(answer['division'], answer['on'], at) if (contract is None) == (answer['isGap'] == 'true')]
        key = lambda row: row['id']
        verdict.same('lists of compounds', f'{answer["division"]} on {answer["on"]} gap {answer["isGap"]}, asked {answer["at"]}', sorted(body, key=key), sorted(own, key=key))
    elif kind == 'coverage':
        own = registry.coverage(answer['division'], answer['on'], at)
        api = {'covered': body['covered'], 'uncovered': body['uncovered'], 'residents': body['denominator']['residents'],
               'parts': [(part['division'], part['covered'], part['uncovered']) for part in body['parts']]}
        if 'percent' in body:
            api['percent'] = body['percent']
        verdict.whole('coverage', f'{answer["division"]} on {answer["on"]}, asked {answer["at"]}', api, own)
    elif kind == 'gaps':
        own = registry.listed_gaps(answer['division'], answer['on'], answer['state'], at)
        api = [{key: row.get(key) for key in ('compoundId', 'openedOn', 'reason', 'afterContractId', 'closedOn', 'closedBy', 'contractId', 'compoundName', 'households')} for row in body]
        api.sort(key=lambda row: (row['openedOn'], row['compoundId']))
        where = f'{answer["division"]} {answer["state"]} on {answer["on"]}, asked {answer["at"]}'
        if not verdict.same('gaps', f'{where} count', len(api), len(own)):
            missing, more = [row for row in own if row not in api], [row for row in api if row not in own]
            verdict.say('gaps', where, more[:1], missing[:1])
        else:
            for left, right in zip(api, own):
                verdict.whole('gaps', f'{where} compound {left["compoundId"]}', left, right)
        for row in body:
            plan = registry.gaps[row['id']].known(at)
            verdict.same('gaps', f'{where} plan', row.get('plan'), plan and plan.get('plan'))
    elif kind == 'enterprise':
        own = registry.firms[answer['id']].known(at)
        keys = ('id', 'name', 'uscc', 'parentUscc', 'division', 'status', 'filedAt', 'decidedAt', 'goodUntil', 'returnReason', 'refreshedFor', 'staffCount', 'projectCount',
                'exitedOn', 'exitReason')
        verdict.whole('firms', f'firm {answer["id"]}', {key: body.get(key) for key in keys}, {key: own.get(key) for key in keys})
        verdict.same('firms', f'firm {answer["id"]} legal person', body['legalPerson'], registry.legal_person(answer['id'], at))


def judge(folder, sabotage=None):
    with open(os.path.join(folder, 'meta.json'), encoding='utf-8') as file:
        meta = json.load(file)
    events, requests, answers = (read(folder, f'{name}.jsonl') for name in ('events', 'requests', 'answers'))
    verdict = Verdict()
    if sabotage:
        print(f'\nsabotage {sabotage}: {sabotages[sabotage](events, requests, answers)}')
    journal = Journal(requests)
    of = {name: [event for event in events if event['service'] == name] for name in ('enterprise-registry', 'safety-hazards')}
    books = {name: Rulebook(those) for name, those in of.items()}
    registry = Registry(books['enterprise-registry'], journal, verdict)
    registry.fold(by_aggregate(of['enterprise-registry']))
    hazards = Hazards(books['safety-hazards'], registry, journal, verdict, [moment(one) for one in meta['settled']])
    grouped = by_aggregate(of['safety-hazards'])
    cases = grouped.get('hazard', {})
    last_settled = moment(meta['settled'][-1])
    for ident in order_of(cases):
        hazards.fold(cases[ident], last_settled)
    journal.traces(verdict, events, hazards.states)
    numbers = [case['number'] for case in hazards.cases.values() if case]
    verdict.holds('numbers are given once', 'hazards', len(set(numbers)) == len(numbers), 'a number is borne by two cases')
    told = set()
    for answer in answers:
        kind = answer['kind']
        if kind == 'hazard':
            told.add(answer['id'])
            hazards.compare(answer['id'], answer['answer'])
        elif kind == 'list':
            compare_list(hazards, registry, verdict, answer)
        elif kind == 'incidents':
            compare_incidents(grouped.get('incident', {}), verdict, answer)
        elif kind == 'policy':
            document = {key: value for key, value in answer['answer'].items() if key != 'previous'}
            verdict.same('rule documents', f'{answer["service"]} {answer["id"]}', document, books[answer['service']].versions.get((document['id'], document['version'])))
        else:
            compare_registry(registry, verdict, answer)
    verdict.same('states, class, level', 'all cases', len(told), len(cases))
    verdict.print(f'{meta["histories"]} histories, seed {meta["seed"]}: {meta["requests"]} requests, {len(events)} events')
    return verdict.is_clean


def compare_list(hazards, registry, verdict, answer):
    at, body, who = moment(answer['at']), answer['answer'], answer['by']
    cases = []
    for known in hazards.snapshots.values():
        state = known[-1][1] if known[-1][0] <= at else next((one for when, one in reversed(known) if when <= at), None)
        if state:
            cases.append(state)
    own = listed(cases, answer['query'], who, at, registry)
    api = [row['id'] for row in body]
    where = f'{who["sub"]} {answer["query"]}, asked {answer["at"]}'
    if verdict.same('work lists', f'{where} members', sorted(api), sorted(own)):
        verdict.same('work lists', f'{where} order', api, own)


def compare_incidents(incidents, verdict, answer):
    own = {}
    for ident, events in incidents.items():
        incident = dict(events[0]['payload'])
        for event in events[1:]:
            data = event['payload']
            incident['handedOver'] = {key: data[key] for key in ('to', 'note', 'by', 'at') if key in data}
        own[ident] = {**incident, 'version': len(events)}
    verdict.same('incidents', 'all', sorted(one['id'] for one in answer['answer']), sorted(own))
    for one in answer['answer']:
        verdict.whole('incidents', f'incident {one["id"]}', one, own.get(one['id'], {}))


def main():
    arguments = sys.argv[1:]
    name = arguments[arguments.index('--sabotage') + 1] if '--sabotage' in arguments else None
    if not arguments or (name and name not in sabotages):
        print(f'{__doc__}\nsabotages: {", ".join(sabotages)}')
        return 2
    try:
        return 0 if judge(arguments[0], name) else 1
    except Exception:
        # What cannot be judged is no verdict: neither clean nor found.
        traceback.print_exc()
        return 2


if __name__ == '__main__':
    sys.exit(main())
