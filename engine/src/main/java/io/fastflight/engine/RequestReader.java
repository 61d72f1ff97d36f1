package io.fastflight.engine;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ForwardingReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.batch.ReadProgress;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.ServiceLimits;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the reader of one request: counts its rows, holds it to its schema, tells its failures,
 * frees its memory.
 *
 * <p><b>Ownership:</b> owns the service's reader, the request's scope, its use of the catalogue and
 * its account.
 */
final class RequestReader extends ForwardingReader {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);

  private final RequestScope scope;
  private final Catalogue.Use use;
  private final CallAccount account;
  private final Schema schema;
  private long rows;
  private long bytes;
  private boolean closed;

  private RequestReader(
      BatchReader reader, RequestScope scope, Catalogue.Use use, CallAccount account) {
    super(reader);
    this.scope = scope;
    this.use = use;
    this.account = account;
    this.schema = reader.schema();
  }

  /**
   * Returns the schema as it travels.
   *
   * @throws FastFlightException if a dictionary is missing
   */
  Schema messageSchema() {
    try {
      return MessageSchema.of(this).schema();
    } catch (Throwable failure) {
      throw scope.toCaller(failure, rows);
    }
  }

  /** Takes {@code reader}, also when it fails; the rest stays the caller's when it fails. */
  static RequestReader over(
      BatchReader reader, RequestScope scope, Catalogue.Use use, CallAccount account) {
    try {
      return new RequestReader(reader, scope, use, account);
    } catch (Throwable failure) {
      try (reader) {
        throw failure;
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException("This reader of " + scope.service() + " is closed.");
    }
    try {
      scope.context().cancellation().throwIfCancelled();
      if (!super.next()) {
        // a source that was interrupted may look as if it had come to its end
        scope.context().cancellation().throwIfCancelled();
        account.complete();
        return false;
      }
      requireSchema(batch());
      requireRows(batch());
      requireLimits(batch());
    } catch (Throwable failure) {
      FastFlightException told = scope.toCaller(failure, rows);
      account.fail(told);
      throw told;
    }
    rows += batch().getRowCount();
    account.count(batch());
    return true;
  }

  private void requireSchema(VectorSchemaRoot batch) {
    Schema found = batch.getSchema();
    if (!found.equals(schema)) {
      throw new DataServiceException(
          "%s returned a batch of another schema after %s rows: declared %s, found %s. Every batch of a stream has one schema."
              .formatted(scope.service(), rows, brief(schema), brief(found)));
    }
  }

  /** A batch that forgot its row count would travel as one of no rows, and nobody would know. */
  private void requireRows(VectorSchemaRoot batch) {
    for (FieldVector column : batch.getFieldVectors()) {
      if (column.getValueCount() != batch.getRowCount()) {
        throw new DataServiceException(
            "%s returned a batch of %s rows with %s values in column '%s', after %s rows. Call setRowCount when the columns are filled."
                .formatted(
                    scope.service(),
                    batch.getRowCount(),
                    column.getValueCount(),
                    column.getName(),
                    rows));
      }
    }
  }

  private void requireLimits(VectorSchemaRoot batch) {
    ServiceLimits limits = scope.streamLimits();
    if (limits.maxRows().isPresent() && rows + batch.getRowCount() > limits.maxRows().getAsLong()) {
      throw overLimit(limits.maxRows().getAsLong() + " rows");
    }
    if (limits.maxBytes().isPresent()) {
      bytes += ReadProgress.bytesOf(batch);
      if (bytes > limits.maxBytes().getAsLong()) {
        throw overLimit(limits.maxBytes().getAsLong() + " bytes");
      }
    }
  }

  /** There is no delay to tell: the same request meets the same limit again. */
  private ResourceExhaustedException overLimit(String limit) {
    return new ResourceExhaustedException(
        "%s has more for this request than one stream of it may have, %s; %s rows were delivered. Ask for less at a time."
            .formatted(scope.service(), limit, rows));
  }

  private static String brief(Schema schema) {
    String text =
        schema.getFields().stream()
            .map(field -> field.getName() + " " + field.getType())
            .toList()
            .toString();
    return text.length() <= 200 ? text : text.substring(0, 197) + "...";
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      super.close();
    } catch (Throwable failure) { // the rows are read: nobody is told, and no text of a driver's
      LOG.warn("{} could not close the reader of a request.", scope.service(), failure);
    } finally {
      scope.close();
      use.close();
      account.close();
    }
  }
}
