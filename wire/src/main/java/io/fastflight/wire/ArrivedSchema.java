package io.fastflight.wire;

import com.google.flatbuffers.Table;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a schema that came from elsewhere, having measured it first.
 *
 * <p>Flatbuffers can name one field, one text or one list from many places, so that 64 KiB unfold
 * into gigabytes. An honest schema unfolds into about what it is.
 */
final class ArrivedSchema {
  /** An honest field takes this much at least, and so does a pair of metadata. */
  private static final int MIN_FIELD_BYTES = 16;

  /** As deep as Arrow's C++ library reads. */
  private static final int MAX_DEPTH = 64;

  /** For writers that store equal names once. */
  private static final int SHARING = 4;

  private final int headerBytes;
  private int fieldsLeft;
  private long textLeft;

  private ArrivedSchema(int headerBytes) {
    this.headerBytes = headerBytes;
    this.fieldsLeft = headerBytes / MIN_FIELD_BYTES;
    this.textLeft = (long) headerBytes * SHARING;
  }

  /**
   * Returns the schema of a message that holds one.
   *
   * @throws FastFlightException if it is not one this project reads
   */
  static Schema read(Message message, int headerBytes) {
    if (message.version() != MetadataVersion.V5 && message.version() != MetadataVersion.V4) {
      throw new InternalFaultException(
          "The stream is of Arrow's metadata version %s; V4 and V5 are read. Update the server, or this client."
              .formatted(version(message)));
    }
    org.apache.arrow.flatbuf.Schema schema = new org.apache.arrow.flatbuf.Schema();
    message.header(schema);
    if (schema.endianness() != Endianness.Little) {
      throw new InternalFaultException(
          "The stream is big-endian, which this client would read as wrong values. Let the server write little-endian.");
    }
    new ArrivedSchema(headerBytes).measure(schema);
    return MessageSerializer.deserializeSchema(message);
  }

  private static String version(Message message) {
    int version = message.version();
    return version >= 0 && version < MetadataVersion.names.length
        ? MetadataVersion.name(version)
        : Integer.toString(version);
  }

  private void measure(org.apache.arrow.flatbuf.Schema schema) {
    for (int i = 0; i < schema.customMetadataLength(); i++) {
      measure(schema.customMetadata(i));
    }
    for (int i = 0; i < schema.fieldsLength(); i++) {
      measure(schema.fields(i), MAX_DEPTH);
    }
  }

  private void measure(Field field, int depth) {
    if (fieldsLeft <= 0 || depth == 0 || unionMembers(field) > fieldsLeft) {
      throw new InternalFaultException(
          "The stream's schema has fields more than %s deep, or within themselves."
              .formatted(MAX_DEPTH));
    }
    fieldsLeft--;
    takeText(field.nameAsByteBuffer());
    if (field.typeType() == Type.Timestamp && type(field, new Timestamp()) instanceof Timestamp t) {
      takeText(t.timezoneAsByteBuffer());
    }
    for (int i = 0; i < field.customMetadataLength(); i++) {
      measure(field.customMetadata(i));
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      measure(field.children(i), depth - 1);
    }
  }

  private void measure(KeyValue pair) {
    take(MIN_FIELD_BYTES);
    takeText(pair.keyAsByteBuffer());
    takeText(pair.valueAsByteBuffer());
  }

  private void takeText(@Nullable ByteBuffer text) {
    take(text == null ? 0 : text.remaining());
  }

  private void take(int bytes) {
    textLeft -= bytes;
    if (textLeft < 0) {
      throw new InternalFaultException(
          "The stream's schema has names and metadata of over %s bytes in a message of %s."
              .formatted((long) headerBytes * SHARING, headerBytes));
    }
  }

  /** Arrow makes an array as long as a union says before it looks at any of its members. */
  private static int unionMembers(Field field) {
    return field.typeType() == Type.Union && type(field, new Union()) instanceof Union union
        ? union.typeIdsLength()
        : 0;
  }

  private static @Nullable Table type(Field field, Table type) {
    return field.type(type);
  }
}
