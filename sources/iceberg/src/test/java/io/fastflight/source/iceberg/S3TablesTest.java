package io.fastflight.source.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.iceberg.declared.IcebergProvider;
import io.fastflight.source.iceberg.declared.IcebergReads;
import io.fastflight.source.iceberg.declared.IcebergSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose files lie in a bucket of a real S3 server. */
class S3TablesTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir static Path folder;
  private static BlobStoreContext store;
  private static S3Proxy server;

  @BeforeAll
  static void start() throws Exception {
    store = ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
    store.getBlobStore().createContainerInLocation(null, "lake");
    server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "test-key", "test-secret")
            .build();
    server.start();
    Map<String, String> properties =
        Map.of(
            "uri", "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "warehouse", "s3://lake/warehouse",
            "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.client-factory-impl", S3Clients.class.getName(),
            "s3.endpoint", endpoint(),
            "s3.path-style-access", "true",
            "client.region", "us-east-1",
            "s3.access-key-id", "test-key",
            "s3.secret-access-key", "test-secret");
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.initialize("lake", properties);
      catalog.createNamespace(Namespace.of("db"));
      Table table = catalog.createTable(TableIdentifier.of("db", "t"), SCHEMA);
      Lake.append(table, LongStream.range(0, 1_000).mapToObj(id -> Lake.row(SCHEMA, id)).toList());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    store.close();
  }

  private static String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  private static List<String> ids(BufferAllocator allocator) throws Exception {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "catalog",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "warehouse",
                "s3://lake/warehouse",
                "s3_endpoint",
                endpoint(),
                "s3_region",
                "us-east-1",
                "s3_access_key",
                "test-key",
                "s3_secret_key",
                "test-secret",
                "s3_path_style",
                true));
    DeclaredParams none =
        ParamsType.declared(ParamsDeclaration.of("test.read", List.of())).read(Map.of());
    try (Source<IcebergReads> source =
        new IcebergProvider()
            .open(
                ParamsType.<IcebergSettings>of(IcebergSettings.class).read(settings),
                new SourceContext("lake", folder))) {
      BatchReader reader =
          source
              .service(
                  ParamsType.<IcebergReads>of(IcebergReads.class).read(Map.of("table", "db.t")),
                  none.type())
              .open(none, Rows.context(allocator));
      return Rows.of(reader, allocator);
    }
  }

  @Test
  void itsFilesAreReadFromTheBucket(BufferAllocator allocator) throws Exception {
    assertThat(ids(allocator)).hasSize(1_000).startsWith("0", "1").endsWith("999");
  }
}
