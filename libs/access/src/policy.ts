/**
 * Writes the row-level security policies of a table, for a migration. After a transaction-local `set_config` a variable
 * of that connection reads as the empty text, and a prefix test on the empty text is true for every row: hence `nullif`
 * around each variable and the third argument that turns an empty element into NULL. FORCE binds the owner as well, so
 * every role that works outside requests is named. There is no policy for DELETE: rows are kept.
 */
import { caseColumns, type ScopeColumns } from './scope.js';

export interface PolicyOptions {
  /** The role of requests, for example `safety_hazards_app`. */
  readonly role: string;
  readonly columns?: ScopeColumns;
  /** Roles that see and write every row: owner, relay, projector, sealer. */
  readonly everything?: readonly string[];
  /** Rows that administrators of a division may see: people, audit; never cases. */
  readonly administrators?: boolean;
  /** What requests may do; rows are otherwise only read. */
  readonly writes?: readonly ('insert' | 'update')[];
}

const setting = (name: string): string => `nullif(current_setting('${name}', true), '')`;
const inDivisions = (column: string, variable: string): string => `${column} ^@ any (string_to_array(${setting(variable)}, ',', ''))`;

/** The scope as a condition over the session variables of `session.ts`. */
export function policyCondition(columns: ScopeColumns = {}, { administrators = false, byDepartment = true } = {}): string {
  const { division, enterprise, departments } = { ...caseColumns, ...columns };
  const place = [`${setting('app.enterprise')} is null`, inDivisions(division, 'app.divs')];
  if (departments && byDepartment) {
    place.push(`(${setting('app.department')} is null or ${departments} @> array[${setting('app.department')}])`);
  }
  const condition = [
    `(${place.join(' and ')})`,
    ...(enterprise ? [`${enterprise} = ${setting('app.enterprise')}::uuid`] : []),
    ...(administrators ? [inDivisions(division, 'app.admin_divs')] : []),
  ].join(' or ');
  // The planner takes the bare condition for one row in thousands and then reads the whole table; a CASE it takes for half.
  return `case when ${condition} then true else false end`;
}

export function policySql(table: string, options: PolicyOptions): string {
  const { role, columns, everything = [], administrators = false, writes = ['insert', 'update'] } = options;
  const name = (suffix: string): string => `${table.replace(/^.*\./, '').replaceAll('"', '')}_${suffix}`;
  const seen = policyCondition(columns, { administrators });
  const filed = policyCondition(columns, { administrators, byDepartment: false });
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy ${name('scope_select')} on ${table} for select to ${role} using (${seen})`,
    ...(writes.includes('insert') ? [`create policy ${name('scope_insert')} on ${table} for insert to ${role} with check (${filed})`] : []),
    ...(writes.includes('update')
      ? [`create policy ${name('scope_update')} on ${table} for update to ${role} using (${seen}) with check (${seen})`]
      : []),
    ...everything.map((other) => `create policy ${name(`all_${other}`)} on ${table} to ${other} using (true) with check (true)`),
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}
