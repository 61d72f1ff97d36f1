package io.fastflight.params;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fastflight.error.InvalidParamsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The ticket that reads a broken stream on whose own ticket only its server can read: that ticket
 * as it is, and beside it from where. Beside it may stand nothing else, so what the server sealed
 * is all that is asked for.
 *
 * <p><b>Threads:</b> has no state.
 */
public final class SealedResume {
  static final String SEALED_FIELD = "_sealed";

  /** How it begins, always: so no other ticket is read twice. */
  private static final byte[] START =
      ("{\"" + SEALED_FIELD + "\":").getBytes(StandardCharsets.US_ASCII);

  /** In base64 it is one string of JSON. */
  private static final int MAX_SEALED_BYTES = StrictJson.MAX_STRING_CHARS / 4 * 3;

  private SealedResume() {}

  /** Returns whether {@code sealed} is short enough to be read on. */
  public static boolean fits(byte[] sealed) {
    return sealed.length <= MAX_SEALED_BYTES;
  }

  /**
   * Returns the ticket.
   *
   * @param sealed the ticket of the stream that broke
   * @param snapshot as its server named it
   * @param startRow how many rows have been delivered
   */
  public static byte[] of(byte[] sealed, String snapshot, long startRow) {
    ObjectNode fields = StrictJson.MAPPER.createObjectNode();
    fields.put(SEALED_FIELD, sealed);
    fields.put(ParamsCodec.SNAPSHOT_FIELD, snapshot).put(ParamsCodec.START_ROW_FIELD, startRow);
    return ParamsCodec.write(fields);
  }

  /** Returns whether {@code ticket} is one of these. */
  public static boolean is(byte[] ticket) {
    return ticket.length > START.length
        && Arrays.equals(ticket, 0, START.length, START, 0, START.length);
  }

  /**
   * Returns the ticket in plain JSON.
   *
   * @param open opens the sealed one, or throws
   * @throws InvalidParamsException if {@code ticket} is not one of these
   */
  public static byte[] opened(byte[] ticket, UnaryOperator<byte[]> open) {
    ObjectNode fields = StrictJson.readObject(ticket);
    JsonNode snapshot = fields.get(ParamsCodec.SNAPSHOT_FIELD);
    JsonNode startRow = fields.get(ParamsCodec.START_ROW_FIELD);
    if (snapshot == null || startRow == null || fields.size() != 3) {
      throw new InvalidParamsException(
          "'_sealed' goes with '_snapshot' and '_start_row', and with nothing else. What is asked for is in the ticket.");
    }
    ObjectNode plain = StrictJson.readObject(open.apply(sealed(fields.get(SEALED_FIELD))));
    plain.set(ParamsCodec.SNAPSHOT_FIELD, snapshot);
    plain.set(ParamsCodec.START_ROW_FIELD, startRow);
    return ParamsCodec.write(plain);
  }

  private static byte[] sealed(JsonNode base64) {
    try {
      byte[] sealed = base64.isTextual() ? base64.binaryValue() : null;
      if (sealed != null) {
        return sealed;
      }
    } catch (IOException noBase64) {
      // told below
    }
    throw new InvalidParamsException(
        Faults.mustBe("'_sealed'", "a ticket of this server in base64", base64) + ".");
  }
}
