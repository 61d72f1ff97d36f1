package io.fastflight.testkit.fault;

/** Which way bytes travel. */
public enum Direction {
  /** What the client sends. */
  TO_SERVER,
  /** What the server sends. */
  TO_CLIENT
}
