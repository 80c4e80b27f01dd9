package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Tests that the schemas of custom resources detect what a chart may do wrong. */
class CustomResourceSchemasTest {
  private static final CustomResourceSchemas SCHEMAS = new CustomResourceSchemas();

  private static final String VALID =
      """
      apiVersion: keda.sh/v1alpha1
      kind: ScaledObject
      metadata: {name: x, namespace: y}
      spec:
        scaleTargetRef: {name: x}
        minReplicaCount: 1
        fallback: {failureThreshold: 3, replicas: 2, behavior: static}
        advanced:
          horizontalPodAutoscalerConfig:
            behavior: {scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 60}]}}
        triggers:
          - type: redis
            metadata: {listLength: "2"}
      """;

  @Test
  void accepts_a_valid_object() {
    assertThat(errors(VALID)).isEmpty();
  }

  @Test
  void rejects_an_unknown_field_at_every_level() {
    assertThat(errors(VALID.replace("minReplicaCount", "minReplicas"))).hasSize(1);
    assertThat(errors(VALID.replace("periodSeconds", "period"))).isNotEmpty();
    assertThat(errors(VALID.replace("failureThreshold: 3,", "failureThreshold: 3, other: 1,")))
        .hasSize(1);
  }

  @Test
  void rejects_a_value_of_the_wrong_type() {
    assertThat(errors(VALID.replace("minReplicaCount: 1", "minReplicaCount: \"1\""))).hasSize(1);
    assertThat(errors(VALID.replace("listLength: \"2\"", "listLength: 2"))).hasSize(1);
  }

  @Test
  void rejects_a_missing_field_and_an_unknown_constant() {
    assertThat(errors(VALID.replace("failureThreshold: 3, ", ""))).hasSize(1);
    assertThat(errors(VALID.replace("behavior: static", "behavior: never"))).hasSize(1);
  }

  @Test
  void accepts_only_integers_and_strings_where_either_is_possible() {
    String rule =
        """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: x}
        spec: {groups: [{name: g, rules: [{record: a, expr: EXPR}]}]}
        """;
    assertThat(errors(rule.replace("EXPR", "up"))).isEmpty();
    assertThat(errors(rule.replace("EXPR", "1"))).isEmpty();
    assertThat(errors(rule.replace("EXPR", "[1]"))).isNotEmpty();
  }

  @Test
  void has_no_schema_of_a_kind_without_a_definition() {
    assertThat(SCHEMAS.errors(parse("{apiVersion: v1, kind: Service}"))).isEmpty();
  }

  private static List<String> errors(String text) {
    return SCHEMAS.errors(parse(text)).orElseThrow();
  }

  private static ObjectNode parse(String text) {
    return RenderedChart.parse(text).getFirst();
  }
}
