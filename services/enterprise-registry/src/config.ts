/** Nothing beyond what every service reads. */
import { ServiceConfig, readConfig } from '@anju/runtime/config';

export const config = readConfig(ServiceConfig);
