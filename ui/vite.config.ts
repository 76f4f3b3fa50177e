// Build of the page: one bundle that the window and the local server both carry. The words files lie outside `ui/`, beside the core's.
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  base: './',
  build: {
    target: ['chrome111', 'safari16.4'],
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    sourcemap: false,
  },
  server: {
    port: 5173,
    strictPort: true,
    fs: { allow: ['..'] },
    // The server compares host and origin: both stay those of the page.
    proxy: Object.fromEntries(
      ['/rpc', '/files', '/events', '/signin'].map((path) => [
        path,
        { target: process.env['YIDAN_SERVE'] ?? 'http://127.0.0.1:7788', changeOrigin: false },
      ]),
    ),
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
    restoreMocks: true,
  },
});
