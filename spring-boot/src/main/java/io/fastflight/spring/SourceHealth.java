package io.fastflight.spring;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.StreamSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells whether a source has a service, as {@code health/ready} does. Of a failure it shows the
 * code: its text may name what is behind, and goes to the log.
 */
final class SourceHealth implements HealthIndicator {
  private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);

  private final StreamSource source;

  SourceHealth(StreamSource source) {
    this.source = source;
  }

  @Override
  public Health health() {
    try {
      return source.hasServices()
          ? Health.up().build()
          : Health.down().withDetail("reason", "There is no service.").build();
    } catch (FastFlightException failure) {
      LOG.warn("The services cannot be asked for.", failure);
      return Health.down().withDetail("code", failure.code().name()).build();
    }
  }
}
