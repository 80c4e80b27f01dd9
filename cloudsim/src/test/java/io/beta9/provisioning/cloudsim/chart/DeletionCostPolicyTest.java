package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evaluates the policy that restricts what a worker may change in a pod. */
class DeletionCostPolicyTest {
  private static final JsonNode POLICY =
      RenderedChart.with(Map.of("/autoscaling/worker/enabled", true))
          .all("ValidatingAdmissionPolicy")
          .getFirst()
          .path("spec");
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(CelExtensions.optional())
          .addVar("object", SimpleType.DYN)
          .addVar("oldObject", SimpleType.DYN)
          .addVar("request", SimpleType.DYN)
          .addVar("variables", SimpleType.DYN)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().addLibraries(CelExtensions.optional()).build();

  private static final String POD =
      """
      {"metadata": {"name": "worker-1", "labels": {"app": "provisioning-worker"},
                    "annotations": {"a": "1"}},
       "spec": {"containers": [{"name": "worker", "image": "x:1"}]}}
      """;
  private static final String COST = "\"controller.kubernetes.io/pod-deletion-cost\"";

  @Test
  void admits_the_deletion_cost_of_the_own_pod() throws Exception {
    String costly = POD.replace("\"a\": \"1\"", "\"a\": \"1\", " + COST + ": \"2\"");

    assertThat(rejection(POD, costly)).isEmpty();
    assertThat(rejection(costly, costly.replace("\"2\"", "\"0\""))).isEmpty();
    assertThat(
            rejection(
                POD.replace("\"annotations\": {\"a\": \"1\"}", "\"generation\": 1"),
                POD.replace("\"a\": \"1\"", COST + ": \"2\"")))
        .isEmpty();
  }

  @Test
  void rejects_another_pod() throws Exception {
    String other = POD.replace("worker-1", "worker-2");

    assertThat(rejection(other, other)).contains("a worker may change its own pod only");
  }

  @Test
  void rejects_a_caller_without_a_pod() throws Exception {
    Map<String, Object> input = input(POD, POD, "provisioning-worker");
    input.put("request", Map.of("userInfo", Map.of("username", "x", "extra", Map.of())));

    assertThat(rejection(input)).contains("a worker may change its own pod only");
  }

  @Test
  void rejects_every_other_annotation() throws Exception {
    Optional<String> rejected =
        Optional.of(
            "a worker may change the annotation controller.kubernetes.io/pod-deletion-cost only");

    assertThat(rejection(POD, POD.replace("\"a\": \"1\"", "\"a\": \"2\""))).isEqualTo(rejected);
    assertThat(rejection(POD, POD.replace("\"a\": \"1\"", "\"a\": \"1\", \"b\": \"1\"")))
        .isEqualTo(rejected);
    assertThat(rejection(POD, POD.replace("\"a\": \"1\"", ""))).isEqualTo(rejected);
  }

  @Test
  void rejects_changes_of_anything_else() throws Exception {
    for (String changed :
        List.of(
            POD.replace("x:1", "x:2"),
            POD.replace("provisioning-worker", "other"),
            POD.replace("\"labels\": {\"app\": \"provisioning-worker\"},", ""),
            POD.replace(
                "\"name\": \"worker-1\",", "\"name\": \"worker-1\", \"finalizers\": [\"x\"],"),
            POD.replace(
                "\"name\": \"worker-1\",",
                "\"name\": \"worker-1\", \"ownerReferences\": [{\"uid\": \"1\"}],"))) {
      assertThat(rejection(POD, changed)).contains("a worker may change annotations only");
    }
  }

  @Test
  void applies_to_workers_only() throws Exception {
    Object matches =
        evaluate(
            POLICY.at("/matchConditions/0/expression").asString(),
            input(POD, POD, "provisioning-worker"));
    Object matchesOther =
        evaluate(
            POLICY.at("/matchConditions/0/expression").asString(), input(POD, POD, "deployer"));

    assertThat(matches).isEqualTo(true);
    assertThat(matchesOther).isEqualTo(false);
  }

  private static Optional<String> rejection(String before, String after) throws Exception {
    return rejection(input(before, after, "provisioning-worker"));
  }

  /** Returns the message of the first validation that fails. */
  private static Optional<String> rejection(Map<String, Object> input) throws Exception {
    Map<String, Object> variables = new HashMap<>();
    for (JsonNode variable : POLICY.path("variables")) {
      variables.put(
          variable.path("name").asString(),
          evaluate(variable.path("expression").asString(), input));
    }
    input.put("variables", variables);
    for (JsonNode validation : POLICY.path("validations")) {
      if (!Boolean.TRUE.equals(evaluate(validation.path("expression").asString(), input))) {
        return Optional.of(validation.path("message").asString());
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> input(String before, String after, String account) {
    Map<String, Object> input = new HashMap<>();
    input.put("oldObject", JsonMapper.shared().readValue(before, Map.class));
    input.put("object", JsonMapper.shared().readValue(after, Map.class));
    input.put(
        "request",
        Map.of(
            "userInfo",
            Map.of(
                "username",
                "system:serviceaccount:beta9-provisioning:" + account,
                "extra",
                Map.of("authentication.kubernetes.io/pod-name", List.of("worker-1")))));
    return input;
  }

  private static Object evaluate(String expression, Map<String, Object> input)
      throws CelValidationException, CelEvaluationException {
    return RUNTIME.createProgram(COMPILER.compile(expression).getAst()).eval(input);
  }
}
