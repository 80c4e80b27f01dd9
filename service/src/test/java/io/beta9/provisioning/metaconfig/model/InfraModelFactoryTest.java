package io.beta9.provisioning.metaconfig.model;

import static io.beta9.provisioning.metaconfig.MetaConfigs.SMALL;
import static io.beta9.provisioning.metaconfig.MetaConfigs.smallWith;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class InfraModelFactoryTest {
  private static final String ID = "env_4f1a2b3c4d5e";

  private static InfraModel model(String text) {
    return InfraModelFactory.from(valid(text), ID);
  }

  @Test
  void derives_the_small_model() {
    assertThat(InfraModelJson.toTree(model(SMALL)))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"environment_id": "env_4f1a2b3c4d5e", "environment_name": "demo",
                     "resource_prefix": "beta9-4f1a2b3c4d5e",
                     "region": "us-east-1", "account_id": "123456789012",
                     "tags": {"beta9:environment-id": "env_4f1a2b3c4d5e",
                              "beta9:environment-name": "demo",
                              "beta9:managed-by": "beta9-provisioning"},
                     "network": {"cidr": "10.42.0.0/16",
                       "availability_zones": ["us-east-1a", "us-east-1b"],
                       "public_subnets": {"us-east-1a": "10.42.0.0/20", "us-east-1b": "10.42.16.0/20"},
                       "private_subnets": {"us-east-1a": "10.42.64.0/18", "us-east-1b": "10.42.128.0/18"},
                       "nat_gateway_per_zone": false, "flow_logs": false,
                       "zones_by_default": true},
                     "cluster": {"kubernetes_version": "1.36", "node_labels": {},
                       "endpoint": {"access": "public", "allowed_cidrs": ["0.0.0.0/0"]},
                       "admins": []},
                     "system_nodes": {"instance_type": "m6i.large", "min_size": 2, "max_size": 3,
                                      "desired_size": 2, "disk_gb": 200},
                     "cpu_nodes": {"instance_type": "m6i.2xlarge", "min_size": 1, "max_size": 3,
                                   "desired_size": 1, "disk_gb": 200},
                     "gpu_nodes": null,
                     "postgres": {"engine_version": "16", "instance_class": "db.t4g.medium",
                                  "storage_gb": 50, "multi_az": false, "backup_retention_days": 7,
                                  "log_export": false, "protect": false},
                     "redis": {"engine_version": "7.1", "node_type": "cache.t4g.medium", "replicas": 0},
                     "object_store": {"bucket_name": "beta9-4f1a2b3c4d5e", "versioning": true,
                                      "lifecycle_days": 30},
                     "log_retention_days": 30,
                     "state_log_bucket": null,
                     "beta9": {"domain": "beta9.demo.example", "gateway_version": "0.1.762",
                       "worker_version": "0.1.729", "gateway_replicas": 1, "min_workers": 0,
                       "max_workers": 3, "gpu_type": null,
                       "limits": {"millicpus": 7000, "memory_gib": 26, "gpus": 0, "replicas": 10},
                       "build": {"millicpus": 3500, "memory_gib": 16, "shared_memory_gib": 14},
                       "enable_metrics": true,
                       "enable_logging": true, "certificate_arn": null,
                       "allowed_cidrs": [], "smoke": "basic"}}
                    """));
  }

  @Test
  void omits_beta9_from_the_terraform_variables_except_for_logging() {
    assertThat(InfraModelJson.toTfvars(model(SMALL)).propertyNames())
        .containsExactly(
            "environment_id",
            "environment_name",
            "resource_prefix",
            "region",
            "account_id",
            "tags",
            "network",
            "cluster",
            "system_nodes",
            "cpu_nodes",
            "gpu_nodes",
            "postgres",
            "redis",
            "object_store",
            "log_retention_days",
            "enable_logging",
            "partition");
  }

  @Test
  void reads_the_json_that_it_writes() {
    InfraModel gpu = model(smallWith("  workers: {gpu_enabled: true}\ntags: {team: x}\n"));

    assertThat(InfraModelJson.fromJson(InfraModelJson.toJson(gpu))).isEqualTo(gpu);
    assertThat(InfraModelJson.fromJson(InfraModelJson.toJson(model(SMALL))))
        .isEqualTo(model(SMALL));
  }

  @ParameterizedTest
  @CsvSource({
    "small,  2, 3, m6i.large,   1, 3,  m6i.2xlarge, db.t4g.medium, false, cache.t4g.medium, 0, 1",
    "medium, 3, 4, m6i.xlarge,  2, 8,  m6i.4xlarge, db.m6g.large,  true,  cache.m7g.large,  1, 2",
    "large,  3, 5, m6i.2xlarge, 3, 20, m6i.8xlarge, db.r6g.xlarge, true,  cache.r7g.xlarge, 1, 3",
  })
  void derives_sizes_from_the_profile(
      String profile,
      int systemMin,
      int systemMax,
      String systemType,
      int cpuMin,
      int cpuMax,
      String cpuType,
      String postgres,
      boolean redundant,
      String redis,
      int replicas,
      int gateways) {
    InfraModel model = model(smallWith("cluster: {profile: " + profile + "}\n"));

    assertThat(model.systemNodes())
        .isEqualTo(
            new InfraModel.NodeGroup(systemType, systemMin, systemMax, systemMin, 200, null));
    assertThat(model.cpuNodes())
        .isEqualTo(new InfraModel.NodeGroup(cpuType, cpuMin, cpuMax, cpuMin, 200, null));
    assertThat(model.postgres().instanceClass()).isEqualTo(postgres);
    assertThat(model.postgres().multiAz()).isEqualTo(redundant);
    assertThat(model.redis().nodeType()).isEqualTo(redis);
    assertThat(model.redis().replicas()).isEqualTo(replicas);
    assertThat(model.network().natGatewayPerZone()).isEqualTo(redundant);
    assertThat(model.network().availabilityZones()).hasSize(redundant ? 3 : 2);
    assertThat(model.beta9().gatewayReplicas()).isEqualTo(gateways);
  }

  @ParameterizedTest
  @CsvSource({
    "small,  T4,      g4dn.xlarge",
    "medium, A10G,    g5.2xlarge",
    "medium, L4,      g6.2xlarge",
    "large,  L40S,    g6e.4xlarge",
    "small,  A100-40, p4d.24xlarge",
    "small,  A100-80, p4de.24xlarge",
    "large,  H100,    p5.48xlarge",
  })
  void selects_the_instance_type_of_the_gpu(String profile, String gpu, String instanceType) {
    InfraModel model =
        model(
            smallWith(
                "  workers: {gpu_enabled: true, gpu_type: %s, max_workers: 5}\ncluster: {profile: %s}\n"
                    .formatted(gpu, profile)));

    assertThat(model.gpuNodes())
        .isEqualTo(new InfraModel.NodeGroup(instanceType, 0, 5, 0, 200, gpu));
    assertThat(model.beta9().gpuType()).isEqualTo(gpu);
  }

  @Test
  void applies_worker_limits_to_cpu_nodes_without_gpus() {
    assertThat(model(smallWith("  workers: {min_workers: 4, max_workers: 9}\n")).cpuNodes())
        .extracting(InfraModel.NodeGroup::minSize, InfraModel.NodeGroup::maxSize)
        .containsExactly(4, 9);
    assertThat(
            model(smallWith("  workers: {max_workers: 1}\ncluster: {profile: medium}\n"))
                .cpuNodes())
        .extracting(InfraModel.NodeGroup::minSize, InfraModel.NodeGroup::maxSize)
        .containsExactly(1, 1);
  }

  @Test
  void applies_worker_limits_to_gpu_nodes_with_gpus() {
    InfraModel model = model(smallWith("  workers: {gpu_enabled: true, min_workers: 1}\n"));

    assertThat(model.gpuNodes())
        .isEqualTo(new InfraModel.NodeGroup("g4dn.xlarge", 1, 1, 1, 200, "T4"));
    assertThat(model.cpuNodes().maxSize()).isEqualTo(3);
  }

  @Test
  void uses_explicit_instance_classes() {
    InfraModel model =
        model(
            smallWith(
                "data: {postgres: {size: db.m6g.2xlarge, multi_az: true}, redis: {size:"
                    + " cache.r7g.large, ha: true}, object_store: {bucket_prefix: acme,"
                    + " lifecycle_days: 90}}\n"));

    assertThat(model.postgres())
        .isEqualTo(new InfraModel.Postgres("16", "db.m6g.2xlarge", 50, true, 7, false, false));
    assertThat(model.redis()).isEqualTo(new InfraModel.Redis("7.1", "cache.r7g.large", 1));
    assertThat(model.objectStore())
        .isEqualTo(new InfraModel.ObjectStore("acme-4f1a2b3c4d5e", true, 90));
  }

  /** As an earlier version stored it. */
  @Test
  void gives_defaults_to_fields_that_a_stored_model_does_not_have() {
    InfraModel small = model(SMALL);
    ObjectNode stored = InfraModelJson.toTree(small);
    ((ObjectNode) stored.path("network")).remove("flow_logs");
    ((ObjectNode) stored.path("cluster")).remove("endpoint");
    ((ObjectNode) stored.path("postgres")).remove(List.of("log_export", "protect"));
    ((ObjectNode) stored.path("beta9")).remove(List.of("allowed_cidrs", "smoke"));
    stored.remove("state_log_bucket");

    assertThat(InfraModelJson.fromJson(stored.toString())).isEqualTo(small);
  }

  @Test
  void gives_defaults_to_fields_that_a_stored_meta_config_does_not_have() {
    ObjectNode stored = MetaConfigJson.toTree(valid(SMALL));
    ((ObjectNode) stored.path("network")).remove("flow_logs");
    ((ObjectNode) stored.path("cluster")).remove("endpoint");
    ((ObjectNode) stored.path("data")).remove("state");
    ((ObjectNode) stored.path("data").path("postgres")).remove(List.of("log_export", "protect"));
    ((ObjectNode) stored.path("beta9")).remove(List.of("allowed_cidrs", "smoke"));

    MetaConfig small = valid(SMALL);
    assertThat(InfraModelFactory.from(MetaConfigJson.fromJson(stored.toString()), ID))
        .isEqualTo(
            InfraModelFactory.from(small.withZones(small.network().availabilityZones()), ID));
  }

  /** Only zones that the latest change added by number may be exchanged for others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|3|true",
        "2|[us-east-1a, us-east-1b, us-east-1d]|false",
        "2|[us-east-1a, us-east-1b]|true",
        "[us-east-1d, us-east-1a]|3|true",
        "[us-east-1d, us-east-1a]|2|false",
      })
  void records_whether_the_latest_zones_were_named(String before, String after, boolean byDefault) {
    InfraModel existing = model(withZones(before));

    InfraModel updated = InfraModelFactory.from(valid(withZones(after)), ID, existing);

    assertThat(updated.network().zonesByDefault()).isEqualTo(byDefault);
  }

  private static String withZones(String zones) {
    return SMALL + "network: {availability_zones: " + zones + "}\n";
  }

  @Test
  void rejects_an_id_that_is_not_an_environment_id() {
    assertThatThrownBy(() -> InfraModelFactory.from(valid(SMALL), "acme"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
