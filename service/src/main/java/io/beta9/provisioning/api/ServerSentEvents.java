package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import io.beta9.provisioning.api.request.OpenStreams;
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
import java.util.function.LongFunction;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events from numbered rows. Each stream occupies one virtual thread, which polls for
 * new rows several times a second. The numbers of the rows have no gaps, so no row is missed. The
 * number of streams of a key is limited, and a stream ends after {@link #MAX_DURATION}: its reader
 * reconnects with {@code Last-Event-ID}, as browsers do, and its key is checked again.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class ServerSentEvents implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
  private static final int POLLS_PER_COMMENT = 60;

  /** Maximum duration of a stream, and thereby for how long a revoked key can be used to read. */
  static final Duration MAX_DURATION = Duration.ofMinutes(5);

  private final JsonMapper json;
  private final InstantSource clock;
  private final OpenStreams openStreams = new OpenStreams();
  private final CountDownLatch closed = new CountDownLatch(1);

  public ServerSentEvents(JsonMapper json, InstantSource clock) {
    this.json = json;
    this.clock = clock;
  }

  /** One event of a stream. */
  public record StreamItem(long id, String event, Object data) {}

  /**
   * Writes rows until the reader disconnects, the service stops or the stream has been open for
   * {@link #MAX_DURATION}.
   *
   * @param after number of the last row that the reader has received
   * @param rows returns the rows with numbers greater than its argument
   * @throws TooManyStreamsException if key, tenant or process have too many open streams
   */
  public void write(
      Caller reader, HttpServletResponse response, long after, LongFunction<List<StreamItem>> rows)
      throws IOException {
    openStreams.open(reader);
    try {
      writeAll(response, after, rows);
    } finally {
      openStreams.close(reader);
    }
  }

  private void writeAll(
      HttpServletResponse response, long after, LongFunction<List<StreamItem>> rows)
      throws IOException {
    Instant end = clock.instant().plus(MAX_DURATION);
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    response.flushBuffer();
    long last = after;
    int emptyPolls = 0;
    try {
      do {
        List<StreamItem> items = rows.apply(last);
        for (StreamItem item : items) {
          out.write(encode(item));
          last = item.id();
        }
        emptyPolls = items.isEmpty() ? emptyPolls + 1 : 0;
        if (emptyPolls == POLLS_PER_COMMENT) {
          // Only a write reveals that the reader has disconnected.
          out.write(": keep-alive\n\n".getBytes(StandardCharsets.UTF_8));
          emptyPolls = 0;
        }
        if (emptyPolls == 0) {
          out.flush();
        }
      } while (clock.instant().isBefore(end)
          && !closed.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] encode(StreamItem item) {
    String text =
        "id: "
            + item.id()
            + "\nevent: "
            + item.event()
            + "\ndata: "
            + json.writeValueAsString(item.data())
            + "\n\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Ends all streams, so that the server can stop. */
  @Override
  public void close() {
    closed.countDown();
  }
}
