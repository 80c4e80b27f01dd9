package io.beta9.provisioning.api.request;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
  private final OpenStreams streams = new OpenStreams();

  private static Caller reader(String tenant, int key) {
    return new Caller(new TenantId(tenant), tenant + "-key-" + key, "reader");
  }

  private void assertRejected(Caller reader, String message) {
    assertThatThrownBy(() -> streams.open(reader))
        .isInstanceOf(TooManyStreamsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_tenant_cannot_exceed_its_limit_with_many_keys() {
    for (int stream = 0; stream < 100; stream++) {
      streams.open(reader("acme", stream));
    }

    assertRejected(reader("acme", 100), "this tenant has 100 open streams");
    streams.open(reader("globex", 0));

    streams.close(reader("acme", 5));
    streams.open(reader("acme", 100));
    assertRejected(reader("acme", 101), "this tenant");
  }

  @Test
  void a_key_has_twenty_streams() {
    for (int stream = 0; stream < 20; stream++) {
      streams.open(reader("acme", 1));
    }

    assertRejected(reader("acme", 1), "this key has 20 open streams");
    streams.open(reader("acme", 2));
  }

  @Test
  void all_tenants_together_have_a_limit() {
    for (int stream = 0; stream < 1000; stream++) {
      streams.open(reader("tenant-" + stream / 50, stream));
    }

    assertRejected(reader("umbrella", 1), "this process has 1000 open streams");
    streams.close(reader("tenant-0", 1));
    streams.open(reader("umbrella", 1));
  }
}
