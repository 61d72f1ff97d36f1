import type { ComponentChildren } from 'preact';
import { Icon } from './icons';

interface ErrorNoticeProps {
  title: string;
  code?: string;
  /** Tries again, where that may help. */
  onRetry?: () => void;
  children: ComponentChildren;
}

/** Says what went wrong, and what can be done. */
export function ErrorNotice({ title, code, onRetry, children }: ErrorNoticeProps) {
  return (
    <div class="notice error" role="alert">
      <Icon name="warning" />
      <div>
        <p class="notice-title">
          {title} {code !== undefined && <code>{code}</code>}
        </p>
        <p>{children}</p>
        {onRetry && (
          <button type="button" class="retry" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}
