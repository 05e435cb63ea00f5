/** The gateway as a process. */
import { log } from '@anju/runtime/log';
import { readConfig } from '@anju/runtime/config';
import { GatewayConfig } from './config.js';
import { gateway } from './gateway.js';

process.title = 'anju gateway';
const config = readConfig(GatewayConfig);
const app = await gateway(config);
app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
await app.listen(config.PORT, config.HOST);
log.info({ url: config.PUBLIC_URL, address: await app.getUrl() }, 'gateway listens');
