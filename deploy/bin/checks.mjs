/**
 * The checks that a change has to pass, cheapest first. Types are checked twice: `tsc -b` leaves specs out of what is
 * built, so they are checked by a configuration made here; the registry serves mixed patch levels of package families,
 * which breaks at run time only, so versions are compared instead of trusted.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownEnvironment, pinnedNode, project, run } from './bootstrap.mjs';
import { documents, stale } from './generate.mjs';

const readJson = (path) => JSON.parse(readFileSync(join(project, path), 'utf8'));

/** Packages that carry one version together. Left out are members that count on their own. */
const families = [
  { name: '@mikro-orm/*', has: (name) => name.startsWith('@mikro-orm/') && name !== '@mikro-orm/nestjs' },
  { name: '@nats-io/*', has: (name) => name.startsWith('@nats-io/') && !['@nats-io/nkeys', '@nats-io/nuid'].includes(name) },
  { name: 'nx', has: (name) => name === 'nx' || name.startsWith('@nx/') },
  { name: 'react', has: (name) => name === 'react' || name === 'react-dom' },
];

function splitFamilies() {
  const found = [];
  const installed = Object.entries(readJson('package-lock.json').packages)
    .filter(([path, { link, version }]) => path.includes('node_modules/') && !link && version)
    .map(([path, { version }]) => [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version]);
  for (const { name, has } of families) {
    const versions = new Set(
      installed.filter(([member]) => has(member) && !/-(linux|darwin|win32|freebsd)/.test(member)).map(([, version]) => version),
    );
    if (versions.size > 1) found.push(`${name} is split: ${[...versions].join(', ')}`);
  }
  const pins = new Map();
  for (const path of manifests()) {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = readJson(path);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) found.push(`${path}: ${name} "${version}" is not an exact version`);
      const other = pins.get(name);
      if (other && other.version !== version) found.push(`${name}: ${version} in ${path}, ${other.version} in ${other.path}`);
      pins.set(name, other ?? { version, path });
    }
  }
  return found;
}

const manifests = () => [
  'package.json',
  ...['deploy', 'load-tests'].map((folder) => `${folder}/package.json`),
  ...['libs', 'services'].flatMap((parent) => readdirSync(join(project, parent)).map((folder) => `${parent}/${folder}/package.json`)),
];

function report(lines) {
  for (const line of lines) process.stdout.write(`  ${line}\n`);
  return lines.length === 0 ? 0 : 1;
}

function specConfig() {
  const folder = join(project, 'node_modules/.cache/anju');
  mkdirSync(folder, { recursive: true });
  const include = ['libs', 'services']
    .map((parent) => join(project, parent, '*/src/**/*.ts'))
    .concat(['deploy', 'load-tests'].map((name) => join(project, name, 'src/**/*.ts')));
  const compilerOptions = {
    noEmit: true,
    composite: false,
    incremental: true,
    tsBuildInfoFile: join(folder, 'specs.tsbuildinfo'),
    rootDir: project,
  };
  writeFileSync(
    join(folder, 'tsconfig.specs.json'),
    JSON.stringify({
      extends: join(project, 'tsconfig.base.json'),
      compilerOptions,
      include,
      exclude: [join(project, 'services/web-console'), '**/node_modules', '**/dist'],
    }),
  );
  return join(folder, 'tsconfig.specs.json');
}

export const checks = (node) => ({
  format: () => node('node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  families: async () => report(splitFamilies()),
  'types of specs': () => node('node_modules/typescript/bin/tsc', ['-p', specConfig()]),
  'types of the console': () => node('node_modules/typescript/bin/tsc', ['--noEmit', '-p', join(project, 'services/web-console')]),
  // The walls between projects are read from a project graph made beforehand: without one the rule passes in silence.
  lint: async () =>
    (await node('node_modules/nx/dist/bin/nx.js', ['show', 'projects'])) ||
    node('node_modules/eslint/bin/eslint.js', ['.', '--cache', '--cache-location', join(project, 'node_modules/.cache/anju/eslint')]),
  'generated documents': async () => report((await stale()).map((path) => `${path} is stale: run \`npm run generate\``)),
  'document lint': () =>
    run(
      pinnedNode(),
      [join(project, 'node_modules/@redocly/cli/bin/cli.js'), 'lint', ...Object.keys(documents), '--extends=spec', '--format=stylish'],
      {
        env: { ...ownEnvironment(), REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
        stdout: 1,
      },
    ),
});
