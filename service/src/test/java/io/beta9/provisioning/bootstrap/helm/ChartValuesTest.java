package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.TestInfraModels;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChartValuesTest {
  @Test
  void derives_baseline_values_without_terraform_outputs() {
    JsonNode values = ChartValues.baseline(TestInfraModels.small());
    assertThat(values.at("/autoscaler/roleArn").asString())
        .isEqualTo("arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-autoscaler");
    assertThat(values.path("kubernetesVersion").asString()).isEqualTo("1.33");
    assertThat(values.at("/gpu/enabled").asBoolean()).isFalse();
    assertThat(values.at("/storageClass/kmsKeyArn").asString())
        .isEqualTo("arn:aws:kms:us-east-1:123456789012:alias/beta9-4f1a2b3c4d5e");
    assertThat(
            ChartValues.baseline(TestInfraModels.model(0, "T4", null))
                .at("/gpu/enabled")
                .asBoolean())
        .isTrue();
  }

  @Test
  void beta9_gets_its_stores_from_the_outputs_and_the_secrets() {
    JsonNode values = ChartValues.beta9(TestInfraModels.inputs(TestInfraModels.small()), false);
    assertThat(values.at("/database/host").asString()).isEqualTo(TestInfraModels.DATABASE);
    assertThat(values.at("/database/password").asString()).isEqualTo("DatabasePassword1");
    assertThat(values.at("/database/encryptionKey").asString()).startsWith("sk_");
    assertThat(values.at("/redis/host").asString()).isEqualTo(TestInfraModels.REDIS);
    assertThat(values.at("/storage/s3/bucket").asString()).isEqualTo(TestInfraModels.BUCKET);
    assertThat(values.at("/registry/repositoryUrl").asString()).contains(".dkr.ecr.");
    assertThat(values.at("/image/gateway/tag").asString()).isEqualTo("0.1.762");
    assertThat(values.at("/gateway/externalHost").asString()).isEqualTo("beta9.acme.example");
    assertThat(values.at("/exposure/enabled").asBoolean()).isFalse();
    assertThat(values.at("/exposure/certificateArn").isMissingNode()).isTrue();
  }

  @Test
  void exposing_changes_only_the_exposure_values() {
    InfraModel model =
        TestInfraModels.model(1, "T4", "arn:aws:acm:us-east-1:123456789012:certificate/x");
    JsonNode closed = ChartValues.beta9(TestInfraModels.inputs(model), false);
    JsonNode open = ChartValues.beta9(TestInfraModels.inputs(model), true);
    assertThat(open.at("/exposure/enabled").asBoolean()).isTrue();
    assertThat(open.at("/exposure/certificateArn"))
        .isEqualTo(closed.at("/exposure/certificateArn"));
    assertThat(open.toString().replace("\"enabled\":true,\"cert", "\"enabled\":false,\"cert"))
        .isEqualTo(closed.toString());
  }

  @Test
  void keeps_the_requested_workers_warm_and_none_for_builds() {
    JsonNode workers =
        ChartValues.beta9(TestInfraModels.inputs(TestInfraModels.model(2, "L4", null)), false)
            .path("workers");
    assertThat(workers.at("/cpu/minFreeCpu").asString()).isEqualTo("7000m");
    assertThat(workers.at("/cpu/minFreeMemory").asString()).isEqualTo("26Gi");
    assertThat(workers.at("/build/minFreeCpu").asString()).isEqualTo("0m");
    assertThat(workers.at("/gpu/enabled").asBoolean()).isTrue();
    assertThat(workers.at("/gpu/type").asString()).isEqualTo("L4");
    assertThat(
            ChartValues.beta9(TestInfraModels.inputs(TestInfraModels.small()), false)
                .at("/workers/gpu")
                .isMissingNode())
        .isTrue();
  }

  /** All three nodes together run six workers; one place of a node is needed to build an image. */
  @Test
  void keeps_no_more_workers_warm_than_fit_while_an_image_is_built() {
    assertThat(warmMemory(3)).isEqualTo("39Gi");
    assertThat(warmMemory(4)).isEqualTo("52Gi");
    assertThat(warmMemory(5)).isEqualTo("52Gi");
    assertThat(warmMemory(100)).isEqualTo("52Gi");
  }

  private static String warmMemory(int minWorkers) {
    return ChartValues.beta9(
            TestInfraModels.inputs(TestInfraModels.model(minWorkers, null, null)), false)
        .at("/workers/cpu/minFreeMemory")
        .asString();
  }

  @Test
  void derives_the_limits_from_the_nodes_for_models_of_earlier_versions() {
    JsonNode values = ChartValues.beta9(TestInfraModels.inputs(TestInfraModels.small()), false);

    assertThat(values.path("limits").toString())
        .isEqualTo("{\"millicpus\":7000,\"memoryMib\":26624,\"gpus\":0,\"replicas\":10}");
    assertThat(values.at("/workers/build/cpu").asString()).isEqualTo("3500m");
    assertThat(values.at("/workers/build/memory").asString()).isEqualTo("16Gi");
    assertThat(values.at("/workers/build/sharedMemoryPercent").doubleValue()).isEqualTo(87.5);
    assertThat(values.at("/image/runner/version").asString()).isEqualTo("latest");
  }

  @Test
  void passes_the_limits_and_the_build_workers_of_the_meta_config() {
    InfraModel model =
        TestInfraModels.withSizes(new RequestLimits(4000, 8, 0, 20), new BuildWorker(7000, 26, 23));

    JsonNode values = ChartValues.beta9(TestInfraModels.inputs(model), false);

    assertThat(values.path("limits").toString())
        .isEqualTo("{\"millicpus\":4000,\"memoryMib\":8192,\"gpus\":0,\"replicas\":20}");
    assertThat(values.at("/workers/build/cpu").asString()).isEqualTo("7000m");
    assertThat(values.at("/workers/build/memory").asString()).isEqualTo("26Gi");
    assertThat(values.at("/workers/build/sharedMemoryPercent").doubleValue())
        .as("at least 23 GiB after Beta9 has rounded it down")
        .isEqualTo(88.47);
  }

  @Test
  void names_a_missing_output() {
    var outputs = TestInfraModels.outputs();
    outputs.remove("rds_endpoint");
    assertThatThrownBy(
            () ->
                ChartValues.beta9(
                    new Beta9Inputs(TestInfraModels.small(), outputs, TestInfraModels.secrets()),
                    false))
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(e.failure().parameter(FailureParameter.OUTPUT))
                    .contains("rds_endpoint"));
  }

  @Test
  void redacts_secrets_in_string_representations() {
    assertThat(TestInfraModels.secrets().toString()).isEqualTo("Beta9Secrets[redacted]");
    assertThat(TestInfraModels.inputs(TestInfraModels.small()).toString())
        .doesNotContain("Password1");
    assertThat(
            TestInfraModels.secrets()
                .redact("dial postgres://beta9:DatabasePassword1@x/main: refused"))
        .isEqualTo("dial postgres://beta9:***@x/main: refused");
    assertThat(new AdminTokenStore.StoredToken("w", "the-token").toString())
        .doesNotContain("the-token");
  }
}
