import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/** The console is optional: the widget can be built and served without it. */
const consolePage = join(root, 'console/index.html');

/**
 * Builds `dist/web`: a page each for the widget and the console, hashed files under `/assets/`, and `/embed.js`,
 * whose address customers' pages rely on. The server puts a fresh nonce in the place of `__CSP_NONCE__`.
 * The two pages are built apart: modules that both use would else be split into files of their own, and a customer's
 * phone would fetch six small files where one does.
 */
// oxlint-disable-next-line import/no-default-export -- the build tool reads the default export
export default defineConfig({
  root,
  base: '/',
  publicDir: false,
  html: { cspNonce: '__CSP_NONCE__' },
  // Files of the console carry `@jsxImportSource react`.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(root, '../../dist/web'),
    emptyOutDir: true,
    // Phones of the last years and the WebViews that chat apps bring along.
    target: ['chrome97', 'safari15.4', 'firefox104'],
    // An inlined asset would be a data: address, which the content policy need not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Ant Design fills one file of the console; a desk loads it once and keeps it.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // Ant Design marks its files with "use client", which means nothing here.
      checks: { moduleLevelDirective: false },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'embed' ? 'embed.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          input: { widget: join(root, 'widget/index.html'), embed: join(root, 'widget/embed.ts') },
        },
      },
    },
    console: {
      consumer: 'client',
      build: { emptyOutDir: false, rolldownOptions: { input: { console: consolePage } } },
    },
  },
  builder: {
    async buildApp(builder) {
      const { client, console } = builder.environments;
      if (client) await builder.build(client);
      if (console && existsSync(consolePage)) await builder.build(console);
    },
  },
});
