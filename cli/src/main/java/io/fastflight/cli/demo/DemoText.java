package io.fastflight.cli.demo;

import java.util.List;

/** The words of the demo that stand alone. */
final class DemoText {
  /** Under the figures. */
  static final List<String> FIGURES =
      List.of(
          "Server and client share this process, which has just started: its code is not compiled yet,",
          "and the first read of each door opens its connection. demo.generate sends one batch again",
          "and again, so that the doors are measured and not the source. MB are 1,000,000 bytes of Arrow.",
          "");

  /** At the end. */
  static final List<String> NEXT =
      List.of(
          "Next, start both servers and leave them running:",
          "  ./fastflight start-all",
          "",
          "and in another terminal:",
          "  ./fastflight services",
          "  ./fastflight describe demo.flights",
          "  ./fastflight query demo.flights --param origin=SEA --param min_delay=60",
          "  ./fastflight query demo.flights --param origin=SEA --out sea.csv",
          "  curl -s http://127.0.0.1:8000/fastflight/stream -o sea.arrows \\",
          "    -d '{\"param_type\": \"demo.flights\", \"origin\": \"SEA\"}'",
          "",
          "or in Python, with pyarrow:",
          "  import pyarrow.flight as flight",
          "  client = flight.connect(\"grpc://127.0.0.1:8815\")",
          "  ticket = flight.Ticket(b'{\"param_type\": \"demo.flights\", \"origin\": \"SEA\"}')",
          "  print(client.do_get(ticket).read_all())");

  private DemoText() {}
}
