import type { Contents } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { describe, expect, it } from 'vitest';

import { watchRenames } from '../../src/plugins/renames';

function change(from: string, to: string): Contents.IChangedArgs {
  const [oldValue, newValue] = [{ path: from }, { path: to }];
  return { type: 'rename', oldValue, newValue };
}

describe('watchRenames', () => {
  it('follows a notebook through renames of itself and of its folder', () => {
    const contents = {
      fileChanged: new Signal<Contents.IManager, Contents.IChangedArgs>(
        {} as Contents.IManager
      )
    };
    let path = 'one/a.ipynb';
    const stop = watchRenames(
      contents,
      () => path,
      after => (path = after)
    );
    contents.fileChanged.emit(change('one/b.ipynb', 'one/c.ipynb'));
    contents.fileChanged.emit(change('on', 'off'));
    expect(path).toBe('one/a.ipynb');
    contents.fileChanged.emit(change('one', 'two'));
    expect(path).toBe('two/a.ipynb');
    contents.fileChanged.emit(change('two/a.ipynb', 'a.ipynb'));
    expect(path).toBe('a.ipynb');
    stop();
    contents.fileChanged.emit(change('a.ipynb', 'z.ipynb'));
    expect(path).toBe('a.ipynb');
  });
});
