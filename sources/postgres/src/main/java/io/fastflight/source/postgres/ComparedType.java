package io.fastflight.source.postgres;

import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.postgresql.core.Oid;

/**
 * A type whose values the server compares as their Arrow values are.
 *
 * <p>Texts are taken for equal by a collation, at least where their bytes are the same. {@code
 * character(n)} is not here: it is compared without its blanks.
 *
 * @param name what the server calls it
 */
record ComparedType(ArrowType type, String name) {
  static Optional<ComparedType> of(int oid) {
    return Optional.ofNullable(
        switch (oid) {
          case Oid.INT2 -> new ComparedType(new ArrowType.Int(16, true), "pg_catalog.int2");
          case Oid.INT4 -> new ComparedType(new ArrowType.Int(32, true), "pg_catalog.int4");
          case Oid.INT8 -> new ComparedType(new ArrowType.Int(64, true), "pg_catalog.int8");
          case Oid.BOOL -> new ComparedType(ArrowType.Bool.INSTANCE, "pg_catalog.bool");
          case Oid.DATE -> new ComparedType(new ArrowType.Date(DateUnit.DAY), "pg_catalog.date");
          case Oid.TEXT, Oid.VARCHAR ->
              new ComparedType(ArrowType.Utf8.INSTANCE, "pg_catalog.text");
          default -> null;
        });
  }

  Field field(String column) {
    return Field.nullable(column, type);
  }
}
