// Runs before every module: the page's policy forbids code made at run time, and zod would try it while the contracts load.
globalThis.__zod_globalConfig = { jitless: true };
