package io.fastflight.benchmark.server;

import io.fastflight.benchmark.data.Callers;
import io.fastflight.benchmark.peers.Access;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.engine.Offer;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.CallListener;
import java.io.IOException;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/** Our server over the same services, with TLS or with authentication and a policy. */
final class GuardedServer implements RunningServer {
  private final Access access;

  private GuardedServer(Access access) {
    this.access = access;
  }

  static GuardedServer tls(ServerMain.Place place, BufferAllocator memory) {
    Callers callers = new Callers(place.folder());
    Engine engine =
        new Engine(OursServer.services(new PreparedBatches(place.folder(), memory)), memory);
    String location =
        FastFlightServer.builder(engine)
            .host(place.host())
            .port(0)
            .tls(callers.tls())
            .start()
            .location();
    return new GuardedServer(new Access(location, Optional.of(callers.trust()), Optional.empty()));
  }

  static GuardedServer byKey(ServerMain.Place place, BufferAllocator memory) throws IOException {
    return signedIn(place, memory, new Callers(place.folder()).key(Callers.Sight.ALL));
  }

  static GuardedServer byJwt(ServerMain.Place place, BufferAllocator memory) throws IOException {
    return signedIn(place, memory, new Callers(place.folder()).jwt());
  }

  /** On a plain socket, so that TLS does not hide what is measured. */
  private static GuardedServer signedIn(
      ServerMain.Place place, BufferAllocator memory, String token) {
    Offer offer =
        new Offer(
            OursServer.services(new PreparedBatches(place.folder(), memory)), Callers.policy());
    Engine engine = new Engine(offer, memory, MemoryLimits.defaults(), CallListener.NONE);
    String location =
        FastFlightServer.builder(engine)
            .host(place.host())
            .port(0)
            .authentication(new Callers(place.folder()).authentication())
            .start()
            .location();
    return new GuardedServer(new Access(location, Optional.empty(), Optional.of(token)));
  }

  @Override
  public String location() {
    return access.toString();
  }
}
