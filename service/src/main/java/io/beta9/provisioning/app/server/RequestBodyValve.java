package io.beta9.provisioning.app.server;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Bounds the time for which a body is read. Tomcat limits the pause between two reads only, also
 * when it discards a body that was not read. A rejected request has usually been sent completely;
 * the rest of its body is discarded for at most {@link #LINGER}, so that the client receives the
 * answer instead of a reset connection, which is then closed.
 */
final class RequestBodyValve extends ValveBase {
  static final Duration LINGER = Duration.ofMillis(500);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  private final Duration deadline;
  private final LongSupplier nanoTime;

  /**
   * @param deadline the maximum time from the first read until the body is complete
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  RequestBodyValve(Duration deadline, LongSupplier nanoTime) {
    super(true);
    this.deadline = deadline;
    this.nanoTime = nanoTime;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    org.apache.coyote.Request coyote = request.getCoyoteRequest();
    if (coyote.isFinished()) {
      getNext().invoke(request, response);
      return;
    }
    InputBuffer body = coyote.getInputBuffer();
    coyote.setInputBuffer(new DeadlineBuffer(body));
    try {
      getNext().invoke(request, response);
    } finally {
      coyote.setInputBuffer(body);
      if (!isDiscarded(coyote)) {
        coyote.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
      }
    }
  }

  private boolean isDiscarded(org.apache.coyote.Request request) throws IOException {
    long start = nanoTime.getAsLong();
    DiscardedData discarded = new DiscardedData();
    while (!request.isFinished()) {
      // Reading a chunk can block in the middle of its header.
      if (request.getContentLengthLong() < 0
          || request.hasExpectation()
          || nanoTime.getAsLong() - start >= LINGER.toNanos()) {
        return false;
      }
      request.action(ActionCode.AVAILABLE, true);
      if (request.getAvailable() > 0) {
        if (request.getInputBuffer().doRead(discarded) < 0) {
          return true;
        }
      } else if (!isPaused()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPaused() {
    try {
      Thread.sleep(POLL_INTERVAL);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Fails with the exception that Tomcat answers with 408. */
  private final class DeadlineBuffer implements InputBuffer {
    private final InputBuffer body;
    private long start;
    private boolean isStarted;

    DeadlineBuffer(InputBuffer body) {
      this.body = body;
    }

    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
      if (!isStarted) {
        isStarted = true;
        start = nanoTime.getAsLong();
      }
      if (nanoTime.getAsLong() - start >= deadline.toNanos()) {
        throw new SocketTimeoutException("the body is not complete after " + deadline);
      }
      return body.doRead(handler);
    }

    @Override
    public int available() {
      return body.available();
    }
  }

  /** Data that nothing needs. */
  private static final class DiscardedData implements ApplicationBufferHandler {
    private java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(java.nio.ByteBuffer data) {
      this.buffer = data;
    }

    @Override
    public java.nio.ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {
      // The buffer is replaced with each read.
    }
  }
}
