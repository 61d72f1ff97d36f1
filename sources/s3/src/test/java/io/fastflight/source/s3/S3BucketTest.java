package io.fastflight.source.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of a real S3 server. */
class S3BucketTest {
  @TempDir static Path folder;
  private static TestStore store;

  @BeforeAll
  static void start() throws Exception {
    store = new TestStore();
    store.put("csv/b.csv", "id,name\n3,c\n");
    store.put("csv/a.csv", "id,name\n1,a\n2,b\n");
    store.put("csv/deep/c.csv", "id,name\n4,d\n");
    store.put("json/a.ndjson", "{\"id\": 7}\n{\"id\": null}\n");
    Path parquet = folder.resolve("flights.parquet");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT i AS id, 'row ' || i AS name FROM range(100000) t(i)) TO '%s' (FORMAT parquet)"
              .formatted(parquet));
    }
    store.put("flights/1.parquet", parquet);
    store.put("flights/2.parquet", parquet);
  }

  @AfterAll
  static void stop() throws Exception {
    store.close();
  }

  private static S3Bucket.Builder bucket(URI endpoint) {
    return S3Bucket.builder("lake", TestStore.BUCKET, folder.resolve("cache"))
        .endpoint(endpoint)
        .region("us-east-1")
        .pathStyle(true)
        .key(TestStore.KEY, TestStore.SECRET);
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 10_000, new Cancellation());
  }

  private static List<String> rows(S3Bucket bucket, S3Query query, BufferAllocator allocator) {
    return rows(bucket.read(query, context(allocator)), allocator);
  }

  private static List<String> rows(BatchReader reader, BufferAllocator allocator) {
    try (reader;
        Table table = Table.read(reader, allocator)) {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < table.rowCount(); row++) {
        List<String> cells = new ArrayList<>();
        for (var field : table.schema().getFields()) {
          cells.add(String.valueOf(table.value(field.getName(), row)));
        }
        rows.add(String.join("|", cells));
      }
      return rows;
    }
  }

  @Test
  void objectsAreReadInTheOrderOfTheirKeys(BufferAllocator allocator) {
    try (S3Bucket bucket = bucket(store.endpoint()).open()) {
      assertThat(rows(bucket, S3Query.of("csv/*.csv"), allocator))
          .containsExactly("1|a", "2|b", "3|c");
      assertThat(rows(bucket, S3Query.of("csv/**.csv"), allocator))
          .containsExactly("1|a", "2|b", "3|c", "4|d");
      assertThat(rows(bucket, S3Query.of("csv/?.csv"), allocator)).hasSize(3);
      assertThat(rows(bucket, S3Query.of("json/a.ndjson"), allocator)).containsExactly("7", "null");
    }
  }

  @Test
  void sqlReadsAllObjectsAsOneTable(BufferAllocator allocator) {
    try (S3Bucket bucket = bucket(store.endpoint()).open()) {
      S3Query query =
          S3Query.of("csv/*.csv")
              .sql(
                  "WITH most AS (SELECT * FROM objects WHERE id >= ?) SELECT name FROM most ORDER BY id DESC",
                  2);
      assertThat(rows(bucket, query, allocator)).containsExactly("c", "b");
      assertThat(
              rows(
                  bucket,
                  S3Query.of("flights/*.parquet").sql("SELECT count(*), sum(id) FROM objects"),
                  allocator))
          .containsExactly("200000|9999900000");
    }
  }

  @Test
  void onlyWhatLiesBehindThePrefixIsThere(BufferAllocator allocator) {
    try (S3Bucket bucket = bucket(store.endpoint()).prefix("csv/").open()) {
      assertThat(rows(bucket, S3Query.of("a.csv"), allocator)).containsExactly("1|a", "2|b");
      for (String key : List.of("../json/a.ndjson", "json/a.ndjson", "%2e%2e/json/a.ndjson")) {
        assertThatThrownBy(() -> rows(bucket, S3Query.of(key), allocator))
            .isInstanceOf(DataServiceException.class)
            .hasMessage(
                "No object of source 'lake' matches '%s'. Correct the request, or put one there."
                    .formatted(key));
      }
    }
  }

  @Test
  void arrowFilesAreReadAsTheyAre(BufferAllocator allocator) throws Exception {
    Path file = folder.resolve("ids.arrows");
    try (BigIntVector ids = new BigIntVector("id", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(ids);
        OutputStream out = Files.newOutputStream(file);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(out))) {
      for (int batch = 0; batch < 3; batch++) {
        ids.setSafe(0, batch);
        root.setRowCount(1);
        writer.writeBatch();
      }
    }
    store.put("arrow/ids.arrows", file);
    byte[] whole = Files.readAllBytes(file);
    Path cut =
        Files.write(folder.resolve("cut.arrows"), java.util.Arrays.copyOf(whole, whole.length - 8));
    store.put("arrow/cut.arrows", cut);
    try (S3Bucket bucket = bucket(store.endpoint()).open()) {
      assertThat(rows(bucket, S3Query.of("arrow/ids.arrows"), allocator))
          .containsExactly("0", "1", "2");
      assertThatThrownBy(() -> rows(bucket, S3Query.of("arrow/cut.arrows"), allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("cut short");
      assertThatThrownBy(() -> rows(bucket, S3Query.of("arrow/*.arrows"), allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("Arrow files are read one by one");
    }
  }

  @Test
  void anObjectThatIsReplacedOrDeletedMeanwhileIsNamed(BufferAllocator allocator) {
    store.put("moving/a.csv", "id\n1\n");
    try (S3Bucket bucket = bucket(store.endpoint()).open()) {
      S3Query query = S3Query.of("moving/a.csv");
      List<StoredObject> listed = bucket.listed(query, context(allocator));
      store.put("moving/a.csv", "id\n2\n");
      assertThatThrownBy(() -> bucket.read(query, listed, context(allocator)))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "The object 'moving/a.csv' of source 'lake' was replaced by another while it was read. Ask again.");
      assertThat(rows(bucket, query, allocator)).containsExactly("2");
      List<StoredObject> second = bucket.listed(query, context(allocator));
      store.delete("moving/a.csv");
      assertThat(rows(bucket.read(query, second, context(allocator)), allocator))
          .as("is on disk already")
          .containsExactly("2");
      assertThatThrownBy(() -> bucket.read(query, listed, context(allocator)))
          .hasMessage(
              "The object 'moving/a.csv' of source 'lake' was deleted while it was read. Ask again.");
    }
  }

  @Test
  void aTransferThatBreaksOffIsAnErrorAndTheNextCallWorks(BufferAllocator allocator)
      throws Exception {
    try (FaultProxy proxy = FaultProxy.to(store.address());
        S3Bucket bucket = bucket(URI.create("http://127.0.0.1:" + proxy.port())).open()) {
      proxy.faults(new Fault.Reset(Direction.TO_CLIENT, 100_000));
      S3Query query = S3Query.of("flights/1.parquet").sql("SELECT count(*) FROM objects");
      assertThatThrownBy(() -> bucket.read(query, context(allocator)))
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("flights/1.parquet");
      proxy.faults();
      assertThat(rows(bucket, query, allocator)).containsExactly("100000");
    }
  }

  @Test
  void aCancelledCallLeavesAStoreThatStandsStill(BufferAllocator allocator) throws Exception {
    try (FaultProxy proxy = FaultProxy.to(store.address());
        S3Bucket bucket = bucket(URI.create("http://127.0.0.1:" + proxy.port())).open()) {
      S3Query query = S3Query.of("flights/2.parquet");
      proxy.faults(new Fault.Stall(Direction.TO_CLIENT, 100_000));
      Cancellation cancellation = new Cancellation();
      CompletableFuture<Throwable> call =
          CompletableFuture.supplyAsync(
              () -> {
                try (BatchReader reader =
                    bucket.read(query, new ServiceContext(allocator, 1_000, cancellation))) {
                  return new AssertionError("It was read: " + reader.schema());
                } catch (RuntimeException failed) {
                  return failed;
                }
              });
      await().until(() -> proxy.bytesPassed(Direction.TO_CLIENT) >= 100_000);
      cancellation.cancel();
      assertThat(call.get(5, TimeUnit.SECONDS)).isInstanceOf(CallCancelledException.class);
      proxy.faults();
      proxy.resume();
    }
  }

  @Test
  void theCacheKeepsWithinItsSize(BufferAllocator allocator) throws Exception {
    long size = Files.size(folder.resolve("flights.parquet"));
    Path cache = Files.createDirectories(folder.resolve("small"));
    try (S3Bucket bucket =
        S3Bucket.builder("lake", TestStore.BUCKET, cache)
            .endpoint(store.endpoint())
            .region("us-east-1")
            .pathStyle(true)
            .key(TestStore.KEY, TestStore.SECRET)
            .cacheBytes(size + 10)
            .open()) {
      S3Query first = S3Query.of("flights/1.parquet").sql("SELECT count(*) FROM objects");
      S3Query second = S3Query.of("flights/2.parquet").sql("SELECT count(*) FROM objects");
      try (BatchReader reading = bucket.read(first, context(allocator))) {
        assertThat(reading.next()).isTrue();
        assertThatThrownBy(() -> bucket.read(second, context(allocator)))
            .isInstanceOf(ResourceExhaustedException.class)
            .hasMessageContaining("do not fit into its cache of " + (size + 10) + " bytes")
            .satisfies(
                full ->
                    assertThat(((ResourceExhaustedException) full).retryDelay())
                        .contains(Duration.ofSeconds(1)));
      }
      assertThat(rows(bucket, second, allocator)).containsExactly("100000");
      assertThat(rows(bucket, first, allocator)).containsExactly("100000");
      try (Stream<Path> files = Files.walk(cache)) {
        assertThat(files.filter(Files::isRegularFile)).hasSize(1);
      }
    }
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatTheStoreRefusesIsToldWithoutItsWords(BufferAllocator allocator) {
    try (S3Bucket wrong = bucket(store.endpoint()).key(TestStore.KEY, "wrong-secret").open()) {
      assertThatThrownBy(() -> rows(wrong, S3Query.of("csv/a.csv"), allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "S3 source 'lake' failed while listing objects: the store refused its key. Correct the key, or what it may do.");
    }
    try (S3Bucket missing =
        S3Bucket.builder("lake", "none", folder.resolve("cache"))
            .endpoint(store.endpoint())
            .region("us-east-1")
            .pathStyle(true)
            .key(TestStore.KEY, TestStore.SECRET)
            .open()) {
      assertThatThrownBy(() -> rows(missing, S3Query.of("csv/a.csv"), allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessage("The bucket of source 'lake' was not found. Correct its name, or create it.");
    }
  }
}
