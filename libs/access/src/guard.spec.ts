/** The guard decides by the table of operations and by nothing else; a route outside the table keeps the service down. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Operations } from '@anju/contracts/operations';
import { Controller, Get, Module, Post, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { aRealm, issuer } from './access.fixtures.js';
import type { Actor } from './actor.js';
import { assertEveryRouteDeclared, OperationGuard, OPERATIONS, type AuthzVersions } from './guard.js';
import { tokenVerifier, type TokenVerifier } from './token.js';

const summary = { zh: '', en: '' };
const operations: Operations = {
  reportHazard: { roles: ['inspector'], kind: 'create', summary },
  listPolicies: { roles: 'everyone', kind: 'read', summary },
  aboutUs: { roles: 'public', kind: 'read', summary },
};

@Controller('hazards')
class HazardController {
  @Post() reportHazard() {}
  @Get() listPolicies() {}
  notARoute() {}
}
@Controller()
class HealthController {
  @Get('healthz') healthz() {}
}
@Controller('backdoor')
class BackdoorController {
  @Get() constructorOf() {}
  @Get('2') toString() {
    return '';
  }
}

let realm: Awaited<ReturnType<typeof aRealm>>;
let tokens: TokenVerifier;
beforeAll(async () => {
  realm = await aRealm();
  tokens = tokenVerifier({ issuer, jwks: { file: realm.jwksFile } });
});

const call = async (handler: string, headers: Record<string, string> = {}, versions?: AuthzVersions): Promise<Actor | undefined> => {
  const request: { headers: Record<string, string>; actor?: Actor } = { headers };
  const context = { getType: () => 'http', getHandler: () => ({ name: handler }), switchToHttp: () => ({ getRequest: () => request }) };
  await new OperationGuard(operations, tokens, versions).canActivate(context as unknown as ExecutionContext);
  return request.actor;
};
const as = async (role: string, over = {}) => ({ authorization: `Bearer ${await realm.sign({ role, ...over })}` });

describe('an operation', () => {
  it('asks who calls before it asks whether they may', async () => {
    await expect(call('reportHazard')).rejects.toMatchObject({ code: 'token-missing' });
    await expect(call('reportHazard', { authorization: 'Bearer x' })).rejects.toMatchObject({ code: 'token-invalid' });
    await expect(call('reportHazard', await as('operator'))).rejects.toMatchObject({ code: 'role-not-permitted' });
    await expect(call('reportHazard', await as('inspector'))).resolves.toMatchObject({ role: 'inspector' });
  });

  it('for everyone still wants them signed in, a public one does not', async () => {
    await expect(call('listPolicies')).rejects.toMatchObject({ code: 'token-missing' });
    await expect(call('listPolicies', await as('auditor'))).resolves.toMatchObject({ role: 'auditor' });
    await expect(call('aboutUs')).resolves.toBeUndefined();
  });

  it.each(['unheardOf', 'constructor', 'toString', '__proto__'])('that no table names is for nobody: %s', async (name) => {
    await expect(call(name, await as('inspector'))).rejects.toMatchObject({ code: 'role-not-permitted' });
  });

  it('is refused once the person’s access has changed', async () => {
    const versions: AuthzVersions = { isCurrent: ({ authzVersion }) => authzVersion >= 3 };
    await expect(call('reportHazard', await as('inspector', { authzVersion: 2 }), versions)).rejects.toMatchObject({
      code: 'access-revoked',
    });
    await expect(call('reportHazard', await as('inspector', { authzVersion: 3 }), versions)).resolves.toBeDefined();
  });

  it('remembers the device, when it names itself plainly', async () => {
    const headers = await as('inspector');
    await expect(call('reportHazard', { ...headers, 'anju-device': 'phone-7' })).resolves.toMatchObject({ device: 'phone-7' });
    await expect(call('reportHazard', { ...headers, 'anju-device': 'a\nb' })).resolves.not.toHaveProperty('device');
  });
});

describe('at boot', () => {
  const start = async (controllers: (typeof HazardController)[] | (new () => object)[]) => {
    @Module({ controllers, providers: [{ provide: OPERATIONS, useValue: operations }] })
    class AppModule {}
    return NestFactory.createApplicationContext(AppModule, { logger: false });
  };

  it('a service whose routes are all declared starts', async () => {
    const app = await start([HazardController, HealthController]);
    expect(() => assertEveryRouteDeclared(app)).not.toThrow();
    await app.close();
  });

  it('a route without a declared operation is named', async () => {
    const app = await start([HazardController, BackdoorController]);
    expect(() => assertEveryRouteDeclared(app)).toThrow('BackdoorController.constructorOf, BackdoorController.toString');
    await app.close();
  });
});
