package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Lends the place of a thread that waits for its turn, for a connection of a full pool or under a
 * limit, to whoever has something to do. A server opens and reads its services on a bounded number
 * of threads; those that stand in line for one source would keep all others out.
 *
 * <pre>{@code
 * boolean taken = Standby.during(() -> permits.tryAcquire(10, TimeUnit.SECONDS));
 * }</pre>
 *
 * <p>Not for a wait in which somebody works for this thread, such as for a query: the bound on
 * those is wanted.
 *
 * <p><b>Threads:</b> any; on one that is of no {@link Pool} it only waits.
 */
public final class Standby {
  private static final ThreadLocal<@Nullable Pool> POOL = new ThreadLocal<>();

  private Standby() {}

  /** Threads of a bounded number. */
  public interface Pool {
    /** Has another thread take the place of this one, if there are not too many of them. */
    void lend();

    /** Says that the wait of a thread is over. */
    void takeBack();
  }

  /** Waits. */
  @FunctionalInterface
  public interface Wait<T, E extends Exception> {
    /** Returns what was waited for. */
    T await() throws E;
  }

  /** Returns {@code work} for a thread of {@code pool} to run. */
  public static Runnable within(Pool pool, Runnable work) {
    requireNonNull(pool, "pool");
    requireNonNull(work, "work");
    return () -> {
      POOL.set(pool);
      work.run();
    };
  }

  /** Waits, and lends the place of this thread meanwhile. */
  public static <T, E extends Exception> T during(Wait<T, E> wait) throws E {
    @Nullable Pool pool = POOL.get();
    if (pool == null) {
      return wait.await();
    }
    pool.lend();
    try {
      return wait.await();
    } finally {
      pool.takeBack();
    }
  }
}
