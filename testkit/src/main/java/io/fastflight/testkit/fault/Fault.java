package io.fastflight.testkit.fault;

import static java.util.Objects.requireNonNull;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * What goes wrong with one direction of a connection, and where: behind so many bytes of what the
 * sender sent. Faults of one connection add up; those at one place happen in the order given. One
 * behind the sender's last byte happens not at all, unless it is right behind it.
 */
public sealed interface Fault {
  /** Returns which direction it befalls. */
  Direction direction();

  /** Returns how many bytes of the sender come before it, 0 or more. */
  long afterBytes();

  /**
   * Both ends find the connection reset. No more than {@code afterBytes} have arrived; those on
   * their way are lost. A Unix socket knows no reset: there it ends.
   */
  record Reset(Direction direction, long afterBytes) implements Fault {
    /** Checks the place. */
    public Reset {
      requirePlace(direction, afterBytes);
    }
  }

  /**
   * The receiver finds the end behind exactly {@code afterBytes}; what more comes is thrown away.
   * The other direction goes on.
   */
  record HalfClose(Direction direction, long afterBytes) implements Fault {
    /** Checks the place. */
    public HalfClose {
      requirePlace(direction, afterBytes);
    }
  }

  /** Nothing more is taken from the sender, until {@link FaultProxy#resume} or the close. */
  record Stall(Direction direction, long afterBytes) implements Fault {
    /** Checks the place. */
    public Stall {
      requirePlace(direction, afterBytes);
    }
  }

  /** No more than so many bytes pass in a second from there on. */
  record Trickle(Direction direction, long afterBytes, long bytesPerSecond) implements Fault {
    /** Checks the place, and that anything passes at all. */
    public Trickle {
      requirePlace(direction, afterBytes);
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "bytesPerSecond must be at least 1, was " + bytesPerSecond + ".");
      }
    }
  }

  /**
   * The receiver gets other bytes in place of the next {@code removedBytes}.
   *
   * @param insertedHex those bytes, as two hexadecimal digits each
   */
  record Splice(Direction direction, long afterBytes, long removedBytes, String insertedHex)
      implements Fault {
    /** Checks the place and the digits. */
    public Splice {
      requirePlace(direction, afterBytes);
      if (removedBytes < 0) {
        throw new IllegalArgumentException(
            "removedBytes must be 0 or more, was " + removedBytes + ".");
      }
      HexFormat.of().parseHex(insertedHex);
    }

    /** Makes one of the bytes themselves. */
    public static Splice of(
        Direction direction, long afterBytes, long removedBytes, byte[] inserted) {
      return new Splice(direction, afterBytes, removedBytes, HexFormat.of().formatHex(inserted));
    }

    byte[] inserted() {
      return HexFormat.of().parseHex(insertedHex);
    }
  }

  /**
   * Draws a fault of any kind and direction: the same for the same state of {@code random}.
   *
   * @param mostBytes the last place where it may be, at least 0
   */
  static Fault drawn(RandomGenerator random, long mostBytes) {
    Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
    long place = random.nextLong(mostBytes + 1);
    return switch (random.nextInt(5)) {
      case 0 -> new Reset(direction, place);
      case 1 -> new HalfClose(direction, place);
      case 2 -> new Stall(direction, place);
      case 3 -> new Trickle(direction, place, 1 + random.nextLong(1 << 20));
      default -> {
        byte[] inserted = new byte[random.nextInt(64)];
        random.nextBytes(inserted);
        yield Splice.of(direction, place, random.nextInt(64), inserted);
      }
    };
  }

  private static void requirePlace(Direction direction, long afterBytes) {
    requireNonNull(direction, "direction");
    if (afterBytes < 0) {
      throw new IllegalArgumentException("afterBytes must be 0 or more, was " + afterBytes + ".");
    }
  }
}
