package io.beta9.provisioning.helmrunner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * The workload for which the AOT cache of helm-runner is recorded: an installation in a cluster
 * that does not exist, up to the first connection. Started by {@code train-aot-caches} with the
 * directory of a chart.
 */
public final class TrainingRun {
  /** No server listens on the port 1. */
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
      users: [{name: none, user: {token: none}}]
      contexts: [{name: none, context: {cluster: none, user: none}}]
      current-context: none
      """;

  private TrainingRun() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("helm-runner-training-");
    try {
      Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), KUBECONFIG);
      Path values = Files.writeString(directory.resolve("values.yaml"), "{}");
      Path request =
          Files.writeString(
              directory.resolve("request.json"),
              JsonMapper.shared()
                  .createObjectNode()
                  .put("action", "install")
                  .put("release", "training")
                  .put("namespace", "training")
                  .put("create_namespace", true)
                  .put("expected_revision", 0)
                  .put("chart", args[0])
                  .put("values_file", values.toString())
                  .put("kubeconfig_file", kubeconfig.toString())
                  .toString());
      Main.loadHelm();
      Response response = new HelmInvocation(Request.read(request)).run();
      System.out.println(response.json());
      if (!(response instanceof Response.Failed failed) || failed.kind() != ErrorKind.UNREACHABLE) {
        throw new IllegalStateException("Helm did not try to reach a cluster");
      }
    } catch (InvalidRequestException e) {
      throw new IllegalStateException(e);
    } finally {
      for (String file : new String[] {"request.json", "values.yaml", "kubeconfig"}) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.deleteIfExists(directory);
    }
  }
}
