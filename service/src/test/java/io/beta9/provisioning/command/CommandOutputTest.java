package io.beta9.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What tenants and servers write has no effect on the terminal of an operator. */
class CommandOutputTest {
  private static final String HOSTILE = "a\u001b[2J\u009b2J\u202eb\rERROR forged";

  private static void assertHarmless(String printed) {
    assertThat(printed).contains("a\\u001b[2J");
    assertThat(printed.chars().filter(c -> c != '\n'))
        .noneMatch(c -> Character.isISOControl(c) || c == '\u202e');
  }

  @Test
  void the_name_of_a_key() {
    assertHarmless(
        AdminKeysCommand.row(
            new ApiKey(
                "key_4f1a2b3c4d5e",
                new TenantId("acme"),
                HOSTILE,
                null,
                KeyRoles.of(Role.ADMIN),
                Instant.EPOCH,
                null,
                null,
                null),
            Instant.EPOCH));
  }

  @Test
  void the_message_of_an_error() {
    StringWriter err = new StringWriter();
    CommandError.of(new Service.RefusedException(HOSTILE))
        .orElseThrow()
        .print(new PrintWriter(err, true));

    assertHarmless(err.toString());
    assertThat(err.toString()).startsWith("error: ");
  }
}
