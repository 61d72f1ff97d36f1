package io.fastflight.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/**
 * Keeps meters in memory, and writes them as Prometheus reads them; needs {@code
 * micrometer-registry-prometheus}.
 *
 * <p><b>Threads:</b> any.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
public final class PrometheusMeters implements Supplier<String>, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Begins without a meter. */
  public PrometheusMeters() {}

  /** Returns where meters are kept, borrowed. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Returns what the meters say, in the text format, version 0.0.4. */
  @Override
  public String get() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
