/** The small form of a family, drawn from the contract's fields: a new choice is a line there and nothing here. */
import { Button, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { factFields, readingFields, type FactField } from '@anju/contracts/hazard-facts';
import type { Form } from '../../outbox/filing.js';
import { useSay, useT } from '../../words/i18n.js';

type Values = Readonly<Record<string, unknown>>;

function Field({ name, field, value, onChange }: { name: string; field: FactField; value: unknown; onChange: (value: unknown) => void }) {
  const t = useT();
  const say = useSay();
  const label = say(field.label);
  const id = `fact-${name}`;
  const input = () => {
    switch (field.input) {
      case 'choice':
        return (
          <Select
            id={id}
            size="large"
            allowClear={!field.isRequired}
            value={value as string}
            onChange={onChange}
            options={Object.entries(field.choices ?? {}).map(([key, words]) => ({ value: key, label: say(words) }))}
            style={{ width: '100%' }}
          />
        );
      case 'yes-no':
        return (
          <div className="yes-no" role="radiogroup" aria-label={label}>
            {[true, false].map((one) => (
              <button
                key={String(one)}
                type="button"
                role="radio"
                aria-checked={value === one}
                className={value === one ? 'is-on' : ''}
                onClick={() => onChange(value === one ? undefined : one)}
              >
                {t(one ? 'app.yes' : 'app.no')}
              </button>
            ))}
          </div>
        );
      case 'number':
        return (
          <InputNumber
            id={id}
            size="large"
            inputMode="decimal"
            style={{ width: '100%' }}
            value={value as number}
            onChange={(next) => onChange(next ?? undefined)}
            {...(field.unit && { suffix: field.unit })}
          />
        );
      case 'text':
        return (
          <Input
            id={id}
            size="large"
            maxLength={60}
            value={(value as string) ?? ''}
            onChange={(event) => onChange(event.target.value || undefined)}
          />
        );
      case 'instant':
        return (
          <DatePicker
            id={id}
            size="large"
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            style={{ width: '100%' }}
            value={value ? dayjs(value as string) : null}
            onChange={(next) => onChange(next?.toISOString())}
          />
        );
      case 'readings':
        return <Readings rows={(value as Values[]) ?? []} onChange={(rows) => onChange(rows.length > 0 ? rows : undefined)} />;
    }
  };
  return (
    <div className={`fact fact-${field.input}`}>
      <label htmlFor={id}>
        {label}
        {!field.isRequired && field.input !== 'readings' && <small> {t('app.optional')}</small>}
      </label>
      {input()}
    </div>
  );
}

function Readings({ rows, onChange }: { rows: readonly Values[]; onChange: (rows: readonly Values[]) => void }) {
  const t = useT();
  return (
    <div className="readings">
      {rows.map((row, i) => (
        <div key={i} className="reading">
          {Object.entries(readingFields).map(([name, field]) => (
            <Field
              key={name}
              name={`${name}-${i}`}
              field={field}
              value={row[name]}
              onChange={(value) => onChange(rows.map((one, at) => (at === i ? { ...one, [name]: value } : one)))}
            />
          ))}
          <Button type="text" danger onClick={() => onChange(rows.filter((_, at) => at !== i))}>
            {t('mine.remove')}
          </Button>
        </div>
      ))}
      <Button block onClick={() => onChange([...rows, { at: new Date().toISOString() }])}>
        +
      </Button>
    </div>
  );
}

export function FactsForm({ form, onChange }: { form: Form; onChange: (facts: Values) => void }) {
  const t = useT();
  if (!form.family) return null;
  const facts = form.facts ?? {};
  return (
    <section className="card">
      <h2>{t('file.facts')}</h2>
      <div className="muted small hint">{t('file.factsHint')}</div>
      <div className="facts-form">
        {Object.entries(factFields[form.family] as Readonly<Record<string, FactField>>).map(([name, field]) => (
          <Field key={name} name={name} field={field} value={facts[name]} onChange={(value) => onChange({ ...facts, [name]: value })} />
        ))}
      </div>
    </section>
  );
}
