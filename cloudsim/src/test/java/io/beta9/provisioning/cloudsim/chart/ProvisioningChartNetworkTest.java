package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Network policies, the ingress and TLS in the chart of the service. */
class ProvisioningChartNetworkTest extends ProvisioningChartScenario {
  private static final Map<String, ?> PLAIN =
      Map.of("/tls/secretName", "", "/tls/allowPlainHttp", true);

  private static final Map<String, ?> ENCRYPTED =
      Map.of("/tls/secretName", "pods", "/tls/allowPlainHttp", false);

  @Test
  void admits_the_api_server_by_value_and_denies_exactly_the_metadata_addresses() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/networkPolicy/apiServer/serviceIP",
                "172.20.0.1",
                "/networkPolicy/apiServer/endpoints",
                List.of("10.0.0.5", "10.1.0.0/16"),
                "/networkPolicy/apiServer/endpointPort",
                6443));
    JsonNode worker = chart.get("NetworkPolicy", "provisioning-worker").path("spec");

    assertThat(peers(worker, 6443)).containsExactly("10.0.0.5/32", "10.1.0.0/16");
    assertThat(peers(worker, 443)).containsExactly("0.0.0.0/0", "::/0", "172.20.0.1/32");
    assertThat(chart.all("NetworkPolicy"))
        .hasSize(3)
        .allSatisfy(
            policy -> {
              assertThat(policy.at("/spec/policyTypes").toString())
                  .isEqualTo("[\"Ingress\",\"Egress\"]");
              assertThat(policy.at("/spec/podSelector/matchLabels/app").asString())
                  .isEqualTo(name(policy));
              // DNS is admitted to every address, also to the link-local one of NodeLocal DNSCache.
              assertThat(policy.at("/spec/egress/0").toString())
                  .isEqualTo(
                      "{\"ports\":[{\"protocol\":\"UDP\",\"port\":53},{\"protocol\":\"TCP\",\"port\":53}]}");
            });
    assertThat(exceptions(chart))
        .containsExactlyInAnyOrder("169.254.169.254/32", "fd00:ec2::254/128");
    assertThat(peers(chart.get("NetworkPolicy", "provisioning-migrate").path("spec"), 443))
        .isEmpty();
  }

  @Test
  void admits_prometheus_and_the_given_peers_to_the_api() {
    Map<String, ?> peer = Map.of("namespaceSelector", Map.of("matchLabels", Map.of("a", "b")));
    JsonNode open = example().get("NetworkPolicy", "provisioning-api");
    JsonNode restricted =
        RenderedChart.with(Map.of("/networkPolicy/apiFrom", List.of(peer)))
            .get("NetworkPolicy", "provisioning-api");

    assertThat(open.at("/spec/ingress/0").has("from")).isFalse();
    assertThat(restricted.at("/spec/ingress/0/from").toString())
        .isEqualTo(
            "[{\"namespaceSelector\":{\"matchLabels\":{\"a\":\"b\"}}},"
                + "{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"monitoring\"}}}]");
  }

  @Test
  void requests_the_certificate_that_the_ingress_uses() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/ingress/enabled",
                true,
                "/ingress/host",
                "provisioning.example.com",
                "/ingress/trustedProxies",
                List.of("10.0.0.0/16"),
                "/ingress/certificate/issuer/name",
                "letsencrypt"));

    assertThat(chart.get("Certificate", "provisioning-api-tls").at("/spec/secretName").asString())
        .isEqualTo("provisioning-api-tls");
    assertThat(chart.get("Ingress", "provisioning-api").at("/spec/tls").toString())
        .isEqualTo(
            "[{\"hosts\":[\"provisioning.example.com\"],\"secretName\":\"provisioning-api-tls\"}]");
    assertThat(
            chart
                .get("Ingress", "provisioning-api")
                .at("/spec/rules/0/http/paths/0/backend/service")
                .toString())
        .isEqualTo("{\"name\":\"provisioning-api\",\"port\":{\"name\":\"http\"}}");
  }

  @Test
  void evaluates_forwarded_headers_of_the_given_proxies_only() {
    assertThat(settings(Map.of()).path("data").has("TRUSTED_PROXIES")).isFalse();
    assertThat(
            settings(Map.of("/ingress/trustedProxies", List.of("10.0.0.0/16", "2001:db8::7")))
                .at("/data/TRUSTED_PROXIES")
                .asString())
        .isEqualTo("10.0.0.0/16,2001:db8::7");
  }

  @Test
  void listens_in_plain_http_only_if_it_is_allowed() {
    assertThat(settings(PLAIN).path("data").toString())
        .contains("\"ALLOW_PLAIN_HTTP\":\"true\"")
        .doesNotContain("TLS_");
    assertThat(settings(ENCRYPTED).path("data").toString())
        .contains(
            "\"TLS_CERT_FILE\":\"/etc/provisioning/tls/tls.crt\"",
            "\"TLS_KEY_FILE\":\"/etc/provisioning/tls/tls.key\"")
        .doesNotContain("ALLOW_PLAIN_HTTP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provisioning-api", "provisioning-worker"})
  void mounts_the_certificate_and_probes_with_tls(String deployment) {
    JsonNode plain = podSpec(RenderedChart.with(PLAIN), deployment);
    JsonNode encrypted = podSpec(RenderedChart.with(ENCRYPTED), deployment);

    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String scheme = "/containers/0/" + probe + "/httpGet/scheme";
      assertThat(plain.at(scheme).isMissingNode()).isTrue();
      assertThat(encrypted.at(scheme).asString()).isEqualTo("HTTPS");
    }
    assertThat(plain.path("volumes").toString()).doesNotContain("tls");
    assertThat(encrypted.path("volumes").toString())
        .contains("{\"name\":\"tls\",\"secret\":{\"secretName\":\"pods\"");
    assertThat(encrypted.at("/containers/0/volumeMounts").toString())
        .contains("{\"name\":\"tls\",\"mountPath\":\"/etc/provisioning/tls\",\"readOnly\":true}");
  }

  @Test
  void prometheus_verifies_the_certificate_of_the_pods() {
    Map<String, Object> values = new HashMap<>(MONITORED);
    values.putAll(ENCRYPTED);
    for (JsonNode endpoint : scrapeEndpoints(RenderedChart.with(values))) {
      assertThat(endpoint.path("scheme").asString()).isEqualTo("https");
      assertThat(endpoint.path("tlsConfig").toString())
          .isEqualTo(
              "{\"serverName\":\"provisioning-api.beta9-provisioning.svc\","
                  + "\"ca\":{\"secret\":{\"name\":\"pods\",\"key\":\"ca.crt\"}}}");
    }
    values.put("/tls/serverName", "provisioning.example.com");
    values.put("/tls/caKey", "");
    for (JsonNode endpoint : scrapeEndpoints(RenderedChart.with(values))) {
      assertThat(endpoint.path("tlsConfig").toString())
          .isEqualTo("{\"serverName\":\"provisioning.example.com\"}");
    }
    values.putAll(PLAIN);
    for (JsonNode endpoint : scrapeEndpoints(RenderedChart.with(values))) {
      assertThat(endpoint.has("scheme")).isFalse();
    }
  }

  private static List<JsonNode> scrapeEndpoints(RenderedChart chart) {
    return List.of(
        chart.get("ServiceMonitor", "provisioning-api").at("/spec/endpoints/0"),
        chart.get("PodMonitor", "provisioning-worker").at("/spec/podMetricsEndpoints/0"));
  }

  /** Returns the CIDR blocks to which a policy admits a port. */
  private static List<String> peers(JsonNode policy, int port) {
    return StreamSupport.stream(policy.path("egress").spliterator(), false)
        .filter(rule -> rule.path("ports").toString().contains("\"port\":" + port + "}"))
        .flatMap(rule -> StreamSupport.stream(rule.path("to").spliterator(), false))
        .map(peer -> peer.at("/ipBlock/cidr").asString())
        .toList();
  }

  private static Set<String> exceptions(RenderedChart chart) {
    return chart.all("NetworkPolicy").stream()
        .flatMap(policy -> policy.findValues("except").stream())
        .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
        .map(JsonNode::asString)
        .collect(Collectors.toSet());
  }
}
