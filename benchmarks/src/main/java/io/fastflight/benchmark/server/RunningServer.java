package io.fastflight.benchmark.server;

/** A server that answers until its process ends. */
interface RunningServer {
  /** Returns where its clients find it. */
  String location();
}
