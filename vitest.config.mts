import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      // JupyterLab's packages import their icons as text.
      name: 'svg-as-text',
      enforce: 'pre',
      load(id) {
        const [path = id] = id.split('?');
        return path.endsWith('.svg')
          ? `export default ${JSON.stringify(readFileSync(path, 'utf8'))}`
          : undefined;
      }
    }
  ],
  test: {
    environment: 'jsdom',
    include: ['labextension/test/**/*.test.{ts,tsx}'],
    setupFiles: ['labextension/test/setup.ts'],
    css: false,
    server: {
      deps: {
        // ES modules published without "type": "module": Node can't load them.
        inline: [
          /@jupyterlab\//,
          /@jupyter\//,
          /@microsoft\//,
          /@rjsf\//,
          /lib0/,
          /y-protocols/,
          /yjs/
        ]
      }
    }
  }
});
