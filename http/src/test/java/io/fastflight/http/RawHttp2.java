package io.fastflight.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Speaks HTTP/2 by hand, to see the very frames; one call at a time. */
final class RawHttp2 implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
  private int streamId = -1;

  /** Connects, ready to take {@code window} bytes of body a stream and no more. */
  RawHttp2(FastFlightHttpServer server, int window) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    in = new DataInputStream(socket.getInputStream());
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    // SETTINGS_INITIAL_WINDOW_SIZE
    send(SETTINGS, 0, 0, Unpooled.buffer().writeShort(4).writeInt(window));
    send(WINDOW_UPDATE, 0, 0, Unpooled.buffer().writeInt(1 << 30));
  }

  /** Sends a request for a stream. */
  RawHttp2 stream(String json) throws IOException, Http2Exception {
    return begin("POST", "/fastflight/stream").body(json);
  }

  /** Sends the headers of a request that has a body. */
  RawHttp2 begin(String method, String path) throws IOException, Http2Exception {
    streamId += 2;
    Http2Headers headers =
        new DefaultHttp2Headers().method(method).scheme("http").authority("localhost").path(path);
    ByteBuf block = Unpooled.buffer();
    encoder.encodeHeaders(streamId, headers, block);
    send(HEADERS, END_HEADERS, streamId, block);
    return this;
  }

  /** Sends the body. */
  RawHttp2 body(String json) throws IOException {
    send(DATA, END_STREAM, streamId, Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
    return this;
  }

  /** Returns whether the stream is reset before the answer to a ping. */
  boolean isResetBeforePong() throws IOException {
    ping();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      in.readNBytes(length);
      if (type == RST_STREAM && stream == streamId) {
        return true;
      }
      if (type == PING && flags == ACK) {
        return false;
      }
    }
  }

  /** Reads up to the end of the answer, whichever it is. */
  Answer answer() throws IOException, Http2Exception {
    List<Http2Headers> headers = new ArrayList<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == SETTINGS && flags != ACK) {
        send(SETTINGS, ACK, 0, Unpooled.EMPTY_BUFFER);
      }
      Http2Headers decoded = null;
      if (type == HEADERS) { // those of an older stream as well: the decoder has a state
        decoded = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
      }
      if (stream != streamId) {
        continue;
      }
      if (decoded != null) {
        headers.add(decoded);
      } else if (type == DATA) {
        body.write(payload);
      } else if (type == RST_STREAM) {
        return new Answer(headers, body, Unpooled.wrappedBuffer(payload).readInt());
      }
      if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
        return new Answer(headers, body, 0);
      }
    }
  }

  /** Says that the stream is not wanted any more. */
  void cancel() throws IOException {
    send(RST_STREAM, 0, streamId, Unpooled.buffer().writeInt(8));
  }

  /** Shows that the peer is there. */
  void ping() throws IOException {
    send(PING, 0, 0, Unpooled.buffer().writeLong(1));
  }

  private void send(int type, int flags, int stream, ByteBuf payload) throws IOException {
    ByteBuf frame =
        Unpooled.buffer()
            .writeMedium(payload.readableBytes())
            .writeByte(type)
            .writeByte(flags)
            .writeInt(stream)
            .writeBytes(payload);
    socket.getOutputStream().write(ByteBufUtil.getBytes(frame));
  }

  @Override
  public void close() throws IOException {
    encoder.close();
    socket.close();
  }

  /**
   * What came of a call.
   *
   * @param headers those before the body, and the trailers, if they came
   * @param written the body
   * @param error why the stream was reset, or 0 if it was not
   */
  record Answer(List<Http2Headers> headers, ByteArrayOutputStream written, int error) {
    byte[] bytes() {
      return written.toByteArray();
    }
  }
}
