import { describe, expect, it, vi } from 'vitest';

import { dataUrl, Thumbnails } from '../../../src/model/history/thumbnails';

describe('dataUrl', () => {
  it('is made for images only', () => {
    expect(dataUrl('image/png', 'AAAA')).toBe('data:image/png;base64,AAAA');
    expect(dataUrl('text/html', 'AAAA')).toBeNull();
    expect(dataUrl('image/png;x="', 'AAAA')).toBeNull();
    expect(dataUrl('image/png', '"><script>')).toBeNull();
  });
});

describe('Thumbnails', () => {
  it('asks once for a picture', async () => {
    const thumbnail = vi.fn(() =>
      Promise.resolve({ mime_type: 'image/png', base64: 'AAAA' })
    );
    const thumbnails = new Thumbnails({ thumbnail }, vi.fn());
    thumbnails.request('e1');
    thumbnails.request('e1');
    await vi.waitFor(() => expect(thumbnails.get('e1')).toContain('data:'));
    thumbnails.request('e1');
    expect(thumbnail).toHaveBeenCalledOnce();
  });

  it('asks for three at once, the latest row first', () => {
    const asked: string[] = [];
    const thumbnails = new Thumbnails(
      {
        thumbnail: id => {
          asked.push(id);
          return new Promise(() => undefined);
        }
      },
      vi.fn()
    );
    for (let i = 0; i < 9; i++) {
      thumbnails.request(`e${i}`);
    }
    expect(asked).toHaveLength(3);
  });

  it('forgets a row that left the screen', async () => {
    const asked: string[] = [];
    const thumbnails = new Thumbnails(
      {
        thumbnail: async id => {
          asked.push(id);
          await new Promise(resolve => setTimeout(resolve, 5));
          return { mime_type: 'image/png', base64: 'AAAA' };
        }
      },
      vi.fn()
    );
    for (let i = 0; i < 5; i++) {
      thumbnails.request(`e${i}`);
    }
    thumbnails.cancel('e3');
    await vi.waitFor(() => expect(asked).toContain('e4'));
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(asked).not.toContain('e3');
  });

  it('tells of a failure and asks again next time', async () => {
    const failed = vi.fn();
    const thumbnails = new Thumbnails(
      { thumbnail: () => Promise.reject(new Error('gone')) },
      failed
    );
    thumbnails.request('e1');
    await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
    expect(thumbnails.get('e1')).toBeUndefined();
  });
});
