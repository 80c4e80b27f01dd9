package io.beta9.provisioning.cli.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.ConnectionView;
import io.beta9.provisioning.apimodel.environment.ConnectionView.Alternative;
import io.beta9.provisioning.apimodel.environment.ConnectionView.DnsRecord;
import io.beta9.provisioning.apimodel.environment.ConnectionView.Grpc;
import io.beta9.provisioning.apimodel.environment.ConnectionView.Step;
import io.beta9.provisioning.apimodel.environment.ConnectionView.Token;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionPrinterTest {
  private static final Token TOKEN = new Token("beta9/env_1/user-token", "us-east-1", "aws …");
  private static final Token ADMIN = new Token("beta9/env_1/admin-token", "us-east-1", "aws …");

  private static String printed(ConnectionView connection) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ConnectionPrinter(new PrintStream(out, true, StandardCharsets.UTF_8)).print(connection);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shows_addresses_and_the_steps_with_their_commands() {
    assertThat(
            printed(
                new ConnectionView(
                    "env_1",
                    "demo",
                    "internet",
                    new Grpc("beta9.example.com", 1443, true),
                    "https://beta9.example.com",
                    "ws-1",
                    TOKEN,
                    ADMIN,
                    new DnsRecord("beta9.example.com", "CNAME", "a.elb.amazonaws.com"),
                    "[default]\n",
                    List.of(
                        new Step("Create the DNS record.", List.of()),
                        new Step("Install the client.", List.of("pip install beta9"))),
                    List.of())))
        .isEqualTo(
            """
            demo is reachable from the internet.

            gRPC        beta9.example.com:1443 (TLS)
            HTTP        https://beta9.example.com
            workspace   ws-1
            token       secret beta9/env_1/user-token in us-east-1
                        for administration only: secret beta9/env_1/admin-token
            DNS         beta9.example.com CNAME a.elb.amazonaws.com

            1. Create the DNS record.
            2. Install the client.
                 pip install beta9
            """);
  }

  @Test
  void shows_the_alternatives_if_beta9_is_internal() {
    assertThat(
            printed(
                new ConnectionView(
                    "env_1",
                    "demo",
                    "vpc",
                    new Grpc("a.elb.amazonaws.com", 1993, false),
                    "http://a.elb.amazonaws.com:1994",
                    null,
                    ADMIN,
                    ADMIN,
                    null,
                    "[default]\n",
                    List.of(),
                    List.of(
                        new Alternative(
                            "From this machine",
                            List.of(new Step("Keep it running.", List.of("x"))))))))
        .isEqualTo(
            """
            demo is reachable only from inside its VPC, because it has no certificate.

            gRPC        a.elb.amazonaws.com:1993
            HTTP        http://a.elb.amazonaws.com:1994
            token       secret beta9/env_1/admin-token in us-east-1


            From this machine:
            1. Keep it running.
                 x
            """);
  }
}
