/** A proposal that fits: the platform's working hours, an hour later, from 2026-12-01 on. */
import type { ProposePolicy } from '@anju/contracts/policy-proposals';
import { v7 } from 'uuid';

export const aProposal = (over: Partial<ProposePolicy> = {}): ProposePolicy =>
  ({
    id: v7(),
    kind: 'working-time',
    validFrom: '2026-12-01',
    title: { zh: '工作时间', en: 'Working hours' },
    basis: { zh: '示例', en: 'Example' },
    content: {
      hours: [
        ['09:00', '12:00'],
        ['13:00', '18:00'],
      ],
      weekdays: [1, 2, 3, 4, 5],
    },
    basedOn: 1,
    reason: '与窗口开放时间一致。',
    ...over,
  }) as ProposePolicy;
