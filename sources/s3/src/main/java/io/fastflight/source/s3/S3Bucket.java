package io.fastflight.source.s3;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.DataParams;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.arrow.ArrowFiles;
import io.fastflight.source.duckdb.DuckDbDatabase;
import io.fastflight.source.duckdb.DuckDbQuery;
import io.fastflight.source.duckdb.FileFormats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads the objects of one bucket of an S3-compatible store and answers queries as streams of
 * record batches.
 *
 * <pre>{@code
 * S3Bucket lake = S3Bucket.builder("lake", "sales", cacheFolder).key(id, secret).open();
 * registry.register(DayParams.class, lake.service(params ->
 *     S3Query.of("orders/" + params.day() + "/*.parquet")));
 * }</pre>
 *
 * <p>A request lists the objects it wants, and reads the content they had then: an object that is
 * replaced or deleted before it was brought ends the request with an error. Objects are brought to
 * disk whole and kept within a number of bytes.
 *
 * <p><b>Ownership:</b> whoever opened the bucket closes it, after the readers.
 *
 * <p><b>Threads:</b> any. A cancelled request stops waiting at once.
 */
public final class S3Bucket implements AutoCloseable {
  private static final int MAX_OBJECTS = 10_000;

  private static final Pattern WITH =
      Pattern.compile("\\s*WITH\\s+(RECURSIVE\\s+)?", Pattern.CASE_INSENSITIVE);

  private final String source;
  private final String bucket;
  private final String prefix;
  private final S3Failures failures;
  private final S3Client client;
  private final ObjectCache cache;
  private final DuckDbDatabase duckDb;

  private S3Bucket(Builder builder, S3Client client) throws IOException {
    this.source = builder.source;
    this.bucket = builder.bucket;
    this.prefix = builder.prefix;
    this.failures = new S3Failures(source);
    this.client = client;
    this.cache = new ObjectCache(source, builder.cacheFolder, builder.cacheBytes, this::download);
    this.duckDb =
        DuckDbDatabase.builder(source)
            .allowFolder(cache.folder())
            .memoryLimitBytes(builder.memoryLimitBytes)
            .open();
  }

  /**
   * Begins a bucket.
   *
   * @param source what messages to callers call it
   * @param cacheFolder where objects are kept, in a folder of their own that goes with this
   */
  public static Builder builder(String source, String bucket, Path cacheFolder) {
    return new Builder(source, bucket, cacheFolder);
  }

  /**
   * Reads what a query says.
   *
   * <p><b>Shape:</b> about {@code context.batchRows()} rows a batch, of Arrow files as they are
   * there; in the order of the keys unless SQL says otherwise.
   *
   * <p><b>Ownership:</b> returned owned; its memory comes from {@code context.allocator()}.
   *
   * <p><b>Threads:</b> blocks until all objects are on disk.
   *
   * @throws DataServiceException if there is no such object, or one is replaced meanwhile
   * @throws io.fastflight.error.ResourceExhaustedException if they do not fit into the cache
   */
  public BatchReader read(S3Query query, ServiceContext context) {
    return read(query, listed(query, context), context);
  }

  BatchReader read(S3Query query, List<StoredObject> objects, ServiceContext context) {
    ObjectCache.Lease lease = cache.lease(objects, context.cancellation());
    try {
      return new LeasedReader(files(query, lease.files(), context), lease);
    } catch (Throwable failed) {
      try (lease) {
        throw failed;
      }
    }
  }

  private BatchReader files(S3Query query, List<Path> files, ServiceContext context) {
    if (FileKind.of(query.keys().text()) == FileKind.ARROW) {
      return ArrowFiles.read(source, files.get(0), context);
    }
    return duckDb.query(duckDbQuery(query, files), context);
  }

  private static DuckDbQuery duckDbQuery(S3Query query, List<Path> files) {
    String reader = FileFormats.reader(files.get(0));
    String marks = String.join(", ", Collections.nCopies(files.size(), "?"));
    String rows = "SELECT * FROM %s([%s])".formatted(reader, marks);
    List<@Nullable Object> values = new ArrayList<>();
    files.forEach(file -> values.add(file.toString()));
    values.addAll(query.values());
    return DuckDbQuery.of(query.sql().map(sql -> over(rows, sql)).orElse(rows), values.toArray());
  }

  /** Names {@code rows} in a SELECT, before the names that it has given itself. */
  private static String over(String rows, String sql) {
    Matcher with = WITH.matcher(sql);
    return with.lookingAt()
        ? "WITH %s objects AS (%s), %s"
            .formatted(with.group(1) == null ? "" : with.group(1), rows, sql.substring(with.end()))
        : "WITH objects AS (%s) %s".formatted(rows, sql);
  }

  /** Lists the objects of a query, in the order of their keys; at least one. */
  List<StoredObject> listed(S3Query query, ServiceContext context) {
    List<StoredObject> objects = new ArrayList<>();
    try {
      for (S3Object found :
          client
              .listObjectsV2Paginator(
                  list -> list.bucket(bucket).prefix(prefix + query.keys().prefix()))
              .contents()) {
        context.cancellation().throwIfCancelled();
        if (query.keys().matches(found.key().substring(prefix.length()))) {
          objects.add(new StoredObject(found.key(), found.eTag(), found.size()));
        }
        if (objects.size() > MAX_OBJECTS) {
          throw new DataServiceException(
              "More than %s objects of source '%s' match '%s'. Ask for fewer."
                  .formatted(MAX_OBJECTS, source, query.keys().text()));
        }
      }
    } catch (RuntimeException failed) {
      throw failures.ofListing(failed);
    }
    requireObjects(query, objects.size());
    return objects;
  }

  private void requireObjects(S3Query query, int count) {
    if (count == 0) {
      throw new DataServiceException(
          "No object of source '%s' matches '%s'. Correct the request, or put one there."
              .formatted(source, query.keys().text()));
    }
    if (count > 1 && FileKind.of(query.keys().text()) == FileKind.ARROW) {
      throw new DataServiceException(
          "%s objects of source '%s' match '%s', and Arrow files are read one by one. Name one."
              .formatted(count, source, query.keys().text()));
    }
  }

  private void download(StoredObject object, Path file, Cancellation unwanted) {
    try (ResponseInputStream<GetObjectResponse> content =
        client.getObject(get -> get.bucket(bucket).key(object.key()).ifMatch(object.etag()))) {
      Cancellation.Registration aborting = unwanted.onCancel(content::abort);
      try {
        long bytes = Files.copy(content, file);
        if (bytes != object.size()) {
          throw failures.ofLength(object, bytes);
        }
      } finally {
        aborting.close();
      }
    } catch (IOException failed) {
      throw failures.ofObject(object, new UncheckedIOException(failed));
    } catch (RuntimeException failed) {
      throw failures.ofObject(object, failed);
    }
  }

  /** Returns the columns a query would have; brings its objects for that. */
  public Schema schema(S3Query query, ServiceContext context) {
    if (FileKind.of(query.keys().text()) == FileKind.ARROW) {
      try (BatchReader reader = read(query, context)) {
        return reader.schema();
      }
    }
    try (ObjectCache.Lease lease = cache.lease(listed(query, context), context.cancellation())) {
      return duckDb.schema(duckDbQuery(query, lease.files()), context);
    }
  }

  /** Returns a data service that answers each request with one query. */
  public <P extends DataParams> DataService<P> service(Function<? super P, S3Query> query) {
    requireNonNull(query, "query");
    return new DataService<>() {
      @Override
      public BatchReader open(P params, ServiceContext context) {
        return read(query.apply(params), context);
      }

      @Override
      public Optional<Schema> schema(P params, ServiceContext context) {
        return Optional.of(S3Bucket.this.schema(query.apply(params), context));
      }
    };
  }

  /**
   * Returns a data service that answers each request with whole objects: a stream that broke is
   * read on as long as they are the same, and several readers can share them.
   *
   * @param query makes the query of a request, without SQL
   */
  public <P extends DataParams> ResumableService<P> objectService(
      Function<? super P, S3Query> query) {
    return new ObjectService<>(this, requireNonNull(query, "query"));
  }

  @Override
  public void close() {
    try (client;
        cache) {
      duckDb.close();
    }
  }

  /** Collects where the bucket is. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final String source;
    private final String bucket;
    private final Path cacheFolder;
    private String prefix = "";
    private Optional<URI> endpoint = Optional.empty();
    private Optional<String> region = Optional.empty();
    private Optional<AwsBasicCredentials> key = Optional.empty();
    private boolean pathStyle;
    private long cacheBytes = 10L << 30;
    private long memoryLimitBytes = 1L << 30;

    private Builder(String source, String bucket, Path cacheFolder) {
      this.source = requireNonNull(source, "source");
      this.bucket = requireNonNull(bucket, "bucket");
      this.cacheFolder = requireNonNull(cacheFolder, "cacheFolder");
    }

    /** Sets what all keys begin with that can be read, such as {@code sales/}; none at first. */
    public Builder prefix(String prefix) {
      this.prefix = requireNonNull(prefix, "prefix");
      return this;
    }

    /** Sets the address of a store other than AWS. */
    public Builder endpoint(URI endpoint) {
      this.endpoint = Optional.of(endpoint);
      return this;
    }

    /** Sets the region; at first it is found as AWS's programs find it. */
    public Builder region(String region) {
      this.region = Optional.of(region);
      return this;
    }

    /** Sets the key; at first it is found as AWS's programs find it. */
    public Builder key(String id, String secret) {
      this.key = Optional.of(AwsBasicCredentials.create(id, secret));
      return this;
    }

    /** Has the bucket stand in the path of a request, and not in its host's name. */
    public Builder pathStyle(boolean inPath) {
      this.pathStyle = inPath;
      return this;
    }

    /** Sets how many bytes of objects are kept on disk; 10 GiB at first. */
    public Builder cacheBytes(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("cacheBytes must be at least 1, was " + bytes + ".");
      }
      this.cacheBytes = bytes;
      return this;
    }

    /**
     * Bounds the memory of sorting, grouping and joining, of all queries together; 1 GiB at first.
     */
    public Builder memoryLimitBytes(long bytes) {
      this.memoryLimitBytes = bytes;
      return this;
    }

    /**
     * Opens the bucket; asks it nothing yet.
     *
     * @return owned by the caller
     * @throws DataServiceException if the folder of the cache cannot be made
     */
    public S3Bucket open() {
      S3Client client = client();
      try {
        return new S3Bucket(this, client);
      } catch (IOException | RuntimeException failed) {
        client.close();
        throw new DataServiceException(
            "S3 source '%s' cannot be opened: its cache cannot be made in '%s'."
                .formatted(source, cacheFolder),
            failed);
      }
    }

    private S3Client client() {
      S3ClientBuilder client =
          S3Client.builder()
              .httpClientBuilder(
                  Apache5HttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
              .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
              .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
              .forcePathStyle(pathStyle);
      endpoint.ifPresent(client::endpointOverride);
      region.map(Region::of).ifPresent(client::region);
      key.map(StaticCredentialsProvider::create).ifPresent(client::credentialsProvider);
      return client.build();
    }
  }
}
