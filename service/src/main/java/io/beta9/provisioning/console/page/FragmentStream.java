package io.beta9.provisioning.console.page;

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
import java.util.function.Supplier;

/**
 * Parts of an open page that change, as server-sent events. Each stream occupies one virtual
 * thread, hence there is no asynchronous dispatch, which would be authorised a second time. A
 * stream ends after {@link #MAX_DURATION}; the page connects again, and its session is checked.
 */
public final class FragmentStream implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final Duration MAX_DURATION = Duration.ofMinutes(5);
  private static final int POLLS_PER_COMMENT = 30;

  private final InstantSource clock;
  private final OpenStreams openStreams = new OpenStreams();
  private final CountDownLatch closed = new CountDownLatch(1);

  public FragmentStream(InstantSource clock) {
    this.clock = clock;
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
    openStreams.open(reader);
    try {
      writeAll(response, next);
    } finally {
      openStreams.close(reader);
    }
  }

  private void writeAll(HttpServletResponse response, Supplier<List<Fragment>> next)
      throws IOException {
    Instant end = clock.instant().plus(MAX_DURATION);
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    response.flushBuffer();
    int emptyPolls = 0;
    try {
      do {
        List<Fragment> fragments = next.get();
        for (Fragment fragment : fragments) {
          out.write(encode(fragment).getBytes(StandardCharsets.UTF_8));
        }
        emptyPolls = fragments.isEmpty() ? emptyPolls + 1 : 0;
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
    closed.countDown();
  }
}
