import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ServiceSummary } from '../api/services';
import type { Loading } from '../app';
import { hashOf } from '../route';
import { Icon } from '../ui/icons';
import { ErrorNotice } from '../ui/notice';

interface ServiceListProps {
  services: Loading<ServiceSummary[]>;
  selected: string | undefined;
  onRetry: () => void;
}

/** All services, narrowed by words of their names and descriptions. */
export function ServiceList({ services, selected, onRetry }: ServiceListProps) {
  const [query, setQuery] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useSlashKey(input);
  const all = services.state === 'ready' ? services.value : [];
  const found = useMemo(() => search(all, query), [all, query]);
  return (
    <nav class="services" aria-label="Services">
      <label class="search">
        <span class="hidden">Search services</span>
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          placeholder="Search services"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      {services.state === 'loading' && <p class="soft pad">Loading…</p>}
      {services.state === 'failed' && (
        <ErrorNotice title="The services cannot be listed." onRetry={onRetry}>
          {services.message}
        </ErrorNotice>
      )}
      <ul>
        {found.map((service) => (
          <li key={service.name}>
            <a href={hashOf(service.name)} aria-current={service.name === selected ? 'page' : undefined}>
              <span class="service-name">{service.name}</span>
              {service.description && <span class="service-text">{service.description}</span>}
            </a>
          </li>
        ))}
      </ul>
      <p class={query === '' ? 'hidden' : 'soft pad'} role="status">
        {query !== '' && services.state === 'ready' && foundText(found.length, all.length, query)}
      </p>
    </nav>
  );
}

function foundText(found: number, all: number, query: string): string {
  return found === 0 ? `No service matches “${query}”.` : `${found} of ${all} services`;
}

export function search(services: ServiceSummary[], query: string): ServiceSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return services.filter(({ name, description = '' }) => {
    const text = `${name} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The slash goes to the search from wherever nothing is typed. */
function useSlashKey(input: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (input.current === null || input.current.offsetParent === null) return;
      event.preventDefault();
      input.current.focus();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
