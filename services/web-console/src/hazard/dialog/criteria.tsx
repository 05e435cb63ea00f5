/** By which criteria and clauses a department decides about a suspicion; refuting it needs a reason instead of clauses. */
import { Form, Select } from 'antd';
import { useT } from '../../words/i18n.js';
import { Line, Reason } from './fields.js';

export function Criteria({ isConfirming }: { isConfirming: boolean }) {
  const t = useT();
  return (
    <>
      <Line name="criteriaVersion" label={t('action.criteriaVersion')} placeholder={t('action.criteriaPlaceholder')} isRequired autoFocus />
      <Form.Item
        name="clauses"
        label={t('detail.clauses')}
        {...(isConfirming && { rules: [{ required: true, type: 'array' as const, min: 1, message: t('action.clausesRequired') }] })}
      >
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          maxCount={20}
          tokenSeparators={[',', '，', '、', ' ']}
          placeholder={t('action.clausesPlaceholder')}
        />
      </Form.Item>
      <Reason isRequired={!isConfirming} autoFocus={false} />
    </>
  );
}
