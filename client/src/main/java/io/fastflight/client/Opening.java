package io.fastflight.client;

import com.google.protobuf.UnsafeByteOperations;
import io.fastflight.client.LocationChannels.Slot;
import io.fastflight.client.Race.Attempt;
import io.fastflight.client.StreamSession.Start;
import io.fastflight.client.pool.Lease;
import io.fastflight.client.retry.LocationBreaker;
import io.fastflight.client.retry.LocationBreaker.Permit;
import io.fastflight.error.FastFlightException;
import io.fastflight.wire.FlightLocation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a location where a stream begins: tries one after the other, then pauses and tries them
 * again, until the plan says that it is enough.
 *
 * <p><b>Threads:</b> one step at a time, on the thread of the event before it.
 */
final class Opening {
  private final StreamSession session;
  private final ReadPlan read;
  private final Start start;
  private final int first;
  private final CompletableFuture<StreamCall> result;
  private int tried;
  private @Nullable FastFlightException last;

  /**
   * Creates it.
   *
   * @param first index of the location to begin with
   * @param result completed with a call that has its schema, or with the last failure
   */
  Opening(StreamSession session, Start start, int first, CompletableFuture<StreamCall> result) {
    this.session = session;
    this.read = session.read();
    this.start = start;
    this.first = first;
    this.result = result;
  }

  /** Begins after a call broke: at once where another location is left, else after a pause. */
  void afterBreak(FastFlightException failure) {
    Optional<Duration> pause = session.plan().pauseAfter(failure);
    if (pause.isEmpty()) {
      session.fail(result, failure);
      return;
    }
    session.note(failure);
    if (read.locations().size() > 1) {
      tryNext();
    } else {
      pause(pause.get(), failure);
    }
  }

  /** Tries the next location that is not left alone. */
  void tryNext() {
    if (result.isDone()) {
      return;
    }
    int count = read.locations().size();
    while (tried < count) {
      FlightLocation location = read.locations().get((first + tried++) % count);
      LocationBreaker breaker = session.core().resilience(read).breaker(location.toString());
      Optional<Permit> permit = breaker.tryCall();
      if (permit.isPresent()) {
        tryAt(location, permit.get());
        return;
      }
      last = last == null ? breaker.refusal() : last;
    }
    session.fail(result, last == null ? session.core().closedFailure() : last);
  }

  private void tryAt(FlightLocation location, Permit permit) {
    Race race = new Race(result::complete, this::failed);
    if (enter(race, location, permit) && mayHedge()) {
      hedgeLater(race);
    }
  }

  /** Starts a call at a location; returns false if that was the end of the read. */
  private boolean enter(Race race, FlightLocation location, Permit permit) {
    StreamCall call =
        new StreamCall(
            start.decoder(location.toString(), session.core()),
            read.request().cancellation(),
            session.core()::afterTurn);
    if (!session.keep(call)) {
      permit.returned();
      return false;
    }
    try {
      start(call, location);
    } catch (RuntimeException closed) {
      permit.returned();
      session.fail(result, closed);
      return false;
    }
    race.add(new Attempt(call, permit, mayHedge() ? call.begun() : call.opened()));
    return true;
  }

  private void start(StreamCall call, FlightLocation location) {
    ClientCore core = session.core();
    Slot slot = core.channels(location).acquire();
    call.whenEnded(slot::release);
    Flight.Ticket ticket =
        Flight.Ticket.newBuilder()
            .setTicket(UnsafeByteOperations.unsafeWrap(start.ticket()))
            .build();
    call.start(
        slot.channel().newCall(core.doGet(), read.callOptions()), read.headers(location), ticket);
    read.options().maxGap().ifPresent(gap -> GapWatch.begin(call, gap, core.timer(), slot::renew));
  }

  /** A stream that is read on has its reader waiting for one row, not for the first of several. */
  private boolean mayHedge() {
    return read.resilience().hedgeAfter().isPresent()
        && read.locations().size() > 1
        && start.after().isEmpty();
  }

  private void hedgeLater(Race race) {
    long nanos = read.resilience().hedgeAfter().orElseThrow().toNanos();
    var waiting = session.core().timer().schedule(() -> hedge(race), nanos, TimeUnit.NANOSECONDS);
    var unused = result.whenComplete((call, ended) -> waiting.cancel(false));
  }

  /** Asks the next location as well, if a stream and the budget are there for it. */
  private void hedge(Race race) {
    int count = read.locations().size();
    if (!race.isOpen() || tried >= count) {
      return;
    }
    Optional<Lease> extra = session.core().pool().tryAcquire();
    if (extra.isEmpty()) {
      return;
    }
    FlightLocation location = read.locations().get((first + tried) % count);
    Optional<Permit> permit =
        session.core().resilience(read).breaker(location.toString()).tryCall();
    if (permit.isEmpty() || !session.core().budget().repeat()) {
      permit.ifPresent(Permit::returned);
      extra.get().close();
      return;
    }
    tried++;
    var unused = result.whenComplete((call, ended) -> extra.get().close());
    enter(race, location, permit.get());
  }

  private void failed(Throwable failure) {
    if (!(failure instanceof FastFlightException known)) {
      session.fail(result, failure);
      return;
    }
    FastFlightException told = read.toldAt(lastTried(), read.told(known, 0));
    if (!session.isCurable(told)) {
      session.fail(result, told);
    } else if (tried < read.locations().size()) {
      last = told;
      session.note(told);
      tryNext();
    } else {
      roundFailed(told);
    }
  }

  private FlightLocation lastTried() {
    int count = read.locations().size();
    return read.locations().get(Math.floorMod(first + tried - 1, count));
  }

  private void roundFailed(FastFlightException failure) {
    Optional<Duration> pause = session.plan().pauseAfter(failure);
    if (pause.isEmpty()) {
      session.fail(result, failure);
    } else {
      session.note(failure);
      pause(pause.get(), failure);
    }
  }

  private void pause(Duration pause, FastFlightException failure) {
    if (read.isExpiredIn(pause)) {
      session.fail(result, failure); // the pause would only make the same news late
      return;
    }
    tried = 0;
    last = null;
    var waiting =
        session.core().timer().schedule(this::tryNext, pause.toNanos(), TimeUnit.NANOSECONDS);
    var unused = result.whenComplete((call, ended) -> waiting.cancel(false));
  }
}
