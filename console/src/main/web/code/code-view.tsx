import { useContext } from 'preact/hooks';
import type { StreamRequest } from '../api/requests';
import { routeUrl } from '../api/calls';
import { flightLocation, type Service } from '../api/services';
import { snippetsOf } from '../api/snippets';
import { SignedIn } from '../session/use-session';
import { CopyButton } from '../ui/copy';

export function CodeView({ service, request, isValid }: { service: Service; request: StreamRequest; isValid: boolean }) {
  const target = {
    streamUrl: routeUrl('stream').href,
    flightLocation: flightLocation(service, location.hostname),
    signsIn: useContext(SignedIn),
  };
  return (
    <div class="scroll-pad" tabIndex={0} role="region" aria-label="Code">
      {!isValid && <p class="notice">Some parameters are not valid yet; the code leaves them out.</p>}
      <div class="snippets">
        {snippetsOf(request, target).map(({ language, code }) => (
          <section key={language} class="snippet" aria-label={language}>
            <header>
              <h2>{language}</h2>
              <CopyButton text={code} what={`the ${language} code`} />
            </header>
            <pre tabIndex={0} aria-label={`${language} code`}>
              <code>{code}</code>
            </pre>
          </section>
        ))}
      </div>
    </div>
  );
}
