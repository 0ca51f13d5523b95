import { createRequire } from 'node:module';
import { PROTOCOL_VERSION, type JsonObject } from '../protocol/message.ts';

/**
 * What the kernel says of itself (kernel_info_reply).
 * @param version - of wt-dfn
 */
export function kernelInfo(version: string): JsonObject {
  const typescript = createRequire(import.meta.url)('typescript/package.json') as { version: string };
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'wt-dfn',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: typescript.version,
      mimetype: 'text/x-typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `wt-dfn ${version}: TypeScript ${typescript.version} on Node ${process.versions.node}`,
    debugger: false,
    help_links: [{ text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' }],
    supported_features: [],
  };
}
