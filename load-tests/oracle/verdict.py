"""What was compared with what, how often it differed, and the first differences in words."""
import sys

SHOWN = 6


class Verdict:
    def __init__(self):
        self.compared, self.differing, self.lines = {}, {}, {}

    def say(self, what, where, api, own):
        self.differing[what] = self.differing.get(what, 0) + 1
        self.lines.setdefault(what, []).append(f'{where}: the platform has {short(api)}, the events give {short(own)}')

    def same(self, what, where, api, own):
        self.compared[what] = self.compared.get(what, 0) + 1
        if api == own:
            return True
        self.say(what, where, api, own)
        return False

    def holds(self, what, where, truth, words):
        self.compared[what] = self.compared.get(what, 0) + 1
        if not truth:
            self.differing[what] = self.differing.get(what, 0) + 1
            self.lines.setdefault(what, []).append(f'{where}: {words}')
        return truth

    def whole(self, what, where, api, own, but=()):
        """Two objects, member by member; the members that differ are named."""
        wrong = [key for key in {*api, *own} if key not in but and api.get(key) != own.get(key)]
        self.compared[what] = self.compared.get(what, 0) + 1
        for key in sorted(wrong)[:3]:
            self.say(what, f'{where} {key}', api.get(key), own.get(key))
        if len(wrong) > 1:
            self.differing[what] -= min(3, len(wrong)) - 1

    @property
    def is_clean(self):
        return not any(self.differing.values())

    def print(self, title):
        rows = [('', title, 'compared', 'differing')]
        for what, count in self.compared.items():
            wrong = self.differing.get(what, 0)
            rows.append(('FAILED' if wrong else 'ok', what, str(count), str(wrong)))
        rows.append(('FAILED' if not self.is_clean else 'ok', 'all', str(sum(self.compared.values())), str(sum(self.differing.values()))))
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        out = ['', *('  '.join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)]
        for what, lines in self.lines.items():
            out += [f'  {what}: {line}' for line in lines[:SHOWN]]
            if len(lines) > SHOWN:
                out.append(f'  {what}: … and {len(lines) - SHOWN} more')
        sys.stdout.write('\n'.join(out) + '\n')
        sys.stdout.flush()


def short(value):
    text = repr(value)
    return text if len(text) <= 260 else text[:257] + '…'
