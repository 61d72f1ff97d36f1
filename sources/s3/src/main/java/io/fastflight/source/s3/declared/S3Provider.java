package io.fastflight.source.s3.declared;

import io.fastflight.params.Amounts;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import io.fastflight.source.s3.S3Bucket;
import java.net.URI;
import java.net.URISyntaxException;

/** Opens buckets for declared services. */
public final class S3Provider implements SourceProvider<S3Settings, S3Reads> {

  @Override
  public Class<S3Settings> settings() {
    return S3Settings.class;
  }

  @Override
  public Class<S3Reads> reads() {
    return S3Reads.class;
  }

  @Override
  public Source<S3Reads> open(S3Settings settings, SourceContext context) {
    S3Bucket.Builder bucket =
        S3Bucket.builder(context.name(), settings.bucket(), context.resolve(settings.cacheFolder()))
            .prefix(settings.prefix())
            .pathStyle(settings.pathStyle())
            .cacheBytes(Amounts.bytes(settings.cacheSize()).orElseThrow())
            .memoryLimitBytes(Amounts.bytes(settings.memoryLimit()).orElseThrow());
    settings.endpoint().map(S3Provider::address).ifPresent(bucket::endpoint);
    settings.region().ifPresent(bucket::region);
    settings
        .accessKey()
        .ifPresent(id -> bucket.key(id, settings.secretKey().orElseThrow().reveal()));
    return new S3Source(bucket.open());
  }

  private static URI address(String endpoint) {
    try {
      URI address = new URI(endpoint);
      if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
        return address;
      }
    } catch (URISyntaxException unfit) {
      throw new IllegalArgumentException(unfit(endpoint), unfit);
    }
    throw new IllegalArgumentException(unfit(endpoint));
  }

  private static String unfit(String endpoint) {
    return "endpoint must be an address such as https://store:9000, was \"%s\"".formatted(endpoint);
  }
}
