package io.fastflight.engine;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.PermissionDeniedException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.params.TicketContent;
import io.fastflight.policy.column.Guard;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a service and shows of its stream what the caller may see.
 *
 * <p>Where rows are left out, a stream is read on from its first row: only the rows that are seen
 * are counted, and nobody knows how many were not. What its caller sees is part of the snapshot's
 * name, so that a stream is never read on under other rules.
 *
 * <p>A service that can leave out rows by itself is told which are wanted, to save the reading;
 * each row that it returns is tested here all the same.
 */
final class GuardedCall {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedCall.class);

  private static final int MAX_SNAPSHOT_CHARS = 4_096;
  private static final Pattern TAGGED =
      Pattern.compile("policy:([0-9a-f]{16}):(.*)", Pattern.DOTALL);

  private final String name;
  private final DataService<DataParams> service;
  private final Guard guard;

  GuardedCall(String name, DataService<DataParams> service, Guard guard) {
    this.name = name;
    this.service = service;
    this.guard = guard;
  }

  OpenedStream open(TicketContent content, ServiceContext context) throws Exception {
    if (guard.hidesNothing()) {
      requirePlain(content);
      return ServiceCall.open(service, content, WantedRows.ALL, context);
    }
    String tag = guard.fingerprint(context.identity());
    Optional<ResumePoint> from = content.resume();
    long startRow = from.map(ResumePoint::startRow).orElse(0L);
    TicketContent whole =
        new TicketContent(
            content.params(),
            content.slice(),
            from.map(point -> new ResumePoint(untagged(point.snapshot(), tag), 0)));
    OpenedStream opened =
        ServiceCall.open(service, whole, guard.wanted(context.identity()), context);
    BatchReader seen = BatchReader.skipping(guarded(opened.reader(), context), startRow);
    return new OpenedStream(
        seen,
        opened
            .snapshot()
            .map(snapshot -> "policy:%s:%s".formatted(tag, snapshot))
            .filter(snapshot -> snapshot.length() <= MAX_SNAPSHOT_CHARS),
        startRow);
  }

  private BatchReader guarded(BatchReader reader, ServiceContext context) {
    try {
      return guard.of(reader, context);
    } catch (IllegalArgumentException unfit) {
      try (reader) {
        throw denied(unfit);
      }
    } catch (Throwable failure) {
      try (reader) {
        throw failure;
      }
    }
  }

  /** Returns what is seen of a schema without dictionaries. */
  Schema schema(Schema whole) {
    try {
      return guard.schema(whole);
    } catch (IllegalArgumentException unfit) {
      throw denied(unfit);
    }
  }

  /** The message may quote a filter, or name a column that is hidden. */
  private PermissionDeniedException denied(IllegalArgumentException unfit) {
    LOG.warn("The policy does not fit the result of {}.", name, unfit);
    return new PermissionDeniedException(
        "The server's policy for %s does not fit what it returned, so nothing of it is shown. The server's log says why."
            .formatted(name));
  }

  private static void requirePlain(TicketContent content) {
    if (content.resume().filter(from -> TAGGED.matcher(from.snapshot()).matches()).isPresent()) {
      throw otherRules();
    }
  }

  private static String untagged(String snapshot, String tag) {
    Matcher tagged = TAGGED.matcher(snapshot);
    if (!tagged.matches() || !tagged.group(1).equals(tag)) {
      throw otherRules();
    }
    return tagged.group(2);
  }

  private static IncompleteStreamException otherRules() {
    return new IncompleteStreamException(
        "What you may see has changed since the stream was begun. Read all of it again.");
  }
}
