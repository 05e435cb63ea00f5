/** The table of operations as a Markdown table, for READMEs; a spec compares what stands there with what this prints. */
import type { Operations } from './operations.js';

export const stateTable = (operations: Operations): string => {
  const rows = Object.entries(operations)
    .filter(([, { kind }]) => kind !== 'read')
    .map(([name, { roles, from, to, events = [], summary }]) => {
      const who = Array.isArray(roles) ? roles.join(', ') : String(roles);
      return `| \`${name}\` ${summary.zh} | ${who} | ${from?.join(' ') ?? '–'} | ${to?.join(' ') ?? '–'} | ${events.map((event) => `\`${event}\``).join(' ') || '–'} |`;
    });
  return ['| operation | who | from | to | records |', '|---|---|---|---|---|', ...rows].join('\n');
};
