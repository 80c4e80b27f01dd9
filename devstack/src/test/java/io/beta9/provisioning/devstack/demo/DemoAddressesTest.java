package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.session.SessionToken;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DemoAddressesTest {
  private static final int COLUMNS = 80;

  /** The longest address that the demo can have. */
  private static final URI API = URI.create("http://127.0.0.1:65535");

  private static final URI LINK =
      API.resolve("/console/sign-in/link?token=" + SessionToken.random(new Random(1)).text());

  private static final String KEY = KeySecret.random(new Random(2)).text();

  private static List<String> lines(Path data) {
    return new DemoAddresses(data, API.toString(), API, KEY, LINK, "123456789012").lines();
  }

  @Test
  void no_line_but_the_link_wraps_at_eighty_columns() {
    assertThat(lines(Path.of(".provisioner", "demo")))
        .filteredOn(line -> line.length() > COLUMNS)
        .containsExactly(LINK.toString());
  }

  @Test
  void the_key_is_alone_on_its_line() {
    assertThat(lines(Path.of("data"))).contains("  " + KEY);
  }
}
