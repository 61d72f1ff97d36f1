import type { ComponentChildren } from 'preact';
import { Icon } from './icons';

/** Says what went wrong, and what can be done. */
export function ErrorNotice({ title, code, children }: { title: string; code?: string; children: ComponentChildren }) {
  return (
    <div class="notice error" role="alert">
      <Icon name="warning" />
      <div>
        <p class="notice-title">
          {title} {code !== undefined && <code>{code}</code>}
        </p>
        <p>{children}</p>
      </div>
    </div>
  );
}
