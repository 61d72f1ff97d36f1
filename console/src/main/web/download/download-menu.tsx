import { useEffect, useRef, useState } from 'preact/hooks';
import type { StreamRequest } from '../api/requests';
import type { Format } from '../api/services';
import { Icon } from '../ui/icons';
import { downloadByPost, downloadUrl, fileName, wordsOf } from './download';

interface DownloadMenuProps {
  formats: Format[];
  request: StreamRequest;
  isValid: boolean;
  onInvalid: () => void;
}

/** The result in each format the service has. The browser itself saves it, however large it is. */
export function DownloadMenu({ formats, request, isValid, onInvalid }: DownloadMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [message, setMessage] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (isOpen ? closeOnLeave(box.current as HTMLElement, () => setOpen(false)) : undefined), [isOpen]);
  if (formats.length === 0) return null;
  const toggle = () => (isValid ? setOpen(!isOpen) : onInvalid());
  const post = (format: Format) => {
    setOpen(false);
    setMessage('Preparing…');
    downloadByPost(request, format).then(
      () => setMessage(''),
      (failure: Error) => setMessage(`Not downloaded: ${failure.message}`),
    );
  };
  return (
    <div class="download" ref={box}>
      <span class="soft" role="status">
        {message}
      </span>
      <button type="button" aria-expanded={isOpen} aria-controls="formats" onClick={toggle}>
        <Icon name="download" /> Download <Icon name="down" />
      </button>
      <div class="menu" id="formats" hidden={!isOpen}>
        <p class="soft">All rows of these parameters, as</p>
        <ul>
          {formats.map((format) => (
            <li key={format.name}>
              <FormatItem format={format} request={request} onPost={() => post(format)} onDone={() => setOpen(false)} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function FormatItem({ format, request, onPost, onDone }: { format: Format; request: StreamRequest; onPost: () => void; onDone: () => void }) {
  const { label, extension } = wordsOf(format);
  const content = (
    <>
      {label} <code>.{extension}</code>
    </>
  );
  const url = downloadUrl(request, format);
  return url === undefined ? (
    <button type="button" data-format={format.name} onClick={onPost}>
      {content}
    </button>
  ) : (
    <a href={url} download={fileName(request, format)} data-format={format.name} onClick={onDone}>
      {content}
    </a>
  );
}

/** Escape, a press elsewhere and the focus going elsewhere close it. */
function closeOnLeave(box: HTMLElement, close: () => void): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const isOutside = (target: EventTarget | null) => target instanceof Node && !box.contains(target);
  document.addEventListener('pointerdown', ({ target }) => isOutside(target) && close(), options);
  document.addEventListener('focusin', ({ target }) => isOutside(target) && close(), options);
  box.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      close();
      box.querySelector<HTMLElement>('button')?.focus();
    },
    options,
  );
  return () => stop.abort();
}
