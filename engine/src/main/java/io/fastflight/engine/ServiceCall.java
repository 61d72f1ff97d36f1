package io.fastflight.engine;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.params.TicketContent;
import io.fastflight.service.DataService;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.ResumableService;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.service.WantedRows;
import java.util.Optional;

/** Calls a service as a ticket asks: the whole or a slice, from the beginning or from a row. */
final class ServiceCall {
  private ServiceCall() {}

  /**
   * Opens a stream.
   *
   * @param wanted rows that a source need not leave out: whoever calls tests each again
   */
  static OpenedStream open(
      DataService<DataParams> service,
      TicketContent content,
      WantedRows wanted,
      ServiceContext context)
      throws Exception {
    if (service instanceof ResumableService<DataParams> resumable) {
      return resumable(resumable, content, context);
    }
    if (content.resume().isPresent()) {
      throw new InvalidParamsException(
          "The service does not read streams on. Leave '_snapshot' and '_start_row' out.");
    }
    BatchReader reader =
        content.slice().isPresent()
            ? slice(service, content, context)
            : whole(service, content.params(), wanted, context);
    return new OpenedStream(reader, Optional.empty(), 0);
  }

  private static BatchReader whole(
      DataService<DataParams> service, DataParams params, WantedRows wanted, ServiceContext context)
      throws Exception {
    return service instanceof SelectiveService<DataParams> selective
        ? selective.open(params, wanted, context)
        : service.open(params, context);
  }

  private static OpenedStream resumable(
      ResumableService<DataParams> service, TicketContent content, ServiceContext context)
      throws Exception {
    ResumePoint from =
        content.resume().isPresent()
            ? content.resume().get()
            : new ResumePoint(service.snapshot(content.params(), context), 0);
    BatchReader reader =
        content.slice().isPresent()
            ? sliceFrom(service, content, from, context)
            : service.open(content.params(), from, context);
    return new OpenedStream(reader, Optional.of(from.snapshot()), from.startRow());
  }

  /** A slice is read on by reading it again: its service begins it at its first row only. */
  private static BatchReader sliceFrom(
      ResumableService<DataParams> service,
      TicketContent content,
      ResumePoint from,
      ServiceContext context)
      throws Exception {
    if (!from.snapshot().equals(service.snapshot(content.params(), context))) {
      throw new IncompleteStreamException(
          "The data has changed since the slice was begun. Read all of it again.");
    }
    return BatchReader.skipping(slice(service, content, context), from.startRow());
  }

  private static BatchReader slice(
      DataService<DataParams> service, TicketContent content, ServiceContext context)
      throws Exception {
    if (service instanceof PartitionedService<DataParams> partitioned) {
      return partitioned.open(content.params(), slice(content.slice().orElseThrow()), context);
    }
    throw new InvalidParamsException(
        "The service does not return slices. Leave '_slice' out, or use a ticket from GetFlightInfo.");
  }

  private static Slice slice(String token) {
    try {
      return new Slice(token);
    } catch (IllegalArgumentException tooLong) {
      throw new InvalidParamsException("'_slice' is wrong: " + tooLong.getMessage());
    }
  }
}
