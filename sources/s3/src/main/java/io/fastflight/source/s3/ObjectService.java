package io.fastflight.source.s3;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.ResumableService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers each request with whole objects; a slice has every n-th of them. */
final class ObjectService<P extends DataParams>
    implements PartitionedService<P>, ResumableService<P> {
  private static final Pattern TOKEN = Pattern.compile("([0-9a-f]{32})/([0-9]{1,4})/([0-9]{1,4})");
  private static final int MAX_SLICES = 4_096;
  private static final int DIGEST_BYTES = 16;

  private final S3Bucket bucket;
  private final Function<? super P, S3Query> query;

  ObjectService(S3Bucket bucket, Function<? super P, S3Query> query) {
    this.bucket = bucket;
    this.query = query;
  }

  @Override
  public String snapshot(P params, ServiceContext context) {
    return digest(bucket.listed(query.apply(params), context));
  }

  @Override
  public BatchReader open(P params, ServiceContext context) {
    return bucket.read(query.apply(params), context);
  }

  @Override
  public BatchReader open(P params, ResumePoint from, ServiceContext context) {
    S3Query asked = query.apply(params);
    List<StoredObject> objects = bucket.listed(asked, context);
    requireSame(digest(objects), from.snapshot());
    return BatchReader.skipping(bucket.read(asked, objects, context), from.startRow());
  }

  @Override
  public Plan plan(P params, Scan scan, ServiceContext context) {
    List<StoredObject> objects = bucket.listed(query.apply(params), context);
    int count = Math.min(Math.min(scan.maxSlices(), MAX_SLICES), objects.size());
    String digest = digest(objects);
    return new Plan(
        IntStream.range(0, count)
            .mapToObj(i -> new Slice("%s/%s/%s".formatted(digest, i, count)))
            .toList(),
        false);
  }

  @Override
  public BatchReader open(P params, Slice slice, ServiceContext context) {
    Matcher token = TOKEN.matcher(slice.token());
    int index = token.matches() ? Integer.parseInt(token.group(2)) : 0;
    int count = token.matches() ? Integer.parseInt(token.group(3)) : 0;
    S3Query asked = query.apply(params);
    List<StoredObject> objects = bucket.listed(asked, context);
    if (index >= count || count > Math.min(MAX_SLICES, objects.size())) {
      throw new InvalidParamsException(
          "'_slice' was not made by this service. Use a ticket from GetFlightInfo.");
    }
    requireSame(digest(objects), token.group(1));
    List<StoredObject> part =
        IntStream.range(0, objects.size())
            .filter(i -> i % count == index)
            .mapToObj(objects::get)
            .toList();
    return bucket.read(asked, part, context);
  }

  @Override
  public Optional<Schema> schema(P params, ServiceContext context) {
    return Optional.of(bucket.schema(query.apply(params), context));
  }

  private static void requireSame(String now, String then) {
    if (!now.equals(then)) {
      throw new IncompleteStreamException(
          "The objects have changed since the stream was begun. Read all of them again.");
    }
  }

  /** Names the keys and contents of objects. */
  private static String digest(List<StoredObject> objects) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (StoredObject object : objects) {
        String line = "%s\0%s\0%s\n".formatted(object.key(), object.etag(), object.size());
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }
}
