package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.smallWith;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches the Kubernetes API and the load balancer, and what cannot work. */
class EndpointSectionTest {
  private static String endpoint(String fields) {
    return smallWith("cluster: {endpoint: {" + fields + "}}\n");
  }

  private static InfraModel.Endpoint modelOf(String text) {
    return InfraModelFactory.from(valid(text), "env_0123456789ab").cluster().endpoint();
  }

  @Test
  void is_public_for_all_addresses_unless_stated_otherwise() {
    assertThat(modelOf(smallWith(""))).isEqualTo(InfraModel.Endpoint.UNRESTRICTED);
    assertThat(modelOf(endpoint("allowed_cidrs: [\"0.0.0.0/0\"]")))
        .isEqualTo(InfraModel.Endpoint.UNRESTRICTED);
  }

  @Test
  void admits_the_stated_public_addresses() {
    assertThat(modelOf(endpoint("allowed_cidrs: [203.0.113.0/24, 198.51.100.0/24]")))
        .isEqualTo(new InfraModel.Endpoint("public", List.of("203.0.113.0/24", "198.51.100.0/24")));
  }

  @Test
  void requires_that_the_workers_of_the_installation_are_admitted() {
    assertThat(violations(endpoint("allowed_cidrs: [203.0.113.0/24]")))
        .singleElement()
        .asString()
        .startsWith("cluster.endpoint.allowed_cidrs: excludes the workers")
        .endsWith("add their addresses: 198.51.100.7/32");
  }

  @Test
  void rejects_a_restriction_while_the_addresses_of_the_workers_are_unknown() {
    ParseResult result =
        new MetaConfigReader(MetaConfigs.REGIONS, WorkerNetworks.UNKNOWN)
            .read(
                endpoint("allowed_cidrs: [203.0.113.0/24]").getBytes(StandardCharsets.UTF_8),
                BodyFormat.YAML);

    assertThat(((ParseResult.Invalid) result).violations().getFirst().toString())
        .contains("cluster.endpoint.allowed_cidrs", "WORKER_SOURCE_CIDRS");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, private or reserved",
    "192.0.0.0/2, private or reserved",
    "127.0.0.1/32, private or reserved",
    "203.0.113.7/24, did you mean '203.0.113.0/24'?",
    "203.0.113.7, is not a CIDR block",
    "2001:db8::/32, is not a CIDR block",
  })
  void rejects_public_addresses_that_eks_rejects(String block, String problem) {
    assertThat(violations(endpoint("allowed_cidrs: [\"" + block + "\", 198.51.100.7/32]")))
        .singleElement()
        .asString()
        .startsWith("cluster.endpoint.allowed_cidrs[0]: ")
        .contains(problem);
  }

  @Test
  void accepts_forty_blocks_and_rejects_one_more_and_repeated_ones() {
    assertThat(
            modelOf(endpoint("allowed_cidrs: [" + blocks(39) + ", 198.51.100.7/32]"))
                .allowedCidrs())
        .hasSize(40);
    assertThat(violations(endpoint("allowed_cidrs: [198.51.100.7/32, " + blocks(40) + "]")))
        .containsExactly("cluster.endpoint.allowed_cidrs: contains 41 entries; the maximum is 40");
    assertThat(violations(endpoint("allowed_cidrs: [198.51.100.7/32, 198.51.100.7/32]")))
        .containsExactly(
            "cluster.endpoint.allowed_cidrs[1]: '198.51.100.7/32' is listed more than once");
    assertThat(violations(endpoint("allowed_cidrs: 198.51.100.7/32")))
        .containsExactly(
            "cluster.endpoint.allowed_cidrs: must be a list, not the text '198.51.100.7/32'");
  }

  private static String blocks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "203.0.113." + i + "/32")
        .collect(Collectors.joining(", "));
  }

  @Test
  void is_private_for_connected_networks() {
    assertThat(modelOf(endpoint("access: private, allowed_cidrs: [10.9.0.0/16]")))
        .isEqualTo(new InfraModel.Endpoint("private", List.of("10.9.0.0/16")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access: private", "access: private, allowed_cidrs: []"})
  void requires_networks_for_a_private_endpoint(String fields) {
    assertThat(violations(endpoint(fields)))
        .singleElement()
        .asString()
        .startsWith("cluster.endpoint.allowed_cidrs: is required for access 'private'");
  }

  private static List<String> violationsFor(String text, WorkerNetworks workers) {
    ParseResult result =
        new MetaConfigReader(MetaConfigs.REGIONS, workers)
            .read(text.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    return result instanceof ParseResult.Invalid(var violations)
        ? violations.stream().map(Object::toString).toList()
        : List.of();
  }

  private static final String ELSEWHERE =
      endpoint("access: private, allowed_cidrs: [10.8.0.0/16]")
          + "network: {cidr: 172.20.0.0/16}\n";

  @Test
  void a_private_endpoint_that_the_workers_do_not_reach_need_not_admit_them() {
    assertThat(modelOf(ELSEWHERE))
        .isEqualTo(new InfraModel.Endpoint("private", List.of("10.8.0.0/16")));
  }

  @ParameterizedTest
  @CsvSource({"'', no route to 172.20.0.0/16", "10.9.0.4/32, WORKER_PRIVATE_NETWORKS"})
  void rejects_a_private_endpoint_that_cannot_be_opened_to_the_workers(
      String sources, String expected) {
    assertThat(violationsFor(ELSEWHERE, WorkerNetworks.of(sources, "10.0.0.0/8")))
        .singleElement()
        .asString()
        .startsWith("cluster.endpoint.access: ")
        .contains(expected, "WORKER_SOURCE_CIDRS");
  }

  @ParameterizedTest
  @CsvSource({"40, 0", "41, 1"})
  void rejects_a_private_endpoint_that_eks_cannot_open_to_all_workers(int sources, int violations) {
    assertThat(violationsFor(ELSEWHERE, WorkerNetworks.of(blocks(sources).replace(" ", ""), "")))
        .hasSize(violations);
  }

  @Test
  void rejects_a_private_endpoint_that_excludes_the_workers() {
    assertThat(violations(endpoint("access: private, allowed_cidrs: [10.8.0.0/16]")))
        .singleElement()
        .asString()
        .endsWith("add their addresses: 10.9.0.4/32");
    assertThat(violations(endpoint("access: private, allowed_cidrs: [203.0.113.0/24]")))
        .singleElement()
        .asString()
        .contains("is not in a private range");
    assertThat(violations(endpoint("access: privat")))
        .containsExactly(
            "cluster.endpoint.access: 'privat' is not an access; did you mean 'private'?");
  }

  private static final String CERTIFICATE =
      "  certificate_arn: arn:aws:acm:us-east-1:123456789012:certificate/"
          + "0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a\n";

  @Test
  void restricts_the_load_balancer() {
    assertThat(
            InfraModelFactory.from(
                    valid(smallWith(CERTIFICATE + "  allowed_cidrs: [203.0.113.0/24]\n")),
                    "env_0123456789ab")
                .beta9()
                .allowedCidrs())
        .containsExactly("203.0.113.0/24");
    assertThat(violations(smallWith(CERTIFICATE + "  allowed_cidrs: [0.0.0.0/0]\n")))
        .singleElement()
        .asString()
        .contains("beta9.allowed_cidrs", "restricts nothing");
    assertThat(violations(smallWith(CERTIFICATE + "  allowed_cidrs: [" + blocks(21) + "]\n")))
        .containsExactly("beta9.allowed_cidrs: contains 21 entries; the maximum is 20");
  }

  /** The load balancer is internal, so that a public address never reaches it. */
  @Test
  void rejects_public_addresses_without_a_certificate() {
    assertThat(violations(smallWith("  allowed_cidrs: [203.0.113.0/24]\n")))
        .singleElement()
        .asString()
        .startsWith("beta9.allowed_cidrs[0]: ")
        .contains("is not in a private range");
    assertThat(valid(smallWith("  allowed_cidrs: [10.9.0.0/16]\n")).beta9().allowedCidrs())
        .containsExactly("10.9.0.0/16");
  }
}
