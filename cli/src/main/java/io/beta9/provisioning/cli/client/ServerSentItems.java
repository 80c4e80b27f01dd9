package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data of server-sent events, each of which is a JSON document on one line.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class ServerSentItems implements AutoCloseable {
  private static final String DATA = "data:";

  private final InputStream stream;
  private final BufferedReader lines;

  ServerSentItems(InputStream stream) {
    this.stream = stream;
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** Waits for the next item; empty at the end of the stream. */
  Optional<JsonElement> next() throws IOException {
    @Nullable String line;
    while ((line = lines.readLine()) != null) {
      if (line.startsWith(DATA)) {
        Optional<JsonElement> item =
            Json.parse(line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8));
        if (item.isPresent()) {
          return item;
        }
      }
    }
    return Optional.empty();
  }

  /** Ends a {@link #next()} that waits in another thread. */
  @Override
  public void close() throws IOException {
    // The reader is locked while it waits.
    stream.close();
  }
}
