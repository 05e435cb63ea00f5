/** The embedded identity provider as a process of its own; prints one line when it listens and ends on SIGTERM. */
import { readConfig } from './config.js';
import { Personas } from './personas.js';
import { identityProvider } from './provider.js';
import { identityServer } from './server.js';
import { Store } from './store.js';

try {
  const config = readConfig(process.env);
  const personas = new Personas(config.personasFile);
  const provider = identityProvider(config, personas, new Store(config.storeFile));
  provider.on('server_error', (_, error) => console.error(error));
  const server = identityServer(config.issuer, provider, personas);
  server.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    console.log(JSON.stringify({ msg: 'identity provider ready', issuer: config.issuer, address: server.address() }));
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => process.exit(0), 2_000).unref();
    });
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
