package io.beta9.provisioning.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.app.server.ConnectionTracker.ConnectionLimits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionTrackerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ConnectionTracker<String> tracker =
      new ConnectionTracker<>(
          new ConnectionLimits(4, 3, DEADLINE, address -> address.equals(PROXY)), now::get);

  private void advance(Duration duration) {
    now.addAndGet(duration.toNanos());
  }

  @Test
  void rejects_a_connection_beyond_the_limit_of_its_address() {
    assertThat(tracker.open("1", CLIENT)).isTrue();
    assertThat(tracker.open("2", CLIENT)).isTrue();
    assertThat(tracker.open("3", CLIENT)).isTrue();
    assertThat(tracker.open("4", CLIENT)).isFalse();
    assertThat(tracker.open("5", OTHER)).isTrue();

    tracker.closed("1");
    tracker.closed("1");

    assertThat(tracker.open("6", CLIENT)).isTrue();
    assertThat(tracker.open("7", CLIENT)).isFalse();
    assertThat(tracker.size()).isEqualTo(4);
  }

  @Test
  void does_not_limit_the_connections_of_a_proxy() {
    for (int i = 0; i < 10; i++) {
      assertThat(tracker.open("c" + i, PROXY)).isTrue();
    }
  }

  @Test
  void limits_the_network_of_an_ipv6_address() {
    assertThat(tracker.open("1", InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    assertThat(tracker.open("2", InetAddress.ofLiteral("2001:db8::2"))).isTrue();
    assertThat(tracker.open("3", InetAddress.ofLiteral("2001:db8::ffff:1"))).isTrue();
    assertThat(tracker.open("4", InetAddress.ofLiteral("2001:db8::3"))).isFalse();
    assertThat(tracker.open("5", InetAddress.ofLiteral("2001:db8:0:1::3"))).isTrue();
  }

  @Test
  void a_header_is_overdue_at_the_deadline_however_often_data_arrives() {
    tracker.open("slow", CLIENT);
    advance(DEADLINE.minusNanos(1));
    assertThat(tracker.isOverdue("slow")).isFalse();
    tracker.processing("slow");
    tracker.processed("slow", false);
    assertThat(tracker.isOverdue("slow")).isFalse();
    advance(Duration.ofNanos(1));
    assertThat(tracker.isOverdue("slow")).isTrue();
  }

  @Test
  void a_request_in_progress_is_not_overdue() {
    tracker.open("request", CLIENT);
    tracker.processing("request");
    advance(DEADLINE.multipliedBy(2));

    assertThat(tracker.isOverdue("request")).isFalse();
  }

  @Test
  void the_deadline_of_a_further_request_begins_with_its_first_byte() {
    tracker.open("c", CLIENT);
    tracker.processing("c");
    tracker.processed("c", true);
    advance(DEADLINE.multipliedBy(2));
    assertThat(tracker.isOverdue("c")).isFalse();

    tracker.processing("c");
    tracker.processed("c", false);
    advance(DEADLINE.minusNanos(1));
    assertThat(tracker.isOverdue("c")).isFalse();
    advance(Duration.ofNanos(1));
    assertThat(tracker.isOverdue("c")).isTrue();
  }

  @Test
  void names_the_connection_that_has_waited_longest_once_the_server_is_nearly_full() {
    tracker.open("request", CLIENT);
    tracker.processing("request");
    advance(Duration.ofSeconds(1));
    tracker.open("reused", CLIENT);
    advance(Duration.ofSeconds(1));
    tracker.open("slow", CLIENT);
    advance(Duration.ofSeconds(1));
    tracker.open("new", OTHER);
    tracker.processing("reused");
    tracker.processed("reused", true);
    assertThat(tracker.excess()).isEmpty();

    tracker.open("newer", OTHER);

    assertThat(tracker.excess()).contains("slow");
    tracker.closed("slow");
    assertThat(tracker.excess()).isEmpty();
  }

  @Test
  void names_no_connection_if_all_process_requests() {
    for (int i = 0; i < 5; i++) {
      String connection = "c" + i;
      tracker.open(connection, PROXY);
      tracker.processing(connection);
    }

    assertThat(tracker.excess()).isEmpty();
  }
}
