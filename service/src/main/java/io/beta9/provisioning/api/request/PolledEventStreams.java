package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Streams of server-sent events whose source is polled. A comment every 15 seconds keeps a stream
 * without events open, and reveals that its reader has disconnected. Thread-safe.
 */
public final class PolledEventStreams implements AutoCloseable {
  /** Maximum duration of a stream, and thereby for how long a revoked key can be used to read. */
  public static final Duration MAX_DURATION = Duration.ofMinutes(5);

  private static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final Duration pollInterval;
  private final long pollsPerComment;
  private final OpenStreams openStreams = new OpenStreams();
  private final CountDownLatch closed = new CountDownLatch(1);

  public PolledEventStreams(InstantSource clock, Duration pollInterval) {
    this.clock = clock;
    this.pollInterval = pollInterval;
    this.pollsPerComment = COMMENT_INTERVAL.dividedBy(pollInterval);
  }

  /**
   * Writes events until the reader disconnects, the service stops or the stream has been open for
   * {@link #MAX_DURATION}.
   *
   * @param reader the number of streams of its key and its tenant is limited
   * @param next returns the events since it was called last, as they are sent
   * @throws TooManyStreamsException if key, tenant or process have too many open streams
   */
  public void write(Caller reader, HttpServletResponse response, Supplier<List<String>> next)
      throws IOException {
    openStreams.open(reader);
    try {
      writeAll(response, next);
    } finally {
      openStreams.close(reader);
    }
  }

  private void writeAll(HttpServletResponse response, Supplier<List<String>> next)
      throws IOException {
    Instant end = clock.instant().plus(MAX_DURATION);
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    response.flushBuffer();
    int emptyPolls = 0;
    try {
      do {
        List<String> events = next.get();
        for (String event : events) {
          out.write(event.getBytes(StandardCharsets.UTF_8));
        }
        emptyPolls = events.isEmpty() ? emptyPolls + 1 : 0;
        if (emptyPolls == pollsPerComment) {
          // Only a write reveals that the reader has disconnected.
          out.write(": keep-alive\n\n".getBytes(StandardCharsets.UTF_8));
          emptyPolls = 0;
        }
        if (emptyPolls == 0) {
          out.flush();
        }
      } while (clock.instant().isBefore(end)
          && !closed.await(pollInterval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all streams, so that the server can stop. */
  @Override
  public void close() {
    closed.countDown();
  }
}
