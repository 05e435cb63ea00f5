/**
 * Builds the console into dist/, which the gateway serves. The contracts are taken from their sources (condition
 * `source`), so that the console compiles without building anything else first. The map and the charts are parts of
 * their own: they are loaded when a page first needs them.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 1600 },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/auth', '/oidc', '/asyncapi.json'].map((path) => [path, process.env['ANJU_URL'] ?? 'http://127.0.0.1:8080']),
    ),
  },
});
