/** Service contracts as a table, the one in force on the day marked: for the screen and for paper. */
import { Link } from '@tanstack/react-router';
import { isInForce, lastDayOf, type Contract } from '@anju/contracts/registry';
import { useT } from '../words/i18n.js';

type Row = Contract & { readonly compoundName?: string };

export function Contracts({ contracts, day, of }: { contracts: readonly Row[]; day: string; of: 'compound' | 'enterprise' }) {
  const t = useT();
  return (
    <div className="grid-table">
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t(of === 'compound' ? 'registry.firm' : 'registry.compounds')}</th>
            <th>{t('compound.contract')}</th>
            <th className="is-number">{t('compound.starShort')}</th>
            <th className="is-number">{t('compound.feeShort')}</th>
            <th>{t('compound.ended')}</th>
          </tr>
        </thead>
        <tbody>
          {[...contracts]
            .sort((a, b) => (a.startsOn < b.startsOn ? 1 : -1))
            .map((contract) => (
              <tr key={contract.id} className={isInForce(contract, day) ? 'is-on' : ''}>
                <td>
                  {of === 'compound' ? (
                    <Link to="/enterprises/$id" params={{ id: contract.enterpriseId }}>
                      {contract.enterpriseName}
                    </Link>
                  ) : (
                    <Link to="/compounds/$id" params={{ id: contract.compoundId }}>
                      {contract.compoundName}
                    </Link>
                  )}
                  {contract.isInterim && <span className="tag">{t('compound.interim')}</span>}
                </td>
                <td>{t('compound.contractTerm', { from: contract.startsOn, to: lastDayOf(contract) })}</td>
                <td className="is-number">{contract.promisedStar}</td>
                <td className="is-number">{contract.feePerSqm.toFixed(2)}</td>
                <td className="muted">
                  {[contract.endCause && t(`endCause.${contract.endCause}`), contract.endedOn, contract.endReason]
                    .filter(Boolean)
                    .join(' · ')}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
