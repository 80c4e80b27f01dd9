package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import io.beta9.provisioning.api.request.PolledEventStreams;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events from numbered rows. Each stream occupies one virtual thread, which polls for
 * new rows several times a second. The numbers of the rows have no gaps, so no row is missed. The
 * number of streams of a key is limited, and a stream ends after {@link
 * PolledEventStreams#MAX_DURATION}: its reader reconnects with {@code Last-Event-ID}, as browsers
 * do, and its key is checked again.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class ServerSentEvents implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  private final JsonMapper json;
  private final PolledEventStreams streams;

  public ServerSentEvents(JsonMapper json, InstantSource clock) {
    this.json = json;
    this.streams = new PolledEventStreams(clock, POLL_INTERVAL);
  }

  /** One event of a stream. */
  public record StreamItem(long id, String event, Object data) {}

  /**
   * Writes rows until the reader disconnects, the service stops or the stream has been open for
   * {@link PolledEventStreams#MAX_DURATION}.
   *
   * @param after number of the last row that the reader has received
   * @param rows returns the rows with numbers greater than its argument
   * @throws TooManyStreamsException if key, tenant or process have too many open streams
   */
  public void write(
      Caller reader, HttpServletResponse response, long after, LongFunction<List<StreamItem>> rows)
      throws IOException {
    long[] last = {after};
    streams.write(
        reader,
        response,
        () -> {
          List<StreamItem> items = rows.apply(last[0]);
          if (!items.isEmpty()) {
            last[0] = items.getLast().id();
          }
          return items.stream().map(this::encode).toList();
        });
  }

  private String encode(StreamItem item) {
    return "id: "
        + item.id()
        + "\nevent: "
        + item.event()
        + "\ndata: "
        + json.writeValueAsString(item.data())
        + "\n\n";
  }

  /** Ends all streams, so that the server can stop. */
  @Override
  public void close() {
    streams.close();
  }
}
