/**
 * Carries out a change and puts the answer on screen. A version that is no longer the present one is read again and the
 * person is asked to look once more; a refusal says what is possible instead.
 */
import { App } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Hazard } from '@anju/contracts/hazards';
import { Refused } from '../api/client.js';
import { changeHazard } from '../api/hazards.js';
import type { HazardChange } from '../actions.js';
import { hasWord, useT, type WordKey } from '../words/i18n.js';

export interface Change {
  readonly operation: HazardChange;
  readonly hazard: Pick<Hazard, 'id' | 'version'>;
  readonly body: unknown;
  /** Shows a refusal where it belongs; false where it could not. */
  readonly showAtField?: (refused: Refused) => boolean;
}

export function useChange() {
  const t = useT();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  return useMutation({
    mutationFn: ({ operation, hazard, body }: Change) =>
      changeHazard(operation, hazard.id, operation === 'acknowledgeHazard' || operation === 'urgeHazard' ? '*' : hazard.version, body),
    onSuccess: (hazard, { operation }) => {
      client.setQueryData(['hazard', hazard.id], hazard);
      void client.invalidateQueries({ queryKey: ['hazard', hazard.id] });
      void client.invalidateQueries({ queryKey: ['hazards'] });
      void message.success(t('action.done', { what: t(`action.${operation}`) }));
    },
    onError: (error, { hazard, showAtField }) => {
      void client.invalidateQueries({ queryKey: ['hazard', hazard.id] });
      const refused = error instanceof Refused ? error : undefined;
      if (refused && showAtField?.(refused)) return;
      const possible = (refused?.problem?.['possible'] as string[] | undefined)
        ?.map((name) => `action.${name}`)
        .filter(hasWord)
        .map((key: WordKey) => t(key));
      notification.error({
        title: refused?.title ?? t('problem.unknown'),
        description: [
          refused?.code === 'version-stale' ? t('action.stale') : refused?.detail,
          ...(refused?.problem?.errors ?? []).map(({ message: text }) => text),
          possible?.length ? t('action.possibleNow', { what: possible.join('、') }) : undefined,
        ]
          .filter(Boolean)
          .join(' '),
        duration: 8,
      });
    },
  });
}
