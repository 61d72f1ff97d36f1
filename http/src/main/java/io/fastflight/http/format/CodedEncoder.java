package io.fastflight.http.format;

import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.StreamEncoder;
import io.fastflight.wire.StreamTotals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compresses what another encoder makes; each message can be read when it has arrived.
 *
 * <p><b>Ownership:</b> holds native memory until {@link #finish}, which comes after {@link #close}:
 * a body that breaks may have last words.
 */
public final class CodedEncoder implements StreamEncoder<ByteMessage> {
  private final StreamEncoder<ByteMessage> plain;
  private final Collected collected = new Collected();
  private final OutputStream coder;

  /** Creates an encoder that compresses as {@code coding} says. */
  public CodedEncoder(StreamEncoder<ByteMessage> plain, ContentCoding coding) {
    this.plain = plain;
    try {
      this.coder = coding.over(collected);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public ByteMessage head() {
    return coded(plain.head());
  }

  @Override
  public List<ByteMessage> next() {
    List<ByteMessage> messages = plain.next();
    return messages.isEmpty() ? messages : List.of(coded(messages));
  }

  @Override
  public List<ByteMessage> tail() {
    List<ByteMessage> last = new ArrayList<>();
    last.add(coded(plain.tail()));
    finish();
    last.add(collected.take());
    return last;
  }

  /** Takes a message; returns it compressed, to follow what was compressed before. */
  public ByteMessage coded(ByteMessage message) {
    return coded(List.of(message));
  }

  /** Takes the messages. */
  private ByteMessage coded(List<ByteMessage> messages) {
    try {
      for (ByteMessage message : messages) {
        message.content().readBytes(coder, message.content().readableBytes());
      }
      coder.flush();
      return collected.take();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      messages.forEach(ByteMessage::close);
    }
  }

  @Override
  public StreamTotals totals() {
    return plain.totals();
  }

  @Override
  public void close() {
    plain.close();
  }

  /** Writes the end of the compressed data, for whoever still wants it, and frees the memory. */
  public void finish() {
    try {
      coder.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Collects on the heap what was compressed. */
  private static final class Collected extends java.io.ByteArrayOutputStream {
    synchronized ByteMessage take() {
      ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, count));
      bytes.writeBytes(buf, 0, count);
      reset();
      return new ByteMessage(bytes);
    }
  }
}
