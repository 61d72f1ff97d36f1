package io.fastflight.source.iceberg;

import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes the clients by which Iceberg reads an S3-compatible store, from the properties of a
 * catalog.
 *
 * <p>Iceberg's own factory would load the clients of five more services of AWS.
 */
public final class S3Clients implements S3FileIOAwsClientFactory {
  private static final long serialVersionUID = 1L;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  @SuppressWarnings("serial") // the interface is serializable, and nobody sends one
  private Map<String, String> properties = Map.of();

  /** Creates it; Iceberg does. */
  public S3Clients() {}

  @Override
  public void initialize(Map<String, String> properties) {
    this.properties = Map.copyOf(properties);
  }

  @Override
  public S3Client s3() {
    AwsClientProperties client = new AwsClientProperties(properties);
    S3FileIOProperties store = new S3FileIOProperties(properties);
    return S3Client.builder()
        .applyMutation(client::applyClientRegionConfiguration)
        .applyMutation(builder -> store.applyCredentialConfigurations(client, builder))
        .applyMutation(store::applyEndpointConfigurations)
        .applyMutation(store::applyServiceConfigurations)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED) // not every store can
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClientBuilder(
            Apache5HttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
        .build();
  }

  @Override
  public S3AsyncClient s3Async() {
    throw new UnsupportedOperationException("A source reads from S3 by one client only.");
  }
}
