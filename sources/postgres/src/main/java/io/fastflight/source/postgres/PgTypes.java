package io.fastflight.source.postgres;

import io.fastflight.error.DataServiceException;
import io.fastflight.source.jdbc.pool.SqlFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/**
 * Chooses the decoder of each column by the identifier of its type, never by its name. Arrays,
 * enums and domains are looked up in the catalogue, once a type; all else is refused.
 *
 * <p>docs/reference/postgres-types.md is its table.
 *
 * <p><b>Threads:</b> any; a connection is used by one at a time.
 */
final class PgTypes {
  private static final int MAX_DECIMAL_DIGITS = 76;
  private static final int MACADDR8 = Oid.MACADDR8;

  private static final String LOOK_UP =
      "SELECT t.typtype, t.typcategory, t.typelem, t.typbasetype, t.typtypmod,"
          + " pg_catalog.format_type(t.oid, -1) FROM pg_catalog.pg_type t WHERE t.oid = ?";

  /** What the catalogue says of a type. */
  private record Entry(
      String kind, String category, int item, int base, int baseModifier, String name) {}

  private final Map<Integer, Entry> known = new ConcurrentHashMap<>();

  /** A column with its decoder. */
  record Column(Field field, FieldDecoder decoder) {}

  /**
   * Returns the column of a type.
   *
   * @throws DataServiceException if the type is not read; the message names column and type
   */
  Column column(String name, int oid, int modifier, Connection connection) throws SQLException {
    FieldDecoder decoder = decoder(oid, modifier, connection);
    if (decoder == null) {
      throw SqlFailures.unknownType(name, entry(oid, connection).name());
    }
    return new Column(field(name, decoder), decoder);
  }

  /** Returns the name of a type as SQL takes it, with schema and quotes where needed. */
  String name(int oid, Connection connection) throws SQLException {
    return entry(oid, connection).name();
  }

  private @Nullable FieldDecoder decoder(int oid, int modifier, Connection connection)
      throws SQLException {
    FieldDecoder builtIn = builtIn(oid, modifier);
    if (builtIn != null) {
      return builtIn;
    }
    Entry entry = entry(oid, connection);
    if (entry.kind().equals("e")) {
      return PlainDecoders.text();
    }
    if (entry.kind().equals("d")) {
      return decoder(entry.base(), entry.baseModifier(), connection);
    }
    if (!entry.category().equals("A") || entry.item() == 0) {
      return null;
    }
    FieldDecoder items = decoder(entry.item(), modifier, connection);
    return items == null ? null : ArrayDecoder.of(items, entry.item());
  }

  private static @Nullable FieldDecoder builtIn(int oid, int modifier) {
    return switch (oid) {
      case Oid.BOOL -> PlainDecoders.bool();
      case Oid.INT2 -> PlainDecoders.int2();
      case Oid.INT4 -> PlainDecoders.int4();
      case Oid.INT8 -> PlainDecoders.int8();
      case Oid.FLOAT4 -> PlainDecoders.float4();
      case Oid.FLOAT8 -> PlainDecoders.float8();
      case Oid.OID -> PlainDecoders.oid();
      case Oid.NUMERIC -> numeric(modifier);
      case Oid.TEXT, Oid.VARCHAR, Oid.BPCHAR, Oid.NAME, Oid.JSON, Oid.XML -> PlainDecoders.text();
      case Oid.CHAR -> PrintingDecoders.singleChar();
      case Oid.JSONB -> PlainDecoders.jsonb();
      case Oid.BYTEA -> PlainDecoders.bytea();
      case Oid.UUID -> PlainDecoders.uuid();
      case Oid.DATE -> TimeDecoders.date();
      case Oid.TIME -> TimeDecoders.time();
      case Oid.TIMETZ -> PrintingDecoders.timetz();
      case Oid.TIMESTAMP -> TimeDecoders.timestamp();
      case Oid.TIMESTAMPTZ -> TimeDecoders.timestamptz();
      case Oid.INTERVAL -> TimeDecoders.interval();
      case Oid.INET, Oid.CIDR -> PrintingDecoders.network();
      case Oid.MACADDR, MACADDR8 -> PrintingDecoders.mac();
      case Oid.BIT, Oid.VARBIT -> PrintingDecoders.bits();
      default -> null;
    };
  }

  /** Precision and scale are in the modifier; a numeric without has no bounds. */
  private static FieldDecoder numeric(int modifier) {
    if (modifier < 4) {
      return PrintingDecoders.numeric();
    }
    int precision = ((modifier - 4) >> 16) & 0xFFFF;
    int scale = (((modifier - 4) & 0x7FF) ^ 0x400) - 0x400; // eleven bits with a sign
    int digits = Math.max(scale, scale < 0 ? precision - scale : precision);
    return digits > MAX_DECIMAL_DIGITS
        ? PrintingDecoders.numeric()
        : NumericDecoder.of(digits, Math.max(scale, 0));
  }

  private static Field field(String name, FieldDecoder decoder) {
    ArrowType type = decoder.type();
    List<Field> children =
        decoder instanceof ArrayDecoder array ? List.of(field("item", array.items())) : List.of();
    Map<String, String> metadata =
        type instanceof ArrowType.FixedSizeBinary
            ? Map.of("ARROW:extension:name", "arrow.uuid", "ARROW:extension:metadata", "")
            : Map.of();
    return new Field(name, new FieldType(true, type, null, metadata), children);
  }

  private Entry entry(int oid, Connection connection) throws SQLException {
    Entry found = known.get(oid);
    if (found == null) {
      found = lookUp(oid, connection);
      known.put(oid, found);
    }
    return found;
  }

  private static Entry lookUp(int oid, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOOK_UP)) {
      statement.setLong(1, Integer.toUnsignedLong(oid));
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return new Entry("?", "?", 0, 0, -1, "number " + Integer.toUnsignedString(oid));
        }
        return new Entry(
            rows.getString(1),
            rows.getString(2),
            (int) rows.getLong(3),
            (int) rows.getLong(4),
            rows.getInt(5),
            rows.getString(6));
      }
    }
  }
}
