import assert from 'node:assert/strict';
import { stripNotebook } from '../../../lib/kernel/notebook/strip-notebook.ts';
import { codeCell, markdownCell, notebookOf } from './sample-notebook.ts';

describe('stripNotebook', () => {
  it('removes what running leaves and keeps what a person wrote', () => {
    const prose = markdownCell('![a](attachment:a.png)', {
      metadata: { tags: ['question'], vscode: {} },
      attachments: { 'a.png': { 'image/png': 'AAAA' } },
    });
    const code = codeCell('f()', {
      metadata: {
        tags: ['parameters'],
        execution: {},
        collapsed: true,
        jupyter: { outputs_hidden: true, source_hidden: true },
      },
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'x' }],
    });
    const folded = codeCell('g()', { metadata: { jupyter: { outputs_hidden: true } } });
    const ran = notebookOf(prose, code, folded);
    const stripped = stripNotebook({
      ...ran,
      metadata: { ...ran.metadata, widgets: {}, language_info: { name: 'typescript', version: '6.0.3' } },
    });
    assert.deepEqual(stripped, {
      ...notebookOf(
        { ...prose, metadata: { tags: ['question'] } },
        codeCell('f()', {
          metadata: { tags: ['parameters'], jupyter: { source_hidden: true } },
          execution_count: null,
        }),
        codeCell('g()', { execution_count: null }),
      ),
      metadata: { kernelspec: ran.metadata['kernelspec'], language_info: { name: 'typescript' } },
    });
    assert.deepEqual(stripNotebook(stripped), stripped);
  });
});
