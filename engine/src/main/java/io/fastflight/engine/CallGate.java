package io.fastflight.engine;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimit.Per;
import io.fastflight.policy.CallLimits;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Cancellation.Registration;
import io.fastflight.service.Identity;
import io.fastflight.service.Standby;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets requests in as far as the limits of their callers and services allow; beyond them they wait
 * for a while, and are then refused.
 *
 * <p><b>Who is next.</b> Each caller has a line of its own, and the lines take turns: whoever was
 * let in goes behind the others. In a line the first goes that meets no limit, so that a request
 * for one service does not stand behind those for another. A newcomer never overtakes one that
 * waits for the same. Where all places to wait are taken, a caller with fewer of them takes the
 * last of the longest line ("longest queue drop"): who floods is refused, and keeps nobody out.
 *
 * <p>Requests a second are counted by a token bucket that holds one second's, at least one. Memory
 * is what the requests' allocators say they hold; it comes free without a word, so whoever waits
 * for it looks every {@link #LOOK}.
 *
 * <p><b>Threads:</b> any. One lock for all; without a limit it is not taken.
 *
 * @see <a href="https://doi.org/10.1145/75246.75248">Demers, Keshav, Shenker: Analysis and
 *     Simulation of a Fair Queueing Algorithm</a>
 */
final class CallGate {
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  /** Above so many counts, those that count nothing are forgotten: callers come and go. */
  private static final int SWEEP_ABOVE = 1_024;

  private static final Duration LOOK = Duration.ofMillis(5);

  private static final Permit NONE = () -> {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Count> counts = new HashMap<>(); // all under the lock
  private final Map<String, Deque<Waiter>> lines = new LinkedHashMap<>(); // who is next is first
  private volatile int waiting; // in all lines, to be read without the lock

  /** Gives back what a request was let in with; closing twice gives it back once. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A request.
   *
   * @param stream whether it opens one
   */
  record Entry(Identity caller, String service, boolean stream, Cancellation cancellation) {}

  /** What of one limit is used, by one caller or one service. */
  private static final class Count {
    private final SharedMemory memory = new SharedMemory();
    private int open;
    private double tokens;
    private long refilledNanos;

    Count(CallLimit limit, long now) {
      this.tokens = burst(limit);
      this.refilledNanos = now;
    }

    static double burst(CallLimit limit) {
      return Math.max(1, limit.requestsPerSecond().orElse(1));
    }

    /** Returns whether there is no place left, or no token. */
    boolean isUsedUp(CallLimit limit, boolean stream) {
      if (limit.requestsPerSecond().isPresent() && tokens < 1) {
        return true;
      }
      if (stream && isMemoryUsedUp(limit)) {
        return true;
      }
      return stream && limit.maxStreams().isPresent() && open >= limit.maxStreams().getAsInt();
    }

    boolean isMemoryUsedUp(CallLimit limit) {
      return limit.maxTotalMemory().isPresent()
          && memory.heldBytes() >= limit.maxTotalMemory().getAsLong();
    }

    boolean isIdle(long now) {
      return open == 0 && memory.isUnused() && now - refilledNanos > 60e9;
    }

    void refill(CallLimit limit, long now) {
      double rate = limit.requestsPerSecond().orElse(0);
      tokens = Math.min(burst(limit), tokens + rate * (now - refilledNanos) / 1e9);
      refilledNanos = now;
    }
  }

  /** What a request needs of one limit. */
  private record Need(CallLimit limit, String whose, String key) {
    /** What has one key is counted together. */
    static Need of(CallLimit limit, Entry entry) {
      String whose = limit.per() == Per.CALLER ? entry.caller.name() : entry.service;
      return new Need(limit, whose, limit.name() + '\0' + limit.per() + '\0' + whose);
    }
  }

  private static final class Waiter {
    private final Entry entry;
    private final List<Need> needs;
    private final Condition changed;
    private boolean in;
    private boolean dropped;

    Waiter(Entry entry, List<Need> needs, Condition changed) {
      this.entry = entry;
      this.needs = needs;
      this.changed = changed;
    }
  }

  /** Returns how many requests wait. */
  int waiting() {
    return waiting;
  }

  /**
   * Returns when a request may go on.
   *
   * @param bounding the limits that bound it
   * @throws FastFlightException if it was cancelled, or met a limit for too long
   */
  Permit admit(Entry entry, List<CallLimit> bounding, CallLimits limits) {
    List<Need> needs =
        bounding.stream().filter(CallGate::counts).map(limit -> Need.of(limit, entry)).toList();
    if (needs.isEmpty()) {
      return NONE;
    }
    lock.lock();
    try {
      Waiter me = new Waiter(entry, needs, lock.newCondition());
      if (lines.values().stream().flatMap(Deque::stream).noneMatch(other -> shares(other, me))
          && blocking(me).isEmpty()) {
        take(me);
      } else {
        await(me, limits);
      }
      return permit(me);
    } finally {
      lock.unlock();
    }
  }

  private static boolean counts(CallLimit limit) {
    return limit.requestsPerSecond().isPresent()
        || limit.maxStreams().isPresent()
        || limit.maxTotalMemory().isPresent();
  }

  /**
   * Returns what memory a request shares with others, and how much of it there is.
   *
   * @param bounding the limits that bound it
   */
  List<SharedMemory.Bound> sharedMemory(Entry entry, List<CallLimit> bounding) {
    List<CallLimit> shared =
        bounding.stream().filter(limit -> limit.maxTotalMemory().isPresent()).toList();
    if (shared.isEmpty()) {
      return List.of();
    }
    lock.lock();
    try {
      long now = System.nanoTime();
      return shared.stream()
          .map(limit -> Need.of(limit, entry))
          .map(need -> new SharedMemory.Bound(need.limit, need.whose, count(need, now).memory))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private static boolean shares(Waiter one, Waiter other) {
    return one.needs.stream()
        .anyMatch(need -> other.needs.stream().anyMatch(its -> its.key.equals(need.key)));
  }

  /** Returns the first limit that keeps a request out now, if one does. */
  private Optional<Need> blocking(Waiter waiter) {
    long now = System.nanoTime();
    return waiter.needs.stream()
        .filter(need -> count(need, now).isUsedUp(need.limit, waiter.entry.stream))
        .findFirst();
  }

  private Count count(Need need, long now) {
    if (counts.size() > SWEEP_ABOVE) {
      counts.values().removeIf(idle -> idle.isIdle(now));
    }
    Count count = counts.computeIfAbsent(need.key, key -> new Count(need.limit, now));
    count.refill(need.limit, now);
    return count;
  }

  private void take(Waiter waiter) {
    waiter.in = true;
    long now = System.nanoTime();
    for (Need need : waiter.needs) {
      Count count = count(need, now);
      count.tokens -= need.limit.requestsPerSecond().isPresent() ? 1 : 0;
      count.open += waiter.entry.stream ? 1 : 0;
    }
  }

  private Permit permit(Waiter waiter) {
    return () -> {
      lock.lock();
      try {
        if (waiter.in && waiter.entry.stream) {
          waiter.in = false;
          long now = System.nanoTime();
          waiter.needs.forEach(need -> count(need, now).open--);
          letIn();
        }
      } finally {
        lock.unlock();
      }
    };
  }

  /** Lets in whoever can be, one of each line at a time. */
  private void letIn() {
    boolean again = true;
    while (again) {
      again = false;
      for (String caller : new ArrayList<>(lines.keySet())) {
        Deque<Waiter> line = lines.get(caller);
        Optional<Waiter> next =
            line == null
                ? Optional.empty()
                : line.stream().filter(waiter -> blocking(waiter).isEmpty()).findFirst();
        if (next.isPresent()) {
          take(next.get());
          next.get().changed.signal();
          leave(next.get());
          moveBehind(caller);
          again = true;
        }
      }
    }
  }

  private void moveBehind(String caller) {
    Deque<Waiter> rest = lines.remove(caller);
    if (rest != null) {
      lines.put(caller, rest);
    }
  }

  private void await(Waiter me, CallLimits limits) {
    Registration wake = me.entry.cancellation.onCancel(() -> signal(me));
    try {
      join(me, limits);
      Standby.during(() -> awaitTurn(me, limits.maxWait().toNanos()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException(
          "Interrupted while " + me.entry.service + " waited for its turn.", interrupted);
    } finally {
      wake.close();
      if (!me.in) {
        leave(me);
        letIn();
      }
    }
  }

  private void join(Waiter me, CallLimits limits) {
    if (waiting >= limits.maxWaiting()) {
      Deque<Waiter> mine = lines.getOrDefault(me.entry.caller.name(), new ArrayDeque<>());
      Optional<Deque<Waiter>> longest =
          lines.values().stream().max((one, other) -> Integer.compare(one.size(), other.size()));
      if (longest.isEmpty() || longest.get().size() <= mine.size() + 1) {
        throw refusal(me, "%s other requests wait already".formatted(waiting));
      }
      Waiter last = longest.get().getLast();
      last.dropped = true;
      leave(last);
      last.changed.signal();
    }
    lines.computeIfAbsent(me.entry.caller.name(), name -> new ArrayDeque<>()).add(me);
    countWaiting();
  }

  private void leave(Waiter waiter) {
    String caller = waiter.entry.caller.name();
    Deque<Waiter> line = lines.get(caller);
    if (line != null && line.remove(waiter) && line.isEmpty()) {
      lines.remove(caller);
    }
    countWaiting();
  }

  private void countWaiting() {
    waiting = lines.values().stream().mapToInt(Deque::size).sum();
  }

  private Waiter awaitTurn(Waiter me, long maxWaitNanos) throws InterruptedException {
    long left = maxWaitNanos;
    while (true) {
      me.entry.cancellation.throwIfCancelled();
      if (me.dropped) {
        throw refusal(me, "others had waited for less");
      }
      if (!me.in) {
        letIn(); // time alone brings tokens
      }
      if (me.in) {
        return me;
      }
      long delay = delay(me).toNanos();
      if (left <= 0 || delay > left) {
        throw refusal(me, "its turn did not come in %s ms".formatted(millis(maxWaitNanos)));
      }
      long pause = delay > 0 ? Math.min(delay, left) : left;
      if (missesMemory(me)) {
        pause = Math.min(pause, LOOK.toNanos());
      }
      left -= pause - me.changed.awaitNanos(pause);
    }
  }

  private boolean missesMemory(Waiter waiter) {
    long now = System.nanoTime();
    return waiter.entry.stream
        && waiter.needs.stream().anyMatch(need -> count(need, now).isMemoryUsedUp(need.limit));
  }

  /**
   * Returns in how long tokens alone would let a request in; 0 where that is not what it misses.
   */
  private Duration delay(Waiter waiter) {
    double seconds = 0;
    for (Need need : waiter.needs) {
      Count count = count(need, System.nanoTime());
      if (need.limit.requestsPerSecond().isPresent() && count.tokens < 1) {
        seconds =
            Math.max(seconds, (1 - count.tokens) / need.limit.requestsPerSecond().getAsDouble());
      }
    }
    return Duration.ofNanos((long) Math.ceil(seconds * 1e9));
  }

  private void signal(Waiter waiter) {
    lock.lock();
    try {
      waiter.changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private FastFlightException refusal(Waiter me, String why) {
    Duration tokens = delay(me);
    Duration retry = tokens.isZero() ? RETRY_DELAY : tokens.plusMillis(1);
    String met =
        blocking(me)
            .or(() -> Optional.of(me.needs.get(0))) // it came free this very moment
            .map(CallGate::met)
            .orElseThrow();
    return new ResourceExhaustedException(
            "%s was not opened: %s, and %s. Try again in %s ms."
                .formatted(me.entry.service, met, why, retry.toMillis()),
            retry)
        .afterRows(0);
  }

  private static String met(Need need) {
    CallLimit limit = need.limit;
    List<String> bounds = new ArrayList<>();
    limit.maxStreams().ifPresent(streams -> bounds.add(streams + " streams at a time"));
    limit.requestsPerSecond().ifPresent(rate -> bounds.add(rate + " requests a second"));
    limit.maxTotalMemory().ifPresent(bytes -> bounds.add(bytes + " bytes of memory in all"));
    return "the limit '%s' gives %s %s"
        .formatted(limit.name(), need.whose, String.join(" and ", bounds));
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
