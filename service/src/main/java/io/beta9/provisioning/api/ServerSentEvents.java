package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events from numbered rows. Each stream holds one virtual thread, which looks for new
 * rows a few times a second; the rows' numbers have no gaps, so nothing is missed. A key has some
 * at a time, and each ends after minutes: its reader comes again with {@code Last-Event-ID}, as
 * browsers do by themselves, if its key is still good.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class ServerSentEvents implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LOOKS_PER_COMMENT = 60;

  /** How many a key may have open in this process. */
  static final int MOST_PER_KEY = 20;

  /** Also how long a revoked key goes on reading. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final JsonMapper json;
  private final InstantSource clock;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public ServerSentEvents(JsonMapper json, InstantSource clock) {
    this.json = json;
    this.clock = clock;
  }

  /** One event of a stream. */
  public record Item(long id, String event, Object data) {}

  /** The key has as many streams open as it may. */
  public static final class TooManyException extends RuntimeException {
    TooManyException() {
      super(
          "this key has "
              + MOST_PER_KEY
              + " streams open, which is the most; close one, or read pages instead");
    }
  }

  /**
   * Writes what comes after a number until the reader goes away, the service stops or the stream
   * has been open for {@link #MAX_LENGTH}.
   *
   * @throws TooManyException where the key reads {@value #MOST_PER_KEY} already
   */
  public void write(
      Caller reader, HttpServletResponse response, long after, LongFunction<List<Item>> rows)
      throws IOException {
    if (open.merge(reader.keyId(), 1, Integer::sum) > MOST_PER_KEY) {
      leave(reader);
      throw new TooManyException();
    }
    try {
      writeAll(response, after, rows);
    } finally {
      leave(reader);
    }
  }

  private void leave(Caller reader) {
    open.computeIfPresent(reader.keyId(), (key, count) -> count == 1 ? null : count - 1);
  }

  private void writeAll(HttpServletResponse response, long after, LongFunction<List<Item>> rows)
      throws IOException {
    Instant end = clock.instant().plus(LONGEST);
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    response.flushBuffer();
    long last = after;
    int silent = 0;
    try {
      do {
        List<Item> items = rows.apply(last);
        for (Item item : items) {
          out.write(
              ("id: "
                      + item.id()
                      + "\nevent: "
                      + item.event()
                      + "\ndata: "
                      + json.writeValueAsString(item.data())
                      + "\n\n")
                  .getBytes(StandardCharsets.UTF_8));
          last = item.id();
        }
        silent = items.isEmpty() ? silent + 1 : 0;
        if (silent == LOOKS_PER_COMMENT) {
          // Nothing else tells a reader that has gone from one that waits.
          out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
          silent = 0;
        }
        if (silent == 0) {
          out.flush();
        }
      } while (clock.instant().isBefore(end)
          && !closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every stream, so that the server can stop. */
  @Override
  public void close() {
    closed.countDown();
  }
}
