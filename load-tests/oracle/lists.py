"""Work lists: which cases a person sees under a filter at a moment, in which order."""
from urllib.parse import parse_qs

from calendars import moment, today
from clocks import LENGTHS
from hazards import OPEN, RISKS

DUTY = {'REPORTED': 'assign', 'ASSIGNED': 'accept', 'ACCEPTED': 'rectify', 'RECTIFYING': 'rectify', 'SUBMITTED': 'recheck'}
AFTERWARDS = {'publish', 'file-with-city', 'delist'}


def going(case):
    return {duty: clock for duty, clock in case['running'].items() if 'stopped' not in clock}


def duties(case):
    found = set(going(case))
    if case['state'] in DUTY:
        found.add(DUTY[case['state']])
    if case['state'] in OPEN and case['class'] == 'SUSPECTED_MAJOR':
        found.add('decide')
    if 'extension' in case:
        found.add('decide-extension')
    return found


def is_overdue(case):
    return any('overdue' in clock for clock in going(case).values())


def sees(who, case):
    if who['role'] == 'enterprise-manager':
        return case.get('responsibleEnterpriseId') == who['enterpriseId']
    within = any(case['division'].startswith(code) for code in who['divisions'])
    return within and (who['role'] != 'department-officer' or who['department'] in case['departments'])


def holds(who, case):
    assignee = case.get('assignee') or {}
    if who['role'] == 'enterprise-manager':
        return assignee.get('enterpriseId') == who['enterpriseId']
    if who['role'] == 'subdistrict-officer':
        return assignee.get('kind') == 'subdistrict'
    if who['role'] == 'department-officer':
        return assignee.get('department') == who['department']
    return True


def urgency(case):
    clocks = [clock['due'] for clock in going(case).values()]
    rank = (20 if case['class'] == 'ORDINARY' else 0) + (0 if is_overdue(case) else 10) + RISKS.index(case['riskLevel'])
    return rank, min(clocks, default=float('inf')), case['id']


def listed(cases, query, who, at, registry):
    asked = {key: values[0] for key, values in parse_qs(query).items()}
    state, duty = asked.get('state', 'open'), asked.get('duty')
    reach = {code[:length] for code in who['divisions'] for length in LENGTHS.values() if length <= len(code)}

    def fits(case):
        if state == 'open' and duty not in AFTERWARDS and case['state'] not in OPEN:
            return False
        if state not in ('open', 'any') and case['state'] != state:
            return False
        if duty and duty not in duties(case):
            return False
        if duty in ('accept', 'rectify') and not holds(who, case):
            return False
        if 'isOverdue' in asked and is_overdue(case) != (asked['isOverdue'] == 'true'):
            return False
        if 'isEscalated' in asked and (case.get('escalatedTo') in reach) != (asked['isEscalated'] == 'true'):
            return False
        if 'isListed' in asked and ('listing' in case and 'delisted' not in case['listing']) != (asked['isListed'] == 'true'):
            return False
        if 'isForHandOver' in asked:
            firm = case.get('responsibleEnterpriseId')
            left = case['state'] in OPEN and firm is not None and not registry.serves(firm, case['compoundId'], today(at), at)
            return case['state'] in OPEN and left == (asked['isForHandOver'] == 'true')
        return True

    found = [case for case in cases if sees(who, case) and fits(case)]
    if state == 'open' or duty:
        return [case['id'] for case in sorted(found, key=urgency)]
    return [case['id'] for case in sorted(found, key=lambda case: (moment(case['recordedAt']), case['id']), reverse=True)]
