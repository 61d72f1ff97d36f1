package io.fastflight.spring;

import static java.util.Objects.requireNonNull;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Makes a client for the server at {@code fastflight.client.location}.
 *
 * <p>{@link FlightClientCustomizer} beans are used.
 */
@AutoConfiguration
@EnableConfigurationProperties(FastFlightProperties.class)
@ConditionalOnProperty("fastflight.client.location")
public final class FastFlightClientAutoConfiguration {
  FastFlightClientAutoConfiguration() {}

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  FastFlightClient fastflightClient(
      FastFlightProperties properties, ObjectProvider<FlightClientCustomizer> customizers) {
    FastFlightProperties.Client settings = properties.client();
    ClientConfig.Builder client =
        ClientConfig.builder(requireNonNull(settings.location()))
            .maxStreams(settings.maxStreams())
            .acquireTimeout(settings.acquireTimeout())
            .connectTimeout(settings.connectTimeout())
            .closeGrace(properties.closeGrace())
            .resilience(settings.resilience());
    settings.replicas().forEach(client::replica);
    customizers.orderedStream().forEach(customizer -> customizer.customize(client));
    return FastFlightClient.connect(client.build());
  }
}
