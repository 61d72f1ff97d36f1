package io.fastflight.spring;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Shows Actuator whether there are services, here and at the client's server. */
@AutoConfiguration(
    after = {FastFlightAutoConfiguration.class, FastFlightClientAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
public final class FastFlightHealthAutoConfiguration {
  FastFlightHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnBean(Engine.class)
  @ConditionalOnEnabledHealthIndicator("fastflight")
  @ConditionalOnMissingBean(name = "fastflightHealthIndicator")
  HealthIndicator fastflightHealthIndicator(Engine engine) {
    return new SourceHealth(engine);
  }

  @Bean
  @ConditionalOnBean(FastFlightClient.class)
  @ConditionalOnEnabledHealthIndicator("fastflight-client")
  @ConditionalOnMissingBean(name = "fastflightClientHealthIndicator")
  HealthIndicator fastflightClientHealthIndicator(FastFlightClient client) {
    return new SourceHealth(client);
  }
}
