/**
 * The block that people see when everything runs: where to look, who they can be, and how to stop. Chinese where the
 * terminal's language is Chinese, English elsewhere.
 */
import { inLanguage, type Words } from '@anju/contracts/schema';
import type { RunFile } from './run-file.js';

const words = {
  ready: { zh: '安居已就绪', en: 'Anju is ready' },
  invented: { zh: '演示城市的企业、小区和人员均为虚构。', en: 'Firms, compounds and people of the demo city are invented.' },
  logins: { zh: '登录（每种角色一个，其余见 run.json）', en: 'Logins (one per role; the others are in run.json)' },
  api: { zh: '接口文档', en: 'API documents' },
  events: { zh: '事件文档', en: 'Event document' },
  stop: { zh: '按 Ctrl+C 停止；再次 npm start 会接着现有数据继续。', en: 'Ctrl+C stops everything; npm start goes on with the same data.' },
} satisfies Record<string, Words>;

export function welcome(run: RunFile, demo: boolean, locale = process.env['LC_ALL'] || process.env['LANG'] || ''): string {
  const say = (key: keyof typeof words) => inLanguage(words[key], locale.startsWith('zh') ? 'zh-CN' : 'en');
  const perRole = run.personas.filter(({ role }, index, all) => all.findIndex((other) => other.role === role) === index);
  const lines = [
    `${say('ready')}: ${run.url}`,
    ...(demo ? [say('invented')] : []),
    '',
    say('logins'),
    ...perRole.map(
      ({ login, password, role, divisions }) => `  ${login.padEnd(16)} ${password.padEnd(14)} ${role} · ${divisions.join(', ')}`,
    ),
    '',
    say('api'),
    ...Object.values(run.openapi).map((url) => `  ${url}`),
    say('events'),
    `  ${run.asyncapi}`,
    '',
    say('stop'),
  ];
  const rule = '─'.repeat(78);
  return `${rule}\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n${rule}`;
}
