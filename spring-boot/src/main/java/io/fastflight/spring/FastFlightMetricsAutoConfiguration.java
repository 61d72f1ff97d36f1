package io.fastflight.spring;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.metrics.FastFlightMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Keeps the meters of engine and client in the application's registry, where there is one. */
@AutoConfiguration(
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class FastFlightMetricsAutoConfiguration {
  FastFlightMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  FastFlightMetrics fastflightMetrics(MeterRegistry registry) {
    return new FastFlightMetrics(registry);
  }

  @Bean
  SmartInitializingSingleton fastflightMeters(
      FastFlightMetrics metrics,
      ObjectProvider<Engine> engine,
      ObjectProvider<FastFlightClient> client) {
    return () -> {
      engine.ifAvailable(metrics::watch);
      client.ifAvailable(metrics::watchPool);
    };
  }
}
