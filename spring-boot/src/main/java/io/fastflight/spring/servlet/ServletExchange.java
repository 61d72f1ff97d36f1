package io.fastflight.spring.servlet;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one request and writes its answer by a servlet's non-blocking streams: no thread waits for
 * the caller, whether its request comes slowly or its answer is taken slowly.
 *
 * <p>All that touches the container's streams is done in {@link #step}, by one thread at a time.
 * Every event (the container's, the handler's, the clock's) counts up; whoever counts from zero
 * takes the steps that are due, so none is lost and nobody waits for a lock. The container gets
 * slices of a part, the next when it has passed on the one before, so that it copies little where
 * the reader is slow.
 *
 * <p>A call ends in one of two ways: complete, or by a dispatch back into the servlet, which throws
 * {@link CutBody}. Only by that does a container leave a body without its end.
 */
final class ServletExchange implements HttpExchange, ReadListener, WriteListener, AsyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(ServletExchange.class);
  private static final int SLICE_BYTES = 64 * 1024;
  private static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  /** Asked twice in a row: what is said once may have come to pass in between. */
  private static final int TIMES_SEEN = 2;

  private enum End {
    OPEN,
    WHOLE,
    CUT
  }

  private final AsyncContext async;
  private final HttpServletResponse response;
  private final ServletInputStream in;
  private final ServletOutputStream out;
  private final RequestBody body;
  private final boolean withoutBody;
  private final boolean endIsSeen;
  private final DoorSettings settings;
  private final long began = System.nanoTime();

  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicReference<@Nullable AnswerHead> head = new AtomicReference<>();
  private final AtomicReference<End> end = new AtomicReference<>(End.OPEN);
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Queue<ByteBuf> parts = new ConcurrentLinkedQueue<>();
  private volatile boolean begun;
  private volatile boolean cutByServer;
  private volatile boolean lookForPeer;
  private volatile boolean requestTaken;
  private volatile boolean requestIsLeft;
  private volatile boolean handedBack;
  private volatile boolean brokenOff;
  private volatile long lastProgress = began;
  private volatile Map<String, String> trailers = Map.of();
  private volatile @Nullable Consumer<byte[]> whole;
  private volatile @Nullable Runnable onConsumed;
  private volatile @Nullable Runnable onLeft;
  private volatile Runnable onOver = () -> {};
  private volatile HttpExchange told = this;

  // only in steps
  private boolean headWritten;
  private boolean flushDue;
  private int endsSeen;

  // only in ticks
  private int breaksSeen;

  /**
   * Begins a call whose request has gone asynchronous.
   *
   * @throws IOException if the container has no streams for it
   */
  ServletExchange(AsyncContext async, DoorSettings settings) throws IOException {
    HttpServletRequest request = (HttpServletRequest) async.getRequest();
    this.async = async;
    this.response = (HttpServletResponse) async.getResponse();
    this.in = request.getInputStream();
    this.out = response.getOutputStream();
    this.body = new RequestBody(in);
    this.withoutBody = request.getMethod().equals("HEAD");
    this.endIsSeen = !request.getProtocol().equals("HTTP/1.0");
    this.settings = settings;
  }

  /**
   * Has the container tell of its events.
   *
   * @param followed this exchange as it answers what it finds out itself
   * @param over run once, when the container has ended the call
   */
  void start(HttpExchange followed, Runnable over) {
    told = followed;
    onOver = over;
    async.addListener(this);
    in.setReadListener(this);
    out.setWriteListener(this);
  }

  /** Reads the body, and gives it to {@code taker} when it is whole. */
  void receive(Consumer<byte[]> taker) {
    whole = taker;
    signal();
  }

  /** Ends the call because the server stops. */
  void cut() {
    cutByServer = true;
    Runnable left = onLeft;
    if (left != null) {
      left.run(); // who answers says why
    } else {
      told.answer(HttpAnswer.of(HttpHandler.closing()));
    }
  }

  /** Looks whether something has lasted too long, or the peer has left; called now and then. */
  void tick(long now) {
    if (brokenOff && ++breaksSeen == TIMES_SEEN) {
      complete(async);
    }
    if (!requestTaken && head.get() == null && isPast(began, settings.requestTimeout(), now)) {
      told.answer(HttpAnswer.requestTooSlow(settings.requestTimeout()));
    }
    if (requestIsLeft) {
      loseAfter(settings.requestTimeout(), now);
    } else if (!parts.isEmpty() || end.get() != End.OPEN) {
      loseAfter(settings.readTimeout(), now);
    }
    lookForPeer = true;
    signal();
  }

  private void loseAfter(Duration patience, long now) {
    if (isPast(lastProgress, patience, now)) {
      lose();
    }
  }

  private static boolean isPast(long since, Duration patience, long now) {
    return now - since > patience.toNanos();
  }

  @Override
  public void listen(Runnable consumed, Runnable left) {
    onConsumed = consumed;
    onLeft = left;
    if (lost.get() || cutByServer) {
      left.run();
    }
  }

  @Override
  public void answer(HttpAnswer answer) {
    byte[] content = answer.body();
    if (!head.compareAndSet(
        null, AnswerHead.whole(answer.status(), answer.headers(), content.length))) {
      return; // it was answered while this was found out
    }
    lastProgress = System.nanoTime();
    if (!withoutBody && content.length > 0) {
      parts.add(Unpooled.wrappedBuffer(content));
    }
    end.compareAndSet(End.OPEN, End.WHOLE);
    signal();
  }

  @Override
  public void begin(Map<String, String> headers) {
    if (!endIsSeen) {
      told.answer(
          HttpAnswer.failed(
              HTTP_VERSION_NOT_SUPPORTED,
              ErrorCode.UNIMPLEMENTED,
              "A stream needs HTTP/1.1 or newer: in HTTP/1.0 a body that was cut looks like a whole one."));
    }
    begun = head.compareAndSet(null, AnswerHead.stream(headers, this::trailers));
    Runnable left = onLeft;
    if (!begun && left != null) {
      left.run();
    }
  }

  private Map<String, String> trailers() {
    return trailers;
  }

  @Override
  public void write(ByteBuf bytes) {
    if (!begun || withoutBody || end.get() != End.OPEN) {
      bytes.release();
      return;
    }
    if (parts.isEmpty()) {
      lastProgress = System.nanoTime();
    }
    parts.add(bytes);
    signal();
  }

  @Override
  public boolean isConsumed() {
    return parts.isEmpty();
  }

  @Override
  public void finish(Map<String, String> totals) {
    trailers = totals;
    endStream(End.WHOLE);
  }

  @Override
  public void abort(FastFlightException failure) {
    endStream(End.CUT);
  }

  private void endStream(End how) {
    if (begun) {
      lastProgress = System.nanoTime();
      end.compareAndSet(End.OPEN, how);
      signal();
    }
  }

  /** Ends the call at once because its peer is gone, or might as well be. */
  void lose() {
    if (lost.compareAndSet(false, true)) {
      end.set(End.CUT);
      Runnable left = onLeft;
      if (left != null) {
        left.run();
      }
      signal();
    }
  }

  private void signal() {
    if (signals.getAndIncrement() == 0) {
      int served = signals.get();
      while (served != 0) {
        step();
        served = signals.addAndGet(-served);
      }
    }
  }

  private void step() {
    if (handedBack) {
      release();
      return;
    }
    boolean consumed = false;
    try {
      readRequest();
      if (lookForPeer) {
        lookForPeer = false;
        watchPeer();
      }
      if (lost.get()) {
        release();
      } else {
        consumed = writeAnswer();
      }
      endIfDue();
    } catch (IOException | RuntimeException broken) {
      LOG.debug("A call cannot be served on.", broken);
      lose();
    }
    Runnable hears = onConsumed;
    if (consumed && hears != null) {
      hears.run();
    }
  }

  private void readRequest() throws IOException {
    Consumer<byte[]> taker = whole;
    if (requestTaken || taker == null || head.get() != null || lost.get()) {
      return;
    }
    switch (body.read()) {
      case WHOLE -> {
        requestTaken = true;
        taker.accept(body.bytes());
      }
      case TOO_LARGE -> told.answer(HttpAnswer.requestTooLarge());
      case OPEN -> {}
    }
  }

  /**
   * Looks whether the connection has ended: behind the request there is nothing to read, which is
   * what the container says as long as it is open. Once it has ended, Tomcat says that a byte is
   * there, so that who reads it gets the failure. It says the same of a next request that came
   * early, and a servlet cannot tell the two apart: such a stream is cut, too.
   */
  private void watchPeer() throws IOException {
    if (requestTaken) {
      endsSeen = in.available() > 0 ? endsSeen + 1 : 0;
      if (endsSeen >= TIMES_SEEN) {
        lose();
      }
    }
  }

  /** Returns whether a part was taken to its end. */
  private boolean writeAnswer() throws IOException {
    AnswerHead first = head.get();
    if (first == null) {
      return false;
    }
    if (!headWritten) {
      headWritten = true;
      flushDue = true;
      first.writeTo(response);
    }
    boolean consumed = false;
    for (ByteBuf part = parts.peek(); part != null; part = parts.peek()) {
      if (!out.isReady()) { // it still has what it was given
        return consumed;
      }
      if (part.isReadable()) {
        writeSlice(part);
      } else {
        parts.remove();
        part.release();
        consumed = true;
      }
    }
    if (flushDue && out.isReady()) {
      flushDue = false;
      out.flush();
    }
    return consumed;
  }

  /** Writes as much of a part as lies in one piece, up to a slice. */
  private void writeSlice(ByteBuf part) throws IOException {
    int length = Math.min(part.readableBytes(), SLICE_BYTES);
    ByteBuffer piece = part.nioBuffers(part.readerIndex(), length)[0];
    part.skipBytes(piece.remaining());
    lastProgress = System.nanoTime();
    flushDue = true;
    out.write(piece);
  }

  private void endIfDue() throws IOException {
    End how = end.get();
    if (how == End.OPEN) {
      return;
    }
    if (!lost.get()) {
      boolean written = headWritten && parts.isEmpty() && !flushDue && out.isReady();
      requestIsLeft = written && how == End.WHOLE && !body.discard();
      if (!written || requestIsLeft) {
        return;
      }
    }
    handedBack = true;
    if (how == End.WHOLE) {
      async.complete();
    } else {
      async.dispatch();
    }
  }

  private void release() {
    for (ByteBuf part = parts.poll(); part != null; part = parts.poll()) {
      part.release();
    }
  }

  @Override
  public void onDataAvailable() {
    signal();
  }

  @Override
  public void onAllDataRead() {
    signal();
  }

  @Override
  public void onWritePossible() {
    signal();
  }

  /**
   * The container ends the call itself, and says so in {@link #onError(AsyncEvent)}, as Tomcat
   * does; or it waits until it is told that the call is over, as Jetty does: {@link #tick} tells it
   * then.
   */
  @Override
  public void onError(Throwable broken) {
    handedBack = true;
    brokenOff = true;
    lose();
  }

  @Override
  public void onError(AsyncEvent event) {
    handedBack = true;
    lose();
    complete(event.getAsyncContext());
  }

  private static void complete(AsyncContext call) {
    try {
      call.complete();
    } catch (IllegalStateException completing) {
      LOG.debug("A broken call is ending already.", completing);
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    ended();
  }

  /** The container has ended the call, or does so with the dispatch that it has come back with. */
  void ended() {
    handedBack = true;
    if (end.get() != End.WHOLE) {
      lose();
    }
    signal();
    if (over.compareAndSet(false, true)) {
      onOver.run();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // there is none: the clock of the servlet looks after its calls
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // a call goes asynchronous once
  }
}
