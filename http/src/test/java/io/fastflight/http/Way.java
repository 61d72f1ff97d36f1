package io.fastflight.http;

/** The two ways to run the HTTP door; the same tests hold for both. */
enum Way {
  /** Over the engine, in the server's process. */
  IN_PROCESS,
  /** In front of a Flight server, through the client. */
  BRIDGE
}
