package io.fastflight.source.iceberg.declared;

import io.fastflight.params.Amounts;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import io.fastflight.source.iceberg.IcebergCatalog;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens Iceberg catalogs for declared services. */
public final class IcebergProvider implements SourceProvider<IcebergSettings, IcebergReads> {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
  private static final String S3_FILES = "org.apache.iceberg.aws.s3.S3FileIO";

  @Override
  public Class<IcebergSettings> settings() {
    return IcebergSettings.class;
  }

  @Override
  public Class<IcebergReads> reads() {
    return IcebergReads.class;
  }

  @Override
  public Source<IcebergReads> open(IcebergSettings settings, SourceContext context) {
    IcebergCatalog.Builder catalog =
        IcebergCatalog.builder(context.name())
            .catalogName(settings.catalogName().orElse(context.name()))
            .resumeWindow(Amounts.duration(settings.resumeWindow()).orElseThrow());
    return new IcebergSource(
        catalog.open(settings.catalog().kind(), properties(settings, context)));
  }

  /** Returns what Iceberg calls these settings. */
  private static Map<String, String> properties(IcebergSettings settings, SourceContext context) {
    Map<String, String> properties = new HashMap<>();
    settings.uri().ifPresent(uri -> properties.put("uri", uri));
    settings
        .warehouse()
        .ifPresent(
            warehouse -> properties.put("warehouse", location(settings, warehouse, context)));
    settings.user().ifPresent(user -> properties.put("jdbc.user", user));
    settings.password().ifPresent(secret -> properties.put("jdbc.password", secret.reveal()));
    settings.token().ifPresent(secret -> properties.put("token", secret.reveal()));
    settings.credential().ifPresent(secret -> properties.put("credential", secret.reveal()));
    addStore(settings, properties);
    properties.putAll(settings.properties());
    return properties;
  }

  private static void addStore(IcebergSettings settings, Map<String, String> properties) {
    settings.s3Endpoint().ifPresent(endpoint -> properties.put("s3.endpoint", endpoint));
    settings.s3Region().ifPresent(region -> properties.put("client.region", region));
    settings.s3AccessKey().ifPresent(key -> properties.put("s3.access-key-id", key));
    settings
        .s3SecretKey()
        .ifPresent(secret -> properties.put("s3.secret-access-key", secret.reveal()));
    properties.put("s3.path-style-access", String.valueOf(settings.s3PathStyle()));
    Optional<String> bucket = settings.warehouse().filter(place -> place.startsWith("s3"));
    if (bucket.isPresent() || settings.s3Endpoint().isPresent()) {
      properties.put("io-impl", S3_FILES);
    }
  }

  /** Returns a path of the file as an absolute one; REST catalogs have names for warehouses. */
  private static String location(
      IcebergSettings settings, String warehouse, SourceContext context) {
    return settings.catalog() == CatalogKind.rest || SCHEME.matcher(warehouse).matches()
        ? warehouse
        : context.resolve(warehouse).toUri().toString();
  }
}
