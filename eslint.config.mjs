// The walls of the house, cheapest first: what a project may import by its tag, and what a file may import by its name.
// A file without a role (`hazard.ts`) is pure; `noun.controller.ts` speaks HTTP; `noun.queries.ts` only reads.
import nx from '@nx/eslint-plugin';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

const source = ['{libs,services}/*/src/**/*.{ts,tsx}', 'services/*/journeys/**/*.ts', '{deploy,load-tests}/src/**/*.ts'];
const services = 'services/{enterprise-registry,safety-hazards}/src';
const touchesWorld = [
  '@nestjs/*',
  '@mikro-orm/*',
  '@nats-io/*',
  'pg',
  'node:*',
  '@anju/runtime/*',
  '@anju/access/session',
  '@anju/access/guard',
  '@anju/events/change',
  '@anju/policy/store',
];
const restrict = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.anju/**', '**/*.mjs'] },
  {
    files: source,
    extends: [...ts.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          enforceBuildableLibDependency: false,
          checkDynamicDependenciesExceptions: ['.*'],
          depConstraints: [
            {
              sourceTag: 'kind:contracts',
              onlyDependOnLibsWithTags: ['kind:contracts'],
              allowedExternalImports: ['zod', '@jest/globals', 'fast-check'],
            },
            { sourceTag: 'kind:lib', onlyDependOnLibsWithTags: ['kind:contracts', 'kind:lib'] },
            { sourceTag: 'kind:service', onlyDependOnLibsWithTags: ['kind:contracts', 'kind:lib'] },
            { sourceTag: 'kind:console', onlyDependOnLibsWithTags: ['kind:contracts'] },
            { sourceTag: 'kind:deploy', onlyDependOnLibsWithTags: ['kind:contracts', 'kind:lib', 'kind:service', 'kind:deploy'] },
          ],
        },
      ],
    },
  },
  {
    // Constructor-injected classes are values to the decorators' metadata; a type-only import would lose them.
    files: [
      'libs/{access,events,policy,runtime}/src/**/*.ts',
      'services/{enterprise-registry,safety-hazards,command-center,gateway}/src/**/*.ts',
    ],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: [
      `${services}/{hazard,hazard-clock,hazard-timers,incident,enterprise,compound,contract,uscc,division}.ts`,
      'libs/calendar/src/{deadline,day,working-calendar}.ts',
      'libs/policy/src/{lookup,policy-proposal}.ts',
      'libs/contracts/src/**/*.ts',
    ],
    ignores: ['**/*.spec.ts'],
    rules: restrict([
      { group: touchesWorld, message: 'A file without a role is pure: it imports contracts and siblings without a role.' },
      {
        group: ['./*.entity.js', './*.service.js', './*.queries.js', './*.controller.js', './*.consumer.js'],
        message: 'A rule does not know how it is stored or called.',
      },
    ]),
  },
  {
    files: [`${services}/*.controller.ts`],
    rules: restrict([{ group: ['./*.entity.js', '@mikro-orm/*'], message: 'A controller does not know tables.' }]),
  },
  {
    files: ['services/*/src/*.queries.ts'],
    rules: restrict([{ group: ['@anju/events/record', '@anju/events/change', '@anju/events/filing'], message: 'Queries record nothing.' }]),
  },
  {
    files: ['services/web-console/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'warn' },
  },
);
