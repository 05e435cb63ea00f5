/** Nothing beyond what every service reads. */
import { readConfig, ServiceConfig } from '@anju/runtime/config';

export const config = readConfig(ServiceConfig);
