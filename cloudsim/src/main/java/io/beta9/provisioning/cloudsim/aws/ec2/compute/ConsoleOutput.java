package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Generates the serial console output of a node that starts and joins its cluster. */
final class ConsoleOutput {
  private ConsoleOutput() {}

  static String of(Instance instance, Ec2Scope scope) {
    Map<String, String> tags = Instances.tags(scope, instance);
    String cluster = tags.getOrDefault("eks:cluster-name", "");
    String group = tags.getOrDefault("eks:nodegroup-name", "");
    StringBuilder text = new StringBuilder();
    text.append("[    0.000000] Linux version 6.12.40-64.114.amzn2023.")
        .append(instance.architectureAsString())
        .append("\n[    3.210984] ena 0000:00:05.0 eth0: ENA device ready\n");
    if (cluster.isEmpty()) {
      return text.append("login: ").toString();
    }
    text.append("nodeadm: Initializing node for cluster ").append(cluster).append('\n');
    Optional<String> joinError =
        Stream.of(group, cluster + "/" + group, cluster)
            .flatMap(
                subject -> scope.cloud().conditions().find("nodes-never-join", subject).stream())
            .findFirst();
    if (joinError.isPresent()) {
      String reason =
          joinError.get().isBlank()
              ? "Post \"https://cluster.endpoint/api/v1/nodes\": dial tcp: i/o timeout"
              : joinError.get();
      text.append("kubelet: E \"Unable to register node with API server\" err=\"")
          .append(reason.replace("\"", "\\\""))
          .append("\" node=\"")
          .append(instance.privateDnsName())
          .append("\"\n");
    } else {
      text.append("kubelet: I \"Successfully registered node\" node=\"")
          .append(instance.privateDnsName())
          .append("\"\n");
    }
    return text.toString();
  }
}
