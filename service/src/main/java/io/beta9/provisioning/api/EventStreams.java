package io.beta9.provisioning.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events from numbered rows. Each stream holds one virtual thread, which looks for new
 * rows a few times a second; the rows' numbers have no gaps, so nothing is missed.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class EventStreams implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LOOKS_PER_COMMENT = 60;

  private final JsonMapper json;
  private final CountDownLatch closed = new CountDownLatch(1);

  public EventStreams(JsonMapper json) {
    this.json = json;
  }

  /** One event of a stream. */
  public record Item(long id, String event, Object data) {}

  /** Writes what comes after a number until the reader goes away or the service stops. */
  public void write(HttpServletResponse response, long after, LongFunction<List<Item>> rows)
      throws IOException {
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
      } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
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
