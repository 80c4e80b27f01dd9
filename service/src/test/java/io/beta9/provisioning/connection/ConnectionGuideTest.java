package io.beta9.provisioning.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.apimodel.environment.ConnectionView;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConnectionGuideTest {
  private static final EnvironmentId ID = new EnvironmentId("env_4f1a2b3c4d5e");
  private static final String HOST = "a1-b2.elb.us-east-1.amazonaws.com";
  private static final String ARN =
      "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";

  @TempDir Path home;

  private static ConnectionView guide(boolean certificate) {
    return ConnectionGuide.of(connection(certificate, outputs(HOST)));
  }

  private static Beta9Connection connection(boolean certificate, ObjectNode outputs) {
    return Beta9Connection.of(ID, "demo", model(certificate), outputs);
  }

  private static InfraModel model(boolean certificate) {
    String text =
        """
        name: demo
        cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
        beta9:
          domain: beta9.demo.example
        """
            + (certificate ? "  certificate_arn: " + ARN + "\n" : "");
    ParseResult read =
        new MetaConfigReader(Set.of("us-east-1"))
            .read(text.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    return InfraModelFactory.from(((ParseResult.Valid) read).config(), ID.value());
  }

  private static ObjectNode outputs(String loadBalancer) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("load_balancer_hostname", loadBalancer)
        .put("beta9_workspace_id", "ws-1")
        .put("user_token_stored", true);
  }

  @Test
  void with_a_certificate_clients_use_tls_at_the_domain() {
    ConnectionView view = guide(true);

    assertThat(view.reachableFrom()).isEqualTo("internet");
    assertThat(view.grpc()).isEqualTo(new ConnectionView.Grpc("beta9.demo.example", 1443, true));
    assertThat(view.httpUrl()).isEqualTo("https://beta9.demo.example");
    assertThat(view.dnsRecord())
        .isEqualTo(new ConnectionView.DnsRecord("beta9.demo.example", "CNAME", HOST));
    assertThat(view.alternatives()).isEmpty();
  }

  @Test
  void users_connect_with_their_own_token_and_not_with_the_administrators() {
    ConnectionView view = guide(true);

    assertThat(view.token().secretName()).isEqualTo("beta9/env_4f1a2b3c4d5e/user-token");
    assertThat(view.administratorToken().secretName())
        .isEqualTo("beta9/env_4f1a2b3c4d5e/admin-token");
    assertThat(view.steps())
        .noneMatch(step -> step.commands().toString().contains("admin-token"))
        .noneMatch(step -> step.commands().toString().contains("env bootstrap"));
  }

  @Test
  void without_a_token_for_users_it_shows_how_to_create_one() {
    Beta9Connection connection = connection(true, outputs(HOST).put("user_token_stored", false));
    ConnectionView view = ConnectionGuide.of(connection);

    assertThat(view.token()).isEqualTo(view.administratorToken());
    assertThat(ConnectionStep.of(connection))
        .containsExactly(
            ConnectionStep.CREATE_DNS_RECORD,
            ConnectionStep.CREATE_USER_TOKEN,
            ConnectionStep.INSTALL_CLIENT,
            ConnectionStep.WRITE_CONFIGURATION,
            ConnectionStep.LIST_DEPLOYMENTS);
    assertThat(view.steps()).hasSize(5);
  }

  @Test
  void lists_no_record_that_exists() {
    assertThat(ConnectionStep.of(connection(true, outputs(HOST).put("domain_record_exists", true))))
        .containsExactly(
            ConnectionStep.INSTALL_CLIENT,
            ConnectionStep.WRITE_CONFIGURATION,
            ConnectionStep.LIST_DEPLOYMENTS);
  }

  @Test
  void describes_each_step_and_alternative() {
    Beta9Connection connection = connection(true, outputs(HOST));

    assertThat(ConnectionStep.values())
        .extracting(step -> ConnectionGuide.describe(step, connection).description())
        .containsExactly(
            "Create the DNS record beta9.demo.example CNAME "
                + HOST
                + "; for the apex of a zone, an alias record.",
            "Create a token for users: so far there is only the administrator's, which also"
                + " manages the workers' pools. Without this step, the administrator's is used.",
            "Install Beta9's client and command line.",
            "Write the client's configuration, with AWS credentials that may read the secret"
                + " beta9/env_4f1a2b3c4d5e/user-token. It replaces an existing"
                + " ~/.beta9/config.ini.",
            "List the deployments, to see that it works.");
    assertThat(ConnectionGuide.describe(ConnectionStep.CREATE_USER_TOKEN, connection).commands())
        .containsExactly("./provisioner env bootstrap demo --watch");
    assertThat(guide(false).alternatives())
        .extracting(ConnectionView.Alternative::description)
        .containsExactly(
            "From this machine, through the cluster's API server",
            "From another network: peer its VPC with this one, or connect it by VPN",
            "From the internet: with a certificate");
  }

  @Test
  void
      without_a_certificate_clients_use_the_internal_load_balancer_and_the_alternatives_are_listed() {
    ConnectionView view = guide(false);

    assertThat(view.reachableFrom()).isEqualTo("vpc");
    assertThat(view.grpc()).isEqualTo(new ConnectionView.Grpc(HOST, 1993, false));
    assertThat(view.httpUrl()).isEqualTo("http://" + HOST + ":1994");
    assertThat(view.dnsRecord()).isNull();
    assertThat(view.alternatives()).hasSize(3);
    assertThat(view.alternatives().getFirst().steps().get(1).commands())
        .containsExactly(
            "kubectl --kubeconfig demo.kubeconfig -n beta9-system port-forward"
                + " service/beta9-gateway 1993:1993 1994:1994");
  }

  @Test
  void the_configuration_file_is_complete_except_for_the_token() {
    assertThat(guide(true).configFile())
        .isEqualTo(
            """
            [default]
            token = TOKEN
            gateway_host = beta9.demo.example
            gateway_port = 1443
            """);
  }

  @Test
  void the_script_writes_a_private_file_with_the_token_of_the_secret() throws Exception {
    // Stands for the AWS CLI; it answers as the secret is stored.
    Path aws = home.resolve("aws");
    Files.writeString(
        aws,
        """
        #!/bin/sh
        [ "$*" = "secretsmanager get-secret-value --region us-east-1 --secret-id %s --query SecretString --output text" ] || exit 9
        echo '{"workspace_id": "ws-1", "token": "t0k$en"}'
        """
            .formatted(guide(true).token().secretName()));
    assertThat(aws.toFile().setExecutable(true)).isTrue();
    List<String> script =
        guide(true).steps().stream()
            .map(ConnectionView.Step::commands)
            .filter(commands -> commands.size() > 1)
            .findFirst()
            .orElseThrow();
    ProcessBuilder shell = new ProcessBuilder("sh", "-ec", String.join("\n", script));
    shell.environment().put("HOME", home.toString());
    shell.environment().merge("PATH", home + ":", (path, first) -> first + path);

    Process process = shell.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output).isEmpty();
    Path file = home.resolve(".beta9/config.ini");
    assertThat(file)
        .hasContent(
            """
            [default]
            token = t0k$en
            gateway_host = beta9.demo.example
            gateway_port = 1443
            """);
    assertThat(Files.getPosixFilePermissions(file))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "$(id)", "a;b", "a\nb", "-a", "`id`", "a/b"})
  void an_output_that_is_not_a_host_name_is_part_of_no_command(String hostile) {
    assertThatThrownBy(() -> connection(false, outputs(hostile)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BETA9_NOT_EXPOSED));
  }

  @Test
  void an_invalid_or_missing_workspace_is_omitted() {
    assertThat(guide(true).workspaceId()).isEqualTo("ws-1");
    assertThat(connection(true, outputs(HOST).put("beta9_workspace_id", "a b")).workspaceId())
        .isNull();
  }
}
