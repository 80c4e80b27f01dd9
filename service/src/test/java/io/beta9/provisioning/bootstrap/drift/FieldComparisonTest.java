package io.beta9.provisioning.bootstrap.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares live objects with what a manifest states about them. */
class FieldComparisonTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: web:1
              env: [{name: LEVEL, value: info}]
              ports: [{containerPort: 80}]
              resources: {requests: {cpu: 1000m}, limits: {memory: 1Gi}}
      """;

  @Test
  void ignores_what_the_api_server_and_controllers_set() {
    String live =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web, team: added-by-others}
          annotations: {deployment.kubernetes.io/revision: "3"}
          generation: 4
          uid: 1
        spec:
          replicas: 2
          progressDeadlineSeconds: 600
          revisionHistoryLimit: 10
          selector: {matchLabels: {app: web}}
          strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
          template:
            metadata:
              labels: {app: web}
              annotations: {kubectl.kubernetes.io/restartedAt: now}
            spec:
              containers:
              - name: web
                image: web:1
                imagePullPolicy: IfNotPresent
                env: [{name: LEVEL, value: info}]
                ports: [{containerPort: 80, protocol: TCP}]
                resources: {requests: {cpu: "1"}, limits: {memory: 1Gi}}
                terminationMessagePath: /dev/termination-log
              dnsPolicy: ClusterFirst
              restartPolicy: Always
              schedulerName: default-scheduler
              securityContext: {}
              terminationGracePeriodSeconds: 30
        status: {replicas: 2, availableReplicas: 2}
        """;
    assertThat(changed(DEPLOYMENT, live)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: web:1|image: other:1|spec.template.spec.containers[web].image",
        "value: info|value: debug|spec.template.spec.containers[web].env[LEVEL].value",
        "memory: 1Gi|memory: 2Gi|spec.template.spec.containers[web].resources.limits.memory",
        "replicas: 2|replicas: 0|spec.replicas",
        "{name: web, labels: {app: web}}|{name: web}|metadata.labels",
      })
  void names_what_was_changed(String was, String is, String path) {
    assertThat(changed(DEPLOYMENT, DEPLOYMENT.replace(was, is))).containsExactly(path);
  }

  @Test
  void names_what_was_added_to_fields_that_no_controller_changes() {
    String live =
        DEPLOYMENT
            .replace("replicas: 2", "replicas: 2\n  paused: true")
            .replace("value: info}", "value: info}, {name: PROXY, value: x}")
            .replace(
                "      containers:",
                """
                      nodeSelector: {pool: none}
                      hostNetwork: true
                      volumes: [{name: host, hostPath: {path: /}}]
                      containers:
                      - {name: shell, image: shell:1}
                """
                    .stripTrailing());

    FieldComparison.Differences found = differences(DEPLOYMENT, live);

    assertThat(found.changed())
        .containsExactlyInAnyOrder(
            "spec.paused (added)",
            "spec.template.spec.nodeSelector (added)",
            "spec.template.spec.hostNetwork (added)",
            "spec.template.spec.volumes (added)",
            "spec.template.spec.containers[shell] (added)",
            "spec.template.spec.containers[web].env[PROXY] (added)");
    assertThat(found.added())
        .as("in an order that changes no later position")
        .containsSubsequence(
            "/spec/template/spec/containers/1/env/1", "/spec/template/spec/containers/0")
        .hasSize(6);
  }

  @Test
  void names_rules_that_a_network_policy_without_any_has_received() {
    String policy =
        """
        kind: NetworkPolicy
        metadata: {name: closed}
        spec: {podSelector: {}, policyTypes: [Ingress]}
        """;
    assertThat(changed(policy, policy.replace("[Ingress]", "[Ingress], ingress: [{}]")))
        .containsExactly("spec.ingress (added)");
    assertThat(changed(policy, policy.replace("{}", "{matchLabels: {app: no-pod}}")))
        .containsExactly("spec.podSelector.matchLabels (added)");
  }

  @Test
  void names_a_selector_that_was_narrowed_and_ports_that_were_changed() {
    String service =
        """
        kind: Service
        metadata: {name: dns}
        spec:
          selector: {app: dns}
          ports:
          - {name: udp, port: 53, protocol: UDP}
          - {name: tcp, port: 53, protocol: TCP}
        """;
    assertThat(changed(service, service)).isEmpty();
    assertThat(changed(service, service.replace("{app: dns}", "{app: dns, off: yes}")))
        .containsExactly("spec.selector.off (added)");
    assertThat(changed(service, service.replace("name: tcp, port: 53", "name: tcp, port: 54")))
        .containsExactly("spec.ports[53]", "spec.ports[54] (added)");
  }

  @Test
  void compares_the_rules_of_roles_unless_they_are_aggregated() {
    String role =
        """
        kind: ClusterRole
        metadata: {name: reader}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        """;
    assertThat(changed(role, role.replace("verbs: [get]", "verbs: [get, delete]")))
        .containsExactly("rules[0].verbs");
    assertThat(changed(role, role.replace("}]", "}, {apiGroups: ['*'], verbs: ['*']}]")))
        .containsExactly("rules");
    String aggregated =
        "kind: ClusterRole\naggregationRule: {clusterRoleSelectors: []}\nrules: []\n";
    assertThat(changed(aggregated, aggregated.replace("rules: []", "rules: [{verbs: [get]}]")))
        .isEmpty();
  }

  private static List<String> changed(String manifest, String live) {
    return differences(manifest, live).changed();
  }

  private static FieldComparison.Differences differences(String manifest, String live) {
    return FieldComparison.differences(read(manifest), read(live));
  }

  private static JsonNode read(String yaml) {
    return JsonMapper.shared()
        .readTree(Serialization.asJson(Serialization.unmarshal(yaml, Map.class)));
  }
}
