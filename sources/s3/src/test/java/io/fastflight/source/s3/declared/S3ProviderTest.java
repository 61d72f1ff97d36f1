package io.fastflight.source.s3.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParameterType;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.ResumableService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.s3.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared services over a real S3 server. */
class S3ProviderTest {
  @TempDir static Path folder;
  private static TestStore store;
  private static Source<S3Reads> source;

  @BeforeAll
  static void start() throws Exception {
    store = new TestStore();
    store.put("sales/2024-01-31.csv", "id,name\n1,a\n2,b\n");
    store.put("sales/2024-02-01.csv", "id,name\n3,c\n");
    store.put("secret/2024-01-31.csv", "id,name\n9,z\n");
    source = source(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    source.close();
    store.close();
  }

  private static Source<S3Reads> source(Map<String, Object> more) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "bucket",
                TestStore.BUCKET,
                "prefix",
                "sales/",
                "endpoint",
                store.endpoint().toString(),
                "region",
                "us-east-1",
                "access_key",
                TestStore.KEY,
                "secret_key",
                TestStore.SECRET,
                "path_style",
                true,
                "cache_folder",
                "cache"));
    settings.putAll(more);
    return new S3Provider()
        .open(
            ParamsType.<S3Settings>of(S3Settings.class).read(settings),
            new SourceContext("store", folder));
  }

  private static S3Reads reads(Map<String, Object> keys) {
    return ParamsType.<S3Reads>of(S3Reads.class).read(keys);
  }

  private static ParamsType<DeclaredParams> type(DeclaredParameter... parameters) {
    return ParamsType.declared(ParamsDeclaration.of("test.read", List.of(parameters)));
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 1_000, new Cancellation());
  }

  private static List<String> ids(BatchReader reader, BufferAllocator allocator) {
    try (reader;
        Table table = Table.read(reader, allocator)) {
      List<String> ids = new ArrayList<>();
      for (int row = 0; row < table.rowCount(); row++) {
        ids.add(String.valueOf(table.value("id", row)));
      }
      return ids;
    }
  }

  private static List<String> ids(
      Map<String, Object> reads, DeclaredParams params, BufferAllocator allocator)
      throws Exception {
    return ids(
        source.service(reads(reads), params.type()).open(params, context(allocator)), allocator);
  }

  @Test
  void aValueIsPartOfOneName(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> day = type(DeclaredParameter.of("day", ParameterType.STRING));
    Map<String, Object> reads = Map.of("path", "{day}.csv");
    assertThat(ids(reads, day.read(Map.of("day", "2024-01-31")), allocator))
        .containsExactly("1", "2");
    for (String value :
        List.of(
            "../secret/2024-01-31",
            "..",
            ".",
            "",
            "*",
            "2024-0?-31",
            "a/b",
            "a\\b",
            "\u0000",
            "\n")) {
      if (!value.equals("..") && !value.equals(".")) { // with .csv behind them they are names
        assertThatThrownBy(() -> ids(reads, day.read(Map.of("day", value)), allocator))
            .as(value)
            .isInstanceOf(InvalidParamsException.class)
            .hasMessageContaining("day must be part of a name, without slashes and wildcards");
      }
      assertThatThrownBy(
              () ->
                  ids(
                      Map.of("path", "{day}/2024-01-31.csv"),
                      day.read(Map.of("day", value)),
                      allocator))
          .as(value)
          .isInstanceOf(InvalidParamsException.class);
    }
  }

  @Test
  void aStatementReadsWithBoundValues(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> name = type(DeclaredParameter.of("name", ParameterType.STRING));
    Map<String, Object> reads =
        Map.of(
            "path", "*.csv", "statement", "SELECT id FROM objects WHERE name >= :name ORDER BY id");
    assertThat(ids(reads, name.read(Map.of("name", "b")), allocator)).containsExactly("2", "3");
    assertThat(ids(reads, name.read(Map.of("name", "' OR 1=1 --")), allocator))
        .containsExactly("1", "2", "3");
    assertThat(ids(reads, name.read(Map.of("name", "~'; DROP")), allocator)).isEmpty();
  }

  @Test
  void wholeObjectsAreReadOnAndShared(BufferAllocator allocator) throws Exception {
    DeclaredParams none = type().read(Map.of());
    DataService<DeclaredParams> service =
        source.service(reads(Map.of("path", "2024-*.csv")), none.type());
    ResumableService<DeclaredParams> resumable = (ResumableService<DeclaredParams>) service;
    PartitionedService<DeclaredParams> partitioned = (PartitionedService<DeclaredParams>) service;
    ServiceContext context = context(allocator);
    String snapshot = resumable.snapshot(none, context);
    assertThat(ids(resumable.open(none, new ResumePoint(snapshot, 1), context), allocator))
        .containsExactly("2", "3");
    List<String> all = new ArrayList<>();
    List<Slice> slices = partitioned.plan(none, new Scan(8), context).slices();
    assertThat(slices).hasSize(2);
    for (Slice slice : slices) {
      all.addAll(ids(partitioned.open(none, slice, context), allocator));
    }
    assertThat(all).containsExactlyInAnyOrder("1", "2", "3");
    assertThatThrownBy(() -> resumable.open(none, new ResumePoint("other", 1), context))
        .isInstanceOf(IncompleteStreamException.class)
        .hasMessage("The objects have changed since the stream was begun. Read all of them again.");
    assertThatThrownBy(() -> partitioned.open(none, new Slice("x/0/1"), context))
        .isInstanceOf(InvalidParamsException.class);
  }

  @Test
  void declarationsThatCannotWorkAreRefused() {
    refuses(Map.of("path", "../x.csv"), "path must have no name that is . or .., was \"../x.csv\"");
    refuses(Map.of("path", "/x.csv"), "path: A path in a bucket is a key");
    refuses(Map.of("path", "x.doc"), "path: Files to read must end in .csv");
    refuses(Map.of("path", "{day}.csv"), "path and statement use the parameters [day]");
    refuses(
        Map.of("path", "x.csv", "statement", "DROP TABLE x"),
        "statement: The SQL of a query begins with SELECT");
    refuses(
        Map.of("path", "x.arrow", "statement", "SELECT 1"),
        "statement: Arrow files are read whole; leave the SQL out.");
    assertThatThrownBy(() -> source(Map.of("endpoint", "store")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("endpoint must be an address such as https://store:9000, was \"store\"");
    assertThatThrownBy(() -> source(Map.of("cache_size", "much")))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("cache_size must be ");
  }

  private static void refuses(Map<String, Object> reads, String message) {
    assertThatThrownBy(() -> source.service(reads(reads), type()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theReferenceHasEveryKey() throws Exception {
    String reference = Files.readString(Path.of("../../docs/reference/config.md"));
    TreeSet<String> keys = new TreeSet<>(ParamsType.of(S3Settings.class).fieldNames());
    keys.addAll(ParamsType.of(S3Reads.class).fieldNames());
    assertThat(keys).contains("bucket", "cache_folder", "statement");
    assertThat(keys).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
  }
}
