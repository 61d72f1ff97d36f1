package io.fastflight.it;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.it.RowsRead.Way;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads when it is told to, in a process whose names are resolved from a file. */
final class DnsClientMain {
  private DnsClientMain() {}

  /**
   * Makes one read per line of standard input, and prints how each ended.
   *
   * @param arguments the location
   */
  public static void main(String[] arguments) throws Exception {
    ResilienceConfig patient =
        ResilienceConfig.builder()
            .maxAttempts(100)
            .backoff(Backoff.fixed(Duration.ofMillis(100)))
            .budgetRatio(1)
            .build();
    try (FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(arguments[0]).resilience(patient).build());
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (in.readLine() != null) {
        RowsRead read = RowsRead.checked(client, Way.FETCH, 1_000, 100);
        System.out.println(read.failure().map(Throwable::getMessage).orElse("complete"));
        System.out.flush();
      }
    }
  }
}
