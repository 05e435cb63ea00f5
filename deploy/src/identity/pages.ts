/**
 * The pages of the embedded provider: one to sign in, one to sign out, one to say that something went wrong. Plain HTML
 * without scripts, Chinese with English beside it, so that they work in any browser before the console is there. Each
 * persona is a submit button: the keyboard reaches it and no password is needed, for this is a demonstration.
 */
import { Role } from '@anju/contracts/actors';
import type { Words } from '@anju/contracts/schema';
import type { Persona } from './personas.js';

const roleWords: Record<Role, Words> = {
  operator: { zh: '指挥中心值班员', en: 'Operator' },
  inspector: { zh: '巡查员', en: 'Inspector' },
  'subdistrict-officer': { zh: '街镇管理人员', en: 'Subdistrict officer' },
  'department-officer': { zh: '部门执法人员', en: 'Department officer' },
  'enterprise-manager': { zh: '物业企业项目经理', en: 'Enterprise manager' },
  registrar: { zh: '备案登记人员', en: 'Registrar' },
  auditor: { zh: '审计人员', en: 'Auditor' },
  'system-admin': { zh: '系统管理员', en: 'System administrator' },
  'security-admin': { zh: '安全管理员', en: 'Security administrator' },
  'audit-admin': { zh: '审计管理员', en: 'Audit administrator' },
  source: { zh: '设备', en: 'Machine' },
};
const departmentWords: Record<string, Words> = {
  fire: { zh: '消防', en: 'Fire' },
  gas: { zh: '燃气', en: 'Gas' },
  housing: { zh: '住建', en: 'Housing' },
  emergency: { zh: '应急', en: 'Emergency' },
};

/** Places of the demonstration; any other is shown by its code. */
const placeWords: Record<string, string> = {
  '310115': '浦东新区 Pudong',
  '310115005': '陆家嘴街道 Lujiazui',
  '310115016': '花木街道 Huamu',
  '510603': '旌阳区 Jingyang',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
:root{color-scheme:light dark;--bg:#f3f5f8;--surface:#fff;--line:#dde3ea;--text:#16202b;--muted:#5c6978;--accent:#0b7f99;--soft:#d9eff4;--on:#fff;--red:#cf2f2a}
@media (prefers-color-scheme:dark){:root{--bg:#0c1116;--surface:#12181f;--line:#26303b;--text:#e4eaf0;--muted:#8a97a6;--accent:#45b0c8;--soft:#133a44;--on:#0c1116;--red:#ff5a52}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 "PingFang SC","HarmonyOS Sans SC","Noto Sans SC",system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:40px 20px 64px}header{display:flex;align-items:baseline;gap:12px;margin-bottom:4px}
h1{font-size:24px;margin:0}h2{font-size:13px;font-weight:600;margin:0 0 8px;color:var(--muted)}p{margin:0 0 24px;color:var(--muted)}
.layout{display:grid;grid-template-columns:1fr 300px;gap:20px;align-items:start}.panel{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:16px}
.groups{columns:260px 2;column-gap:20px}section{break-inside:avoid;margin-bottom:16px}
button{font:inherit;color:inherit;cursor:pointer}.who{display:block;width:100%;min-height:48px;margin:0 0 6px;padding:6px 12px;text-align:left;background:var(--bg);border:1px solid var(--line);border-radius:6px}
.who:hover{border-color:var(--accent);background:var(--soft)}.who span{display:block;font-size:12px;color:var(--muted)}
label{display:block;margin-bottom:12px;font-size:13px}input{display:block;width:100%;height:40px;margin-top:4px;padding:0 12px;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:6px}
.go{width:100%;min-height:44px;border:0;border-radius:6px;background:var(--accent);color:var(--on);font-weight:600}a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.error{color:var(--red);margin:0 0 12px}small{color:var(--muted)}
@media (max-width:760px){main{padding-top:20px}.layout{grid-template-columns:1fr}.who{min-height:52px}}`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · 安居 Anju</title><style>${style}</style></head><body><main>${body}</main></body></html>`;

const head = '<header><h1>安居 <small lang="en">Anju</small></h1></header>';

const refusals = {
  wrong: { zh: '账号或密码不对。', en: 'Wrong login or password.' },
  wait: { zh: '尝试次数过多，请一分钟后再试。', en: 'Too many attempts; wait a minute.' },
} as const satisfies Record<string, Words>;

function personaButton(person: Persona): string {
  const department = person.department ? departmentWords[person.department] : undefined;
  const where = person.note ? `${person.note.zh} ${person.note.en}` : person.divisions.map((code) => placeWords[code] ?? code).join(', ');
  const what = [department && `${department.zh} ${department.en}`, where].filter(Boolean).join(' · ');
  return `<button class="who" name="persona" value="${escapeHtml(person.login)}">${escapeHtml(person.name)} <small>${escapeHtml(person.login)}</small><span>${escapeHtml(what)}</span></button>`;
}

export function signInPage(action: string, personas: readonly Persona[], refused?: keyof typeof refusals, login = ''): string {
  const groups = Role.options
    .map((role) => ({ role, people: personas.filter((person) => person.role === role) }))
    .filter(({ people }) => people.length > 0)
    .map(
      ({ role, people }) =>
        `<section aria-labelledby="${role}"><h2 id="${role}">${roleWords[role].zh} <span lang="en">${roleWords[role].en}</span></h2>${people.map(personaButton).join('')}</section>`,
    );
  const error = refused
    ? `<div class="error" role="alert">${refusals[refused].zh} <span lang="en">${refusals[refused].en}</span></div>`
    : '';
  return page(
    '登录 Sign in',
    `${head}<p>演示环境：选择一个身份直接进入。<br><span lang="en">Demonstration: pick a persona to enter.</span></p>
<div class="layout"><form class="panel groups" method="post" action="${escapeHtml(action)}">${groups.join('')}</form>
<form class="panel" method="post" action="${escapeHtml(action)}"><h2>账号登录 <span lang="en">Sign in with a password</span></h2>${error}
<label>账号 <span lang="en">Login</span><input name="login" required autocomplete="username" autocapitalize="none" value="${escapeHtml(login)}"></label>
<label>密码 <span lang="en">Password</span><input name="password" type="password" required autocomplete="current-password"></label>
<button class="go">登录 <span lang="en">Sign in</span></button></form></div>`,
  );
}

export const signOutPage = (form: string): string =>
  page(
    '退出 Sign out',
    `${head}<div class="panel">${form}<p>退出登录？<br><span lang="en">Sign out?</span></p>
<button class="go" autofocus type="submit" form="op.logoutForm" name="logout" value="yes">退出登录 <span lang="en">Sign out</span></button></div>`,
  );

export const messagePage = (zh: string, en: string, home: string, detail?: string): string =>
  page(
    en,
    `${head}<div class="panel"><h2>${escapeHtml(zh)} <span lang="en">${escapeHtml(en)}</span></h2>${detail ? `<p lang="en">${escapeHtml(detail)}</p>` : ''}
<a href="${escapeHtml(home)}/">返回首页 <span lang="en">Back to the start</span></a></div>`,
  );
