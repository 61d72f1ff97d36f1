package io.fastflight.wire;

/** Names the two forms of Arrow IPC. */
public enum IpcKind {
  /** Read from the front to its end marker: for pipes and sockets, {@code .arrows}. */
  STREAM,
  /** A stream with a table of its batches at the end: for random access, {@code .arrow}. */
  FILE
}
