"""Ways to falsify an export in memory, one at a time; each has to be found, or the proof proves nothing."""
from calendars import instant, moment, shifted


def first(events, wanted, fits=lambda event: True, skip=3):
    """Not the very first, which may be special."""
    found = [event for event in events if event['ce_type'] == wanted and fits(event)]
    if not found:
        raise LookupError(f'no {wanted} in this export: take more histories')
    return found[min(skip, len(found) - 1)]


def dropped_event(events, requests, answers):
    event = first(events, 'hazard.accepted.v1')
    events.remove(event)
    return f'{event["ce_type"]} of {event["aggregate_id"]} is gone'


def shifted_deadline(events, requests, answers):
    event = first(events, 'hazard.accepted.v1', lambda e: any(c['duty'] == 'rectify' for c in e['payload']['clocks']))
    clock = next(c for c in event['payload']['clocks'] if c['duty'] == 'rectify')
    clock['dueAt'] = instant(moment(clock['dueAt']) + 60_000)
    return f'a deadline of {event["aggregate_id"]} is a minute later'


def doubled_escalation(events, requests, answers):
    event = first(events, 'hazard.escalated.v1', lambda e: e['payload']['cause'] == 'clock')
    for other in events:
        if other['aggregate_id'] == event['aggregate_id'] and other['version'] > event['version']:
            other['version'] += 1
    events.append({**event, 'version': event['version'] + 1})
    return f'an escalation of {event["aggregate_id"]} stands there twice'


def missing_escalation(events, requests, answers):
    last = {}
    for event in events:
        if event['aggregate_type'] == 'hazard' and event['version'] > last.get(event['aggregate_id'], event)['version'] - 1:
            last[event['aggregate_id']] = event
    event = next((e for e in last.values() if e['ce_type'] == 'hazard.escalated.v1' and e['payload']['cause'] == 'clock'), None)
    if not event:
        raise LookupError('no case ends with an escalation: take more histories')
    events.remove(event)
    for answer in answers:
        if answer['kind'] == 'hazard' and answer['id'] == event['aggregate_id']:
            answer['answer']['version'] -= 1
    return f'the last escalation of {event["aggregate_id"]} never happened'


def wrong_territory(events, requests, answers):
    event = first(events, 'hazard.escalated.v1', lambda e: e['payload']['cause'] == 'clock' and len(e['payload']['to']) > 2)
    event['payload']['to'] = event['payload']['to'][:2]
    return f'an escalation of {event["aggregate_id"]} went to the province'


def contract_end(events, requests, answers):
    event = first(events, 'contract.ended.v1', lambda e: e['payload']['contract']['endedOn'] > e['payload']['contract']['startsOn'], skip=0)
    contract = event['payload']['contract']
    contract['endedOn'] = shifted(contract['endedOn'], -2)
    return f'contract {contract["id"]} ended two days earlier'


def lost_reporter(events, requests, answers):
    event = first(events, 'hazard.joined.v1', skip=0)
    event['payload']['reporters'] = event['payload']['reporters'][1:]
    return f'a reporter of {event["payload"]["from"]["id"]} is lost in {event["aggregate_id"]}'


def refused_trace(events, requests, answers):
    line = next(line for line in requests if line['status'] == 200 and line['op'] in ('accept', 'urge', 'assign') and isinstance(line.get('ifMatch'), int))
    line['status'], line['answer'] = 409, {'code': 'not-in-this-state', 'state': 'CLOSED'}
    return f'{line["op"]} of {line["id"]} is said to have been refused'


def other_firm(events, requests, answers):
    answer = next(a for a in answers if a['kind'] == 'responsibleOn' and a['answer'].get('contract'))
    answer['answer']['contract']['enterpriseId'] = '00000000-0000-7000-8000-000000000000'
    return f'another firm answers for {answer["compoundId"]} on {answer["on"]}'


def lost_gap(events, requests, answers):
    answer = next(a for a in answers if a['kind'] == 'gaps' and a['answer'])
    gap = answer['answer'].pop()
    return f'a gap of {gap["compoundId"]} is missing in a list'


def coverage_count(events, requests, answers):
    answer = next(a for a in answers if a['kind'] == 'coverage' and a['answer']['covered']['compounds'])
    answer['answer']['covered']['households'] += 1
    return f'one household more has service in {answer["division"]} on {answer["on"]}'


def stale_list(events, requests, answers):
    answer = next(a for a in answers if a['kind'] == 'list' and len(a['answer']) > 1)
    answer['answer'].reverse()
    return f'the list {answer["query"]} of {answer["by"]["sub"]} is the other way round'


sabotages = {function.__name__.replace('_', '-'): function for function in (
    dropped_event, shifted_deadline, doubled_escalation, missing_escalation, wrong_territory, contract_end, lost_reporter, refused_trace,
    other_firm, lost_gap, coverage_count, stale_list)}
