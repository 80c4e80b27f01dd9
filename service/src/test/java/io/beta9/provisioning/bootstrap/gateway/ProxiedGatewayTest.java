package io.beta9.provisioning.bootstrap.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a gateway that the simulated one does not give. */
class ProxiedGatewayTest {
  private static final String TOKEN = "s3cretAdministratorToken";
  private HttpServer server;
  private ClusterAccess access;
  private volatile String answer = "";
  private volatile int status = 200;
  private volatile @Nullable String redirect;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          if (redirect != null) {
            exchange.getResponseHeaders().add("Location", redirect);
          }
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    access =
        new ClusterAccess(
            new ClusterAccess.Coordinates(
                "beta9-4f1a2b3c4d5e",
                "us-east-1",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                ""),
            () -> "token",
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    access.close();
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ok\":true,\"workspaceId\":\"ws-1\",\"newToken\":\"" + TOKEN,
        "{\"newToken\":\"" + TOKEN + "\"} trailing",
        "<html>" + TOKEN + "</html>"
      })
  void no_failure_contains_the_answer_to_a_claim_even_if_it_cannot_be_read(String damaged) {
    answer = damaged;
    ProxiedGateway gateway = new ProxiedGateway(access);

    FailureException failed = catchThrowableOfType(FailureException.class, gateway::claim);

    assertThat(failed.failure().code()).isEqualTo(FailureCode.GATEWAY_UNREACHABLE);
    assertThat(failed.failure().toString()).doesNotContain(TOKEN);
    assertThat(gateway.lastResponse()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "403|{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"message\":\"services is forbidden: User"
            + " \\\"x\\\" cannot create\"}|cluster-access-denied",
        "401|{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"message\":\"Unauthorized\"}|cluster-access-denied",
        "403|RBAC: access denied|gateway-request-rejected",
        "400|{\"kind\":\"Other\"}|gateway-request-rejected",
        "429|slow down|gateway-unreachable",
        "502|<html>Bad Gateway</html>|gateway-unreachable",
        "503|{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"message\":\"no endpoints"
            + " available\"}|gateway-unreachable"
      })
  void distinguishes_what_the_api_server_denies_what_is_rejected_and_what_passes(
      int answered, String body, String code) {
    status = answered;
    answer = body;

    FailureException failed =
        catchThrowableOfType(FailureException.class, new ProxiedGateway(access)::claim);

    assertThat(failed.failure().code().code()).isEqualTo(code);
  }

  /**
   * Whatever answers behind the service proxy belongs to the customer. The worker must not connect
   * to addresses that it names, such as a metadata service, nor send its token there.
   */
  @Test
  void follows_no_redirect_of_the_gateway_or_of_the_api_server() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer internal =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    internal.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    internal.start();
    try {
      status = 302;
      redirect = "http://127.0.0.1:" + internal.getAddress().getPort() + "/latest/meta-data";

      assertThat(new ProxiedGateway(access).isHealthy()).isFalse();
      assertThat(catchThrowable(() -> access.client().nodes().list()))
          .isInstanceOf(KubernetesClientException.class);
      assertThat(requests).hasValue(0);
    } finally {
      internal.stop(0);
    }
  }

  @Test
  void keeps_a_token_that_is_returned_with_any_other_content() throws Exception {
    answer =
        "{\"ok\":false,\"errorMsg\":\"x\",\"workspaceId\":\"ws-1\",\"newToken\":\"" + TOKEN + "\"}";

    assertThat(new ProxiedGateway(access).claim())
        .contains(new AdminTokenStore.StoredToken("ws-1", TOKEN));
  }
}
