"""Time as the field counts it: Asia/Shanghai, UTC+8 without daylight saving, working days and hours by the calendar of a place.

Nothing of this is taken from the platform. Moments are whole milliseconds since 1970, days are numbers since 1970-01-01.
"""
from datetime import date, datetime, timedelta, timezone

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
EAST = 8 * HOUR
EPOCH = date(1970, 1, 1).toordinal()


def moment(text):
    return round(datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp() * 1000)


def instant(ms):
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=ms)).strftime('%Y-%m-%dT%H:%M:%S.') + '%03dZ' % (ms % 1000)


def day_of(ms):
    return (ms + EAST) // DAY


def number_of(day):
    return date.fromisoformat(day).toordinal() - EPOCH


def name_of(number):
    return date.fromordinal(number + EPOCH).isoformat()


def today(ms):
    return name_of(day_of(ms))


def shifted(day, days):
    return name_of(number_of(day) + days)


def begin(number):
    return number * DAY - EAST


def last_moment(number):
    return begin(number + 1) - 1


def months_after(day, months):
    at = date.fromisoformat(day)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(at.day, (following - timedelta(days=1)).day)).isoformat()


class Calendar:
    """The working time that decides at a place on a day, with the schedules of all years that are known."""

    def __init__(self, working_time, schedules):
        self.weekdays = set(working_time['weekdays'])
        self.hours = [tuple(int(t[:2]) * HOUR + int(t[3:]) * MINUTE for t in pair) for pair in working_time['hours']]
        self.years = {schedule['year'] for schedule in schedules}
        self.off = {number_of(day) for schedule in schedules for day in schedule['holidays']}
        self.made_up = {number_of(day) for schedule in schedules for day in schedule['makeUpDays']}
        self.known = {}

    def is_worked(self, number):
        if number not in self.known:
            weekday = (number + 3) % 7 + 1
            self.known[number] = number in self.made_up or (weekday in self.weekdays and number not in self.off)
        return self.known[number]

    def stretches(self, unit, number):
        if not self.is_worked(number):
            return []
        if unit == 'working-days':
            return [(begin(number), begin(number) + DAY)]
        return [(begin(number) + a, begin(number) + b) for a, b in self.hours]

    def forward(self, start, hundredths, unit):
        """The moment at which a clock of the unit has run so long; the length in hundredths of a millisecond."""
        if hundredths <= 0:
            return start
        if unit not in ('working-days', 'working-hours'):
            return start + hundredths // 100
        number = day_of(start)
        while True:
            for a, b in self.stretches(unit, number):
                a = max(a, start)
                if a >= b:
                    continue
                if hundredths <= (b - a) * 100:
                    return a + hundredths // 100
                hundredths -= (b - a) * 100
            number += 1

    def run(self, start, end, unit):
        """How long a clock of the unit runs between two moments."""
        if end <= start:
            return 0
        if unit not in ('working-days', 'working-hours'):
            return end - start
        total = 0
        for number in range(day_of(start), day_of(end) + 1):
            for a, b in self.stretches(unit, number):
                total += max(0, min(b, end) - max(a, start))
        return total

    def due(self, start, amount, unit):
        if unit == 'minutes':
            return start + amount * MINUTE
        if unit == 'hours':
            return start + amount * HOUR
        if unit == 'working-hours':
            return self.forward(start, amount * HOUR * 100, unit)
        number = day_of(start)
        if unit == 'calendar-days':
            return last_moment(number + amount)
        while amount > 0:
            number += 1
            amount -= self.is_worked(number)
        return last_moment(number)

    def is_uncertain(self, start, end, unit):
        if unit not in ('working-days', 'working-hours'):
            return False
        years = range(date.fromordinal(day_of(start) + EPOCH).year, date.fromordinal(day_of(end) + EPOCH).year + 1)
        return any(year not in self.years for year in years)
