/**
 * `anju events`: the stream as it is, one CloudEvent per line. `tail` follows what comes from now on, `pull` reads what is
 * kept. Context and type narrow what the broker sends; place and aggregate are looked at here, for they are no part of the
 * subject below the county.
 */
import { isWithin } from '@anju/contracts/place';
import { fromMessage } from '@anju/events/cloud-event';
import { DeliverPolicy, jetstream, type OrderedConsumerOptions } from '@nats-io/jetstream';
import { InvalidArgumentError, type Command } from 'commander';
import { print, withRunning, type Commands } from './running.js';

interface Filters {
  context?: string;
  type?: string;
  division?: string;
  aggregate?: string;
}
interface PullFilters extends Filters {
  after: number;
  limit: number;
}

const whole = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Say a whole number.');
};

/** Subject filter of a context and a type such as `hazard.reported.v1`. */
export function subjectFilter({ context = '*', type }: Filters): string {
  if (!type) return context === '*' ? 'ev.>' : `ev.${context}.>`;
  const [aggregate, name, version] = type.split('.');
  return `ev.${context}.${aggregate}-${name}.${version}.>`;
}

const withFilters = (command: Command): Command =>
  command
    .option('--context <context>', 'safety-hazards, enterprise-registry or command-center')
    .option('--type <type>', 'type of event, such as hazard.reported.v1')
    .option('--division <code>', 'events of this division and those within it')
    .option('--aggregate <id>', 'events of one case, compound or firm');

export const eventCommands: Commands = (program, stateDir) => {
  const events = program.command('events').description('the events, one JSON per line');
  withFilters(events.command('tail').description('what comes from now on')).action((filters: Filters) =>
    read(stateDir(), filters, { deliver_policy: DeliverPolicy.New }, Infinity, false),
  );
  withFilters(events.command('pull').description('what is kept'))
    .option('--after <seq>', 'begin after this sequence of the stream', whole, 0)
    .option('--limit <n>', 'at most so many', whole, Infinity)
    .action(({ after, limit, ...filters }: PullFilters) => read(stateDir(), filters, { opt_start_seq: after + 1 }, limit, true));
};

const read = (stateDir: string, filters: Filters, from: Partial<OrderedConsumerOptions>, limit: number, untilEnd: boolean): Promise<void> =>
  withRunning(stateDir, async ({ run, nats }) => {
    const consumer = await jetstream(nats).consumers.get(run.nats.stream, { ...from, filter_subjects: [subjectFilter(filters)] });
    if (untilEnd && (await consumer.info()).num_pending === 0) return;
    const messages = await consumer.consume({ max_messages: 500 });
    process.once('SIGINT', () => void messages.close());
    let count = 0;
    for await (const message of messages) {
      if (!message.subject.startsWith('ev.stream.')) {
        const event = fromMessage(message);
        const wanted =
          (!filters.division || isWithin(event.division ?? '', filters.division)) &&
          (!filters.aggregate || event.subject === filters.aggregate);
        if (wanted) {
          print({ seq: message.seq, ...event });
          count += 1;
        }
      }
      if (count >= limit || (untilEnd && message.info.pending === 0)) break;
    }
    await messages.close();
  });
