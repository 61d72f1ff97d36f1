package io.fastflight.testkit.sample;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.util.OptionalInt;

/** The params of the sample services, one record each. */
public final class SampleParams {
  /** The largest {@code rows} a sample takes. */
  public static final long MAX_ROWS = 10_000_000_000L;

  private SampleParams() {}

  /** Says how a sample that fails does it. */
  public enum Failure {
    /** With a {@code DataServiceException}, whose message is meant for the caller. */
    TOLD,
    /** With a {@code RuntimeException}, whose text {@code secret-4711} no caller may ever see. */
    SECRET
  }

  /**
   * Asks for rows 0..{@code rows - 1} in one column {@code id}.
   *
   * @param rows how many
   * @param batchRows how many a batch, or what the call says
   */
  @WireName(value = "test.rows", aliases = "tests.params.RowsParams")
  @Description("Rows with one column of 64-bit integers, id, counting from 0.")
  @Example("{\"rows\": 10}")
  public record Rows(
      @Description("How many rows.") @Default("10") long rows,
      @Description("How many rows a batch; what the call says where absent.") OptionalInt batchRows)
      implements DataParams {
    /** Checks the bounds. */
    public Rows {
      checkRows("test.rows", rows, batchRows);
    }
  }

  /**
   * Asks for a service that fails before it has a reader.
   *
   * @param failure how
   */
  @WireName("test.fail_open")
  public record FailOpen(@Default("\"TOLD\"") Failure failure) implements DataParams {}

  /**
   * Asks for batches of 10 rows as {@code test.rows} has them, and a failure in place of batch
   * {@code batch}.
   *
   * @param batch counts from 0
   * @param failure how
   */
  @WireName("test.fail_at_batch")
  public record FailAtBatch(int batch, @Default("\"TOLD\"") Failure failure) implements DataParams {
    /** Checks the bound. */
    public FailAtBatch {
      Faults.in("test.fail_at_batch").range("batch", batch, 0, 1_000_000).throwIfAny();
    }
  }

  /** Asks for three batches of 10 rows, of which the second has another schema. */
  @WireName("test.wrong_schema")
  public record WrongSchema() implements DataParams {}

  /**
   * Asks for some batches of 10 rows as {@code test.rows} has them, and then nothing, until the
   * call is cancelled.
   *
   * @param batches how many come before the wait
   */
  @WireName("test.slow")
  public record Slow(@Default("0") int batches) implements DataParams {
    /** Checks the bound. */
    public Slow {
      Faults.in("test.slow").range("batches", batches, 0, 1_000_000).throwIfAny();
    }
  }

  /** Asks for no batch at all, of the schema {@code test.rows} has. */
  @WireName("test.empty")
  public record Empty() implements DataParams {}

  /**
   * Asks for a column {@code level} of {@code low}, {@code mid}, {@code high} in turn,
   * dictionary-encoded.
   *
   * @param rows how many
   * @param batchRows how many a batch, or what the call says
   */
  @WireName("test.dictionary")
  public record Levels(@Default("10") long rows, OptionalInt batchRows) implements DataParams {
    /** Checks the bounds. */
    public Levels {
      checkRows("test.dictionary", rows, batchRows);
    }
  }

  /**
   * Asks for the rows of {@code test.rows} from a service whose broken streams can be read on.
   *
   * @param rows how many
   * @param batchRows how many a batch, or what the call says
   */
  @WireName("test.resumable")
  public record Resumable(@Default("10") long rows, OptionalInt batchRows) implements DataParams {
    /** Checks the bounds. */
    public Resumable {
      checkRows("test.resumable", rows, batchRows);
    }
  }

  /**
   * Asks for the rows of {@code test.rows} from a service that answers later, on another thread.
   *
   * @param rows how many
   * @param batchRows how many a batch, or what the call says
   */
  @WireName("test.later")
  public record Later(@Default("10") long rows, OptionalInt batchRows) implements DataParams {
    /** Checks the bounds. */
    public Later {
      checkRows("test.later", rows, batchRows);
    }
  }

  /**
   * Asks for the rows of {@code test.rows} from a service that publishes them.
   *
   * @param rows how many
   * @param batchRows how many a batch, or what the call says
   */
  @WireName("test.async")
  public record Async(@Default("10") long rows, OptionalInt batchRows) implements DataParams {
    /** Checks the bounds. */
    public Async {
      checkRows("test.async", rows, batchRows);
    }
  }

  private static void checkRows(String name, long rows, OptionalInt batchRows) {
    Faults.in(name)
        .range("rows", rows, 0, MAX_ROWS)
        .range("batch_rows", batchRows.orElse(1), 1, 16_777_216)
        .throwIfAny();
  }
}
