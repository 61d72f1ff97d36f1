package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ForwardingReader;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.CallListener;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Tells a {@link CallListener} of the streams of a source that is not an engine, such as a client
 * in front of a server elsewhere.
 *
 * <p>A service is named once the source has shown that it is there; a name that only callers used
 * is not repeated.
 *
 * <p><b>Ownership:</b> borrows the source.
 *
 * <p><b>Threads:</b> any.
 */
public final class ObservedSource implements StreamSource {
  private final StreamSource source;
  private final CallListener listener;
  private final AtomicInteger openStreams;
  private final Set<String> known;
  private final Identity caller;

  /** Begins to watch {@code source}. */
  public ObservedSource(StreamSource source, CallListener listener) {
    this.source = requireNonNull(source, "source");
    this.listener = requireNonNull(listener, "listener");
    this.openStreams = new AtomicInteger();
    this.known = ConcurrentHashMap.newKeySet();
    this.caller = Identity.ANONYMOUS;
  }

  private ObservedSource(ObservedSource whole, Identity caller) {
    this.source = whole.source.as(caller);
    this.listener = whole.listener;
    this.openStreams = whole.openStreams;
    this.known = whole.known;
    this.caller = caller;
  }

  @Override
  public ObservedSource as(Identity caller) {
    return new ObservedSource(this, requireNonNull(caller, "caller"));
  }

  /** Returns how many streams were asked for and are not over. */
  public int openStreams() {
    return openStreams.get();
  }

  @Override
  public BatchReader open(StreamRequest request) {
    CallAccount account = new CallAccount(listener, openStreams, caller, request);
    Optional<String> name = ParamsCodec.typeName(request.ticket());
    name.ifPresent(request.call()::asksFor);
    name.filter(known::contains).ifPresent(request.call()::servedBy);
    try {
      BatchReader reader = source.open(request);
      name.ifPresent(known::add);
      name.ifPresent(request.call()::servedBy);
      return new Watched(reader, account);
    } catch (Throwable failure) {
      account.fail(failure);
      account.close();
      throw failure;
    }
  }

  @Override
  public List<ServiceDescription> services() {
    List<ServiceDescription> services = source.services();
    services.forEach(service -> known.add(service.name()));
    return services;
  }

  @Override
  public boolean hasServices() {
    return source.hasServices();
  }

  @Override
  public ServiceDescription describe(String name) {
    ServiceDescription service = source.describe(name);
    known.add(service.name());
    return service;
  }

  @Override
  public Schema schema(StreamRequest request) {
    return source.schema(request);
  }

  /** Counts what is handed out. */
  private static final class Watched extends ForwardingReader {
    private final CallAccount account;

    Watched(BatchReader reader, CallAccount account) {
      super(reader);
      this.account = account;
    }

    @Override
    public boolean next() {
      try {
        boolean found = super.next();
        if (found) {
          account.count(batch());
        } else {
          account.complete();
        }
        return found;
      } catch (Throwable failure) {
        account.fail(failure);
        throw failure;
      }
    }

    @Override
    public void close() {
      try (account) {
        super.close();
      }
    }
  }
}
