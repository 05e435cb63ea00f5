"""The requests that were sent and what came of them: which events they account for, and that the refused ones left none."""


class Journal:
    def __init__(self, lines):
        self.lines = lines
        self.creating, self.accepted, self.accounted = {}, {}, set()
        for line in lines:
            answer = line['answer']
            if not 200 <= line['status'] < 300 or line.get('isRepeat'):
                continue
            ident, version = line['id'], (answer or {}).get('version')
            if line['status'] == 201:
                self.creating.setdefault(ident, line)
                self.accounted.add((ident, 1))
                if isinstance(answer, dict) and answer.get('id') != ident:
                    # A machine said again what is still open.
                    self.accounted.add((answer['id'], version))
            elif isinstance(line.get('ifMatch'), int):
                self.accepted.setdefault((ident, line['ifMatch'] + 1), line)
                self.accounted.add((ident, line['ifMatch'] + 1))
            else:
                self.accounted.add((ident, version))

    def traces(self, verdict, events, states):
        """What a person did stands in the journal as accepted, or follows from such an act in the same transaction."""
        accounted = {event['xid'] for event in events if (event['aggregate_id'], event['version']) in self.accounted}
        # The rule document of an import is approved in a transaction before it.
        imported = {line['body']['year'] for line in self.creating.values() if line['op'] == 'importHolidays'}
        for event in events:
            if event['by']['role'] == 'platform':
                continue
            if event['ce_type'] == 'policy.approved.v1' and event['payload']['document']['content'].get('year') in imported:
                continue
            verdict.holds('refused requests left no trace', f'{event["aggregate_type"]} {event["aggregate_id"]} version {event["version"]} {event["ce_type"]}',
                          (event['aggregate_id'], event['version']) in self.accounted or event['xid'] in accounted, 'no accepted request accounts for it')
        present = {(event['aggregate_id'], event['version']) for event in events}
        for line in self.lines:
            answer, where = line['answer'] or {}, f'{line["op"]} {line["id"]} by {line["by"]} at {line["at"]}'
            if 200 <= line['status'] < 300:
                if isinstance(line.get('ifMatch'), int) and not line.get('isRepeat'):
                    verdict.holds('accepted requests are on record', where, (line['id'], line['ifMatch'] + 1) in present, 'no event of it')
                continue
            if answer.get('code') == 'not-in-this-state' and isinstance(line.get('ifMatch'), int) and line['id'] in states:
                known = states[line['id']]
                if line['ifMatch'] <= len(known):
                    verdict.same('refusals name the state', where, answer['state'], known[line['ifMatch'] - 1][0])
            if line['op'] in ('reportHazard', 'registerCompound', 'concludeContract', 'fileEnterprise') and line['id'] not in self.creating:
                verdict.holds('refused requests left no trace', where, (line['id'], 1) not in present, 'it was refused and is there')
