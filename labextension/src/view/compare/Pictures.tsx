import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Compare } from '../../model/compare/compare';
import type { IPicture } from '../../model/compare/outputs';
import { useChanges } from '../hooks';

interface IProps {
  before: IPicture;
  after: IPicture;
  model: Compare;
  trans: TranslationBundle;
}

/** Two pictures: beside each other, one or the other, or one slid over the other. */
export function Pictures(props: IProps): React.ReactElement {
  const { model, trans } = props;
  useChanges(model.changed);
  const { pictures } = model;
  const button = (mode: typeof pictures, text: string): React.ReactElement => (
    <button
      type="button"
      className="jp-mm-Compare-choice"
      aria-pressed={pictures === mode}
      onClick={() => model.show({ pictures: mode })}
    >
      {text}
    </button>
  );
  return (
    <div className="jp-mm-Pictures" data-mode={pictures}>
      <span role="group" aria-label={trans.__('Pictures')}>
        {button('side', trans.__('Side by side'))}
        {button('flip', trans.__('Flip'))}
        {button('slide', trans.__('Slide'))}
      </span>
      {pictures === 'side' && <Side {...props} />}
      {pictures === 'flip' && <Flip {...props} />}
      {pictures === 'slide' && <Slide {...props} />}
    </div>
  );
}

function Picture(props: {
  picture: IPicture;
  text: string;
  style?: React.CSSProperties;
}): React.ReactElement {
  const { picture, text, style } = props;
  return (
    <img
      src={picture.url}
      alt={text}
      draggable={false}
      {...(picture.width === null ? {} : { width: picture.width })}
      {...(style ? { style } : {})}
    />
  );
}

function Side({ before, after, trans }: IProps): React.ReactElement {
  return (
    <div className="jp-mm-Pair">
      <figure className="jp-mod-before">
        <Picture picture={before} text={trans.__('Picture before')} />
        <figcaption>{trans.__('Before')}</figcaption>
      </figure>
      <figure className="jp-mod-after">
        <Picture picture={after} text={trans.__('Picture after')} />
        <figcaption>{trans.__('After')}</figcaption>
      </figure>
    </div>
  );
}

/** One place, two pictures in turn: the eye sees what moves. */
function Flip({ before, after, trans }: IProps): React.ReactElement {
  const [isAfter, setAfter] = React.useState(true);
  const hidden: React.CSSProperties = { visibility: 'hidden' };
  return (
    <figure>
      <button
        type="button"
        className="jp-mm-Flip"
        aria-label={trans.__('Show the other picture')}
        onClick={() => setAfter(!isAfter)}
      >
        <span className="jp-mm-Over">
          <Picture
            picture={before}
            text={isAfter ? '' : trans.__('Picture before')}
            style={isAfter ? hidden : {}}
          />
          <Picture
            picture={after}
            text={isAfter ? trans.__('Picture after') : ''}
            style={isAfter ? {} : hidden}
          />
        </span>
      </button>
      <figcaption aria-live="polite">
        {isAfter ? trans.__('After') : trans.__('Before')}
      </figcaption>
    </figure>
  );
}

/** The earlier picture is uncovered from the left, so that both stand as side by side. */
function Slide({ before, after, trans }: IProps): React.ReactElement {
  const [share, setShare] = React.useState(50);
  return (
    <figure>
      <span className="jp-mm-Over">
        <Picture picture={before} text={trans.__('Picture before')} />
        <Picture
          picture={after}
          text={trans.__('Picture after')}
          style={{ clipPath: `inset(0 0 0 ${share}%)` }}
        />
        <span className="jp-mm-Over-edge" style={{ left: `${share}%` }} />
      </span>
      <input
        type="range"
        min={0}
        max={100}
        value={share}
        aria-label={trans.__('How much of the picture before is shown')}
        onChange={event => setShare(Number(event.target.value))}
      />
      <figcaption>
        {trans.__('Before on the left, after on the right')}
      </figcaption>
    </figure>
  );
}
