package io.beta9.provisioning.console.page;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import io.beta9.provisioning.api.request.PolledEventStreams;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Parts of an open page that change, as server-sent events. Each stream occupies one virtual
 * thread, hence there is no asynchronous dispatch, which would be authorised a second time. A
 * stream ends after {@link PolledEventStreams#MAX_DURATION}; the page connects again, and its
 * session is checked.
 */
public final class FragmentStream implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  private final PolledEventStreams streams;

  public FragmentStream(InstantSource clock) {
    this.streams = new PolledEventStreams(clock, POLL_INTERVAL);
  }

  /**
   * A part of the page.
   *
   * @param name the name of the event, by which the page's script finds the place
   * @param position the position in the stream after this part
   */
  public record Fragment(String name, String position, String markup) {}

  /**
   * Writes parts until the reader disconnects, the service stops or the time is over.
   *
   * @param reader the number of streams of its key and its tenant is limited
   * @param next returns what has changed since it was called last
   * @throws TooManyStreamsException if key, tenant or process have too many streams
   */
  public void write(Caller reader, HttpServletResponse response, Supplier<List<Fragment>> next)
      throws IOException {
    streams.write(reader, response, () -> next.get().stream().map(FragmentStream::encode).toList());
  }

  private static String encode(Fragment fragment) {
    return "id: "
        + fragment.position()
        + "\nevent: "
        + fragment.name()
        + "\ndata: "
        + fragment.markup().replace("\r", "&#13;").replace("\n", "\ndata: ")
        + "\n\n";
  }

  /** Ends all streams, so that the server can stop. */
  @Override
  public void close() {
    streams.close();
  }
}
