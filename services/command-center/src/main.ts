/** Starts the command center. */
import { serve } from '@anju/runtime/serve';
import { service } from './app.module.js';

await serve(service);
