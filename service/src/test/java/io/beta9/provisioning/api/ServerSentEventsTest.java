package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import io.beta9.provisioning.api.request.OpenStreams;
import io.beta9.provisioning.api.request.PolledEventStreams;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class ServerSentEventsTest {
  private static final Caller READER = new Caller(new TenantId("acme"), "key-1", "reader");
  private static final Caller OTHER = new Caller(new TenantId("acme"), "key-2", "other");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final ServerSentEvents streams = new ServerSentEvents(JsonMapper.shared(), now::get);

  @Test
  void ends_a_stream_after_the_maximum_duration_with_all_rows_written() throws IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    streams.write(
        READER,
        response,
        3,
        after -> {
          now.updateAndGet(it -> it.plus(PolledEventStreams.MAX_DURATION.dividedBy(2)));
          return List.of(new ServerSentEvents.StreamItem(after + 1, "event", "data"));
        });
    assertThat(response.getContentAsString())
        .contains("id: 4\nevent: event\ndata: \"data\"\n\n", "id: 5\n")
        .doesNotContain("id: 6\n");
  }

  @Test
  void limits_the_streams_of_each_key() throws Exception {
    CountDownLatch all = new CountDownLatch(OpenStreams.MAX_OF_KEY);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < OpenStreams.MAX_OF_KEY; i++) {
        readers.submit(
            () -> {
              streams.write(
                  READER,
                  new MockHttpServletResponse(),
                  0,
                  after -> {
                    all.countDown();
                    return List.of();
                  });
              return null;
            });
      }
      all.await();
      assertThatThrownBy(() -> once(READER))
          .isInstanceOf(TooManyStreamsException.class)
          .hasMessageContaining("20 open streams");
      once(OTHER);
      streams.close();
    }
    once(READER);
  }

  private void once(Caller reader) throws IOException {
    streams.write(
        reader,
        new MockHttpServletResponse(),
        0,
        after -> {
          now.updateAndGet(
              it -> it.plus(PolledEventStreams.MAX_DURATION).plus(Duration.ofSeconds(1)));
          return List.of();
        });
  }
}
