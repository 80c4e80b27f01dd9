package io.beta9.provisioning.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class KubeconfigTest {
  private static final ClusterAccess.Coordinates CLUSTER =
      new ClusterAccess.Coordinates("beta9-4f1a", "us-east-1", "https://x.eks.example", "Q0E=");

  @TempDir Path folder;

  @Test
  void renders_a_token_for_programs() {
    JsonNode config = yaml(Kubeconfig.withToken(CLUSTER, "k8s-aws-v1.abc"));
    assertThat(config.at("/users/0/user/token").asString()).isEqualTo("k8s-aws-v1.abc");
    assertThat(config.at("/clusters/0/cluster/server").asString())
        .isEqualTo("https://x.eks.example");
    assertThat(config.at("/clusters/0/cluster/certificate-authority-data").asString())
        .isEqualTo("Q0E=");
    assertThat(config.path("current-context").asString()).isEqualTo("beta9-4f1a");
  }

  @Test
  void renders_an_aws_cli_call_and_no_secret_for_operators() {
    String text = Kubeconfig.forOperators(CLUSTER, "arn:aws:iam::1:role/Beta9");
    assertThat(text)
        .startsWith("# Only this role has access to the cluster: arn:aws:iam::1:role/Beta9\n");
    JsonNode exec = yaml(text).at("/users/0/user/exec");
    assertThat(exec.path("command").asString()).isEqualTo("aws");
    assertThat(exec.path("args").valueStream().map(JsonNode::asString).toList())
        .startsWith("eks", "get-token", "--cluster-name", "beta9-4f1a", "--region", "us-east-1");
    assertThat(text).doesNotContain("token:");
  }

  @Test
  void values_that_contain_yaml_remain_values() {
    String hostile = "x\"\nusers:\n- name: y\n  user:\n    exec: {command: sh}\n#";
    var cluster = new ClusterAccess.Coordinates(hostile, hostile, hostile, hostile);

    JsonNode config = yaml(Kubeconfig.forOperators(cluster, "arn:aws:iam::1:role/Beta9"));

    assertThat(config.at("/clusters/0/cluster/server").asString()).isEqualTo(hostile);
    assertThat(config.at("/users/0/name").asString()).isEqualTo(hostile);
    assertThat(config.path("users").size()).isEqualTo(1);
    assertThat(config.at("/users/0/user/exec/command").asString()).isEqualTo("aws");
  }

  @Test
  void writes_a_private_file_and_overwrites_none() throws Exception {
    Path file = Kubeconfig.write(folder.resolve("kubeconfig"), "secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> Kubeconfig.write(file, "other"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  private static JsonNode yaml(String text) {
    return YAMLMapper.builder().build().readTree(text);
  }
}
